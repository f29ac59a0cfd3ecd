import { createMemoryScim, type MemoryScim } from '../../../../support/memory/memoryScim.ts';
import { filtered } from '../../../../support/scim/messages.ts';
import { error } from '../answers.ts';
import { scimUsers } from './scimUsers.ts';

let scim: MemoryScim;
const { create, stored, makeAdministrator } = scimUsers(() => scim);

beforeEach(async () => {
  scim = await createMemoryScim();
});

describe('DELETE /Users/{id}', () => {
  it('deletes a user, whose name is free then', async () => {
    const id = await create('ann');
    expect(await scim.send('DELETE', `/Users/${id}`)).toMatchObject({ status: 204, body: undefined });
    expect(await stored(id)).toBeUndefined();
    expect((await scim.send('DELETE', `/Users/${id}`)).status).toBe(404);
    expect(await create('ann')).not.toBe(id);
  });

  it.each([
    ['an administrator', 'This user administers the realm; SCIM does not change the account.'],
    ['a break-glass account', 'This is a break-glass account; SCIM does not change it.'],
    ['the account of a client', 'This is the account of a client; SCIM does not change it.'],
  ])('of %s is refused', async (kind, detail) => {
    scim = await createMemoryScim({ protection: { breakGlass: ['glass-*'] } });
    const { serviceAccountId } = await scim.console.createClient('app');
    const { users } = scim.realm;
    const admin = await create('admin');
    await makeAdministrator(admin);
    const glass = await users.create({ username: 'glass-1', enabled: true, attributes: {} });
    const ids: Record<string, string> = {
      'an administrator': admin,
      'a break-glass account': glass,
      'the account of a client': serviceAccountId,
    };
    const id = ids[kind] ?? '';
    expect(await scim.send('DELETE', `/Users/${id}`)).toMatchObject(error(403, undefined, detail));
    expect(await stored(id)).toMatchObject({ enabled: true });
  });

  it('hides a user where the realm does that, and the same name brings the user back', async () => {
    scim = await createMemoryScim({ offboarding: { delete: 'hide' } });
    const id = await create('ann', { externalId: 'A', password: 'a password' });
    await scim.console.createClient('app');
    await scim.console.signIn('ann', 'a password', 'app');
    expect((await scim.send('DELETE', `/Users/${id}`)).status).toBe(204);
    expect(await stored(id)).toMatchObject({ enabled: false, attributes: { 'scim.hidden': ['true'] } });
    expect(await scim.console.countSessions(id)).toBe(0);
    expect((await scim.send('GET', `/Users/${id}`)).status).toBe(404);
    expect((await scim.send('GET', '/Users')).body.totalResults).toBe(0);
    expect((await scim.send('GET', filtered('userName eq "ann"'))).body.totalResults).toBe(0);
    expect(await create('ann', { externalId: 'A' })).toBe(id);
    expect(await stored(id)).toMatchObject({ enabled: true });
    expect(await scim.console.credentialTypes(id)).toEqual(['password']);
  });

  it('takes from a hidden user what another person must not get', async () => {
    scim = await createMemoryScim({ offboarding: { delete: 'hide' } });
    const id = await create('ann', { externalId: 'A', password: 'a password' });
    await scim.send('DELETE', `/Users/${id}`);
    expect(await create('ann', { externalId: 'B' })).toBe(id);
    expect(await scim.console.credentialTypes(id)).toEqual([]);
  });
});
