import { encodeRecords } from '../../../../mappers/compile/records.ts';
import { compileProfile } from '../../../../mappers/profile.ts';
import { loadQuirks } from '../../../../mappers/rewriting/loadQuirks.ts';

const { mapping } = compileProfile({ preset: 'generic', quirks: await loadQuirks() }).user;

/** What is read of a user called `ann`, Ann by first name, with these exact spellings. */
const read = (...entries: { p: string; k: string | null; v: string }[]) =>
  mapping.toScim({
    username: 'ann',
    firstName: 'Ann',
    attributes: { 'scim.exact': encodeRecords(entries), title: ['Clerk'] },
  });

describe('an original', () => {
  it('counts if storing it gives what Keycloak has', () => {
    expect(read({ p: 'userName', k: 'ann', v: 'ANN' }).userName).toBe('ANN');
    expect(read({ p: 'name.givenName', k: 'Ann', v: 'Ann?' }).name).toEqual({ givenName: 'Ann?' });
  });

  it.each(['the.boss', 'bad name !', 'Emergency', ''])('does not count for another value: %j', (v) => {
    expect(read({ p: 'userName', k: 'ann', v }).userName).toBe('ann');
    expect(read({ p: 'name.givenName', k: 'Ann', v }).name).toEqual({ givenName: 'Ann' });
    expect(read({ p: 'title', k: 'Clerk', v }).title).toBe('Clerk');
  });

  it('does not count if Keycloak has no value', () => {
    expect(read({ p: 'nickName', k: null, v: 'Nick' }).nickName).toBeUndefined();
  });
});
