import {
  createMemoryScim,
  type MemoryAnswer,
  type MemoryScim,
} from '../../../../../support/memory/memoryScim.ts';
import { user } from '../../../../../support/scim/messages.ts';
import { emails, usersWithEmail, withEmail } from './usersWithEmail.ts';

let scim: MemoryScim;
const { stored, makeAdministrator, patched, create, addressesOf, shown, recordWrites } = usersWithEmail(
  () => scim,
);
const put = (id: string, body: unknown): Promise<MemoryAnswer> => scim.send('PUT', `/Users/${id}`, body);

beforeEach(async () => {
  scim = await createMemoryScim({ email: 'keep' });
});

describe('a person whose e-mail address is kept', () => {
  let holder: string;
  let id: string;

  beforeEach(async () => {
    holder = await create(withEmail('ann', 'both@example.com'));
    id = await create(withEmail('bob', 'Both@Example.com', { title: 'Clerk' }));
  });

  it('keeps it when a PATCH changes something else, at one write', async () => {
    await scim.send('DELETE', `/Users/${holder}`);
    const written = recordWrites();
    const answer = await patched(id, { op: 'replace', path: 'title', value: 'Chief' });
    expect(answer).toMatchObject({ status: 200, body: { title: 'Chief', ...emails('Both@Example.com') } });
    expect(written).toEqual([undefined]);
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'both@example.com' });
  });

  it.each(['keep', 'refuse'] as const)('is deactivated by a PATCH where the rule is %j', async (email) => {
    const { username, attributes } = (await stored(id)) ?? { username: '', attributes: {} };
    scim = await createMemoryScim({ email });
    id = await scim.realm.users.create({ username, enabled: true, attributes });
    const answer = await patched(id, { op: 'replace', path: 'active', value: false });
    expect(answer).toMatchObject({ status: 200, body: { active: false, ...emails('Both@Example.com') } });
    expect(await stored(id)).toMatchObject({ enabled: false });
  });

  it('costs no write when it is sent again while the other user has it', async () => {
    const written = recordWrites();
    const answer = await put(id, withEmail('bob', 'Both@Example.com', { title: 'Clerk' }));
    expect(answer).toMatchObject({ status: 200, body: emails('Both@Example.com') });
    expect(written).toEqual([]);
    expect(answer.facts.notes).toEqual([expect.stringContaining(`user "ann" (${holder}) has it.`)]);
  });

  it("has it in Keycloak's field once it is sent again and free", async () => {
    await scim.send('DELETE', `/Users/${holder}`);
    const answer = await put(id, withEmail('bob', 'Both@Example.com', { title: 'Clerk' }));
    expect(answer).toMatchObject({ status: 200, body: emails('Both@Example.com') });
    expect(await addressesOf(id)).toEqual({ field: 'both@example.com', kept: undefined });
    expect((await stored(id))?.attributes['scim.lookup']).toBeUndefined();
    expect(answer.facts.notes).toEqual([
      'Keycloak has an e-mail address of the user again; none is kept any more.',
    ]);
  });

  it('has it in the field as well when a PATCH names it', async () => {
    await scim.send('DELETE', `/Users/${holder}`);
    await patched(id, { op: 'replace', path: 'emails', value: [{ value: 'both@example.com' }] });
    expect(await addressesOf(id)).toEqual({ field: 'both@example.com', kept: undefined });
  });

  it('counts as verified when Keycloak takes it, if the realm verifies the addresses of new users', async () => {
    scim = await createMemoryScim({ email: 'keep', onboarding: { emailVerified: true } });
    holder = await create(withEmail('ann', 'both@example.com'));
    id = await create(withEmail('bob', 'both@example.com'));
    expect(await stored(id)).toMatchObject({ emailVerified: false });
    await scim.send('DELETE', `/Users/${holder}`);
    await put(id, withEmail('bob', 'both@example.com'));
    expect(await stored(id)).toMatchObject({ email: 'both@example.com', emailVerified: true });
  });

  it('gets another address that is good, and keeps another one that is not', async () => {
    expect(await put(id, withEmail('bob', 'no address'))).toMatchObject({
      status: 200,
      body: emails('no address'),
    });
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'no address' });
    await put(id, withEmail('bob', 'bob@example.com'));
    expect(await addressesOf(id)).toEqual({ field: 'bob@example.com', kept: undefined });
  });

  it.each([
    ['a PUT without it', () => put(id, user('bob'))],
    ['a PATCH that removes it', () => patched(id, { op: 'remove', path: 'emails' })],
  ])('has none after %s', async (_how, send) => {
    expect((await send()).status).toBe(200);
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: undefined });
    expect(await shown(id)).toBeUndefined();
    expect((await stored(id))?.attributes['scim.lookup']).toBeUndefined();
  });

  it('gets a second address without losing it', async () => {
    await patched(id, { op: 'add', path: 'emails', value: [{ value: 'second@example.com', type: 'home' }] });
    expect(await shown(id)).toEqual([
      { value: 'Both@Example.com' },
      { value: 'second@example.com', type: 'home' },
    ]);
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'both@example.com' });
  });

  it('has the address that an administrator sets in Keycloak', async () => {
    const { username, attributes } = (await stored(id)) ?? { username: '', attributes: {} };
    await scim.realm.users.replace(id, { username, attributes, email: 'console@example.com' });
    expect(await shown(id)).toMatchObject([{ value: 'console@example.com' }]);
    await patched(id, { op: 'replace', path: 'title', value: 'Chief' });
    expect(await addressesOf(id)).toEqual({ field: 'console@example.com', kept: undefined });
  });

  it('can be changed as an administrator of the realm, as long as the address stays the same', async () => {
    await put(id, withEmail('bob', 'no address'));
    await makeAdministrator(id);
    const answer = await put(id, withEmail('bob', 'no address', { title: 'Chief' }));
    expect(answer).toMatchObject({ status: 200, body: { title: 'Chief', ...emails('no address') } });
    expect((await put(id, withEmail('bob', 'bob@example.com', { title: 'Chief' }))).status).toBe(403);
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'no address' });
  });
});

describe('a change to an e-mail address that Keycloak does not take', () => {
  it("empties Keycloak's field, where the former address was", async () => {
    await create(withEmail('ann', 'both@example.com'));
    const id = await create(withEmail('bob', 'bob@example.com'));
    const answer = await patched(id, {
      op: 'replace',
      path: 'emails[primary eq true].value',
      value: 'both@example.com',
    });
    expect(answer.status).toBe(200);
    expect(await addressesOf(id)).toEqual({ field: undefined, kept: 'both@example.com' });
  });

  it('does not keep a leaver in', async () => {
    const id = await create(withEmail('bob', 'bob@example.com'));
    const answer = await put(id, withEmail('bob', 'no address', { active: false }));
    expect(answer).toMatchObject({ status: 200, body: { active: false } });
    expect(answer.facts.changes).toEqual([{ what: 'disabled' }]);
    expect(await stored(id)).toMatchObject({ enabled: false });
  });

  it('is refused with a userName that is taken, and changes nothing', async () => {
    await create(withEmail('ann', 'ann@example.com'));
    await create(user('eve'));
    const id = await create(withEmail('bob', 'bob@example.com'));
    for (const body of [withEmail('ann', 'ann@example.com'), withEmail('eve', 'ann@example.com')]) {
      expect(await put(id, body)).toMatchObject({
        status: 409,
        body: { detail: 'Another user of the realm already has this userName.' },
      });
    }
    expect(await addressesOf(id)).toEqual({ field: 'bob@example.com', kept: undefined });
  });
});
