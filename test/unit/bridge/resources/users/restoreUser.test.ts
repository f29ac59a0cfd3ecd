import { createMemoryScim, type MemoryScim } from '../../../../support/memory/memoryScim.ts';
import { group, user } from '../../../../support/scim/messages.ts';

const address = (value: string) => [{ value, primary: true }];
const ANN = user('ann', { externalId: 'e-ann', emails: address('ann@x.test') });
const NAMESAKE = user('ann', { externalId: 'e-other', title: 'Lead', emails: address('other@x.test') });

let scim: MemoryScim;
let id: string;

/** A user with a password, who is a member of a group, and was deleted and hidden. */
beforeEach(async () => {
  scim = await createMemoryScim({ offboarding: { delete: 'hide' } });
  id = String((await scim.send('POST', '/Users', { ...ANN, password: 'Secret-1' })).body.id);
  await scim.send('POST', '/Users', user('bob', { emails: address('bob@x.test') }));
  await scim.send('POST', '/Groups', group('Team', { members: [{ value: id }] }));
  await scim.send('DELETE', `/Users/${id}`);
});

const groupsOf = async (): Promise<string[]> =>
  (await scim.realm.groups.find({ by: 'member', userId: id }, { first: 0, max: 9 })).map(({ name }) => name);

describe('POST /Users with the user name of somebody hidden', () => {
  it.each([
    ['the e-mail address of somebody else', address('bob@x.test'), 409],
    ['an e-mail address that Keycloak does not take', address('no address'), 400],
  ])('changes nothing of the hidden person if it is refused for %s', async (_title, emails, status) => {
    const before = await scim.realm.users.get(id);
    expect((await scim.send('POST', '/Users', { ...NAMESAKE, emails })).status).toBe(status);
    expect(await scim.realm.users.get(id)).toEqual(before);
    expect(await scim.console.credentialTypes(id)).toEqual(['password']);
    expect(await groupsOf()).toEqual(['Team']);
    // The same person comes back, with the password of then.
    expect((await scim.send('POST', '/Users', ANN)).status).toBe(201);
    expect(await scim.console.credentialTypes(id)).toEqual(['password']);
  });

  it('gives another person nothing of the former one', async () => {
    const { status, body } = await scim.send('POST', '/Users', NAMESAKE);
    expect([status, body.id, body.externalId, body.title, body.active]).toEqual([
      ...[201, id, 'e-other', 'Lead', true],
    ]);
    expect(await scim.realm.users.get(id)).toMatchObject({ enabled: true, email: 'other@x.test' });
    expect((await scim.realm.users.get(id))?.attributes).not.toHaveProperty('scim.hidden');
    expect(await scim.console.credentialTypes(id)).toEqual([]);
    expect(await groupsOf()).toEqual([]);
  });

  it('still knows that it is another person if it broke off before the access of the former one was gone', async () => {
    const removeAccess = scim.realm.users.removeAccess.bind(scim.realm.users);
    scim.realm.users.removeAccess = () => Promise.reject(new Error('broken off'));
    await expect(scim.send('POST', '/Users', NAMESAKE)).rejects.toThrow('broken off');
    expect(await scim.realm.users.get(id)).toMatchObject({ enabled: false });
    scim.realm.users.removeAccess = removeAccess;
    expect((await scim.send('POST', '/Users', NAMESAKE)).status).toBe(201);
    expect(await scim.console.credentialTypes(id)).toEqual([]);
  });
});
