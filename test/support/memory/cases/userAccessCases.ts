import type { NewUser } from '../../../../bridge/keycloak/port/users.ts';
import { EVERYTHING, failureOf, freshName, newUser, NO_USER, NOBODY, type RealmCases } from './realmCase.ts';

/** A user who can sign in without being asked for more. */
function withPassword(): NewUser & { readonly password: string } {
  const email = `${freshName()}@example.com`;
  return { ...newUser({ email, firstName: 'Ann', lastName: 'Lee' }), password: 'a password' };
}

/** What holds of passwords, sessions, offline tokens and mails. */
export const userAccessCases: RealmCases = {
  'a password is stored with a new user, and by a replacement': async ({ realm: { users }, console }) => {
    const { password, ...user } = withPassword();
    const [withOne, without] = [await users.create({ ...user, password }), await users.create(newUser())];
    expect(await console.credentialTypes(withOne)).toEqual(['password']);
    expect(await console.credentialTypes(without)).toEqual([]);
    expect(JSON.stringify(await users.get(withOne))).not.toContain(password);
    const clientId = freshName('app');
    await console.createClient(clientId);
    await console.signIn(user.username, password, clientId);
    await users.replace(withOne, { ...user, password: 'another password' });
    await console.signIn(user.username, 'another password', clientId);
    await expect(console.signIn(user.username, password, clientId)).rejects.toThrow('cannot sign in');
  },
  'a disabled user cannot sign in': async ({ realm: { users }, console }) => {
    const user = withPassword();
    const id = await users.create(user);
    const clientId = freshName('app');
    await console.createClient(clientId);
    await users.setEnabled(id, false);
    await expect(console.signIn(user.username, user.password, clientId)).rejects.toThrow('cannot sign in');
    expect(await console.countSessions(id)).toBe(0);
  },
  'all sessions of a user end at once': async ({ realm: { users }, console }) => {
    const user = withPassword();
    const id = await users.create(user);
    const clientId = freshName('app');
    await console.createClient(clientId);
    await console.signIn(user.username, user.password, clientId);
    await console.signIn(user.username, user.password, clientId);
    expect(await console.countSessions(id)).toBe(2);
    await users.endSessions(id);
    expect(await console.countSessions(id)).toBe(0);
    await users.endSessions(id);
  },
  'offline tokens outlive sessions and end client by client': async ({ realm: { users }, console }) => {
    const user = withPassword();
    const id = await users.create(user);
    const clientIds = [freshName('app'), freshName('app')];
    for (const clientId of clientIds) {
      await console.createClient(clientId);
      await console.signIn(user.username, user.password, clientId, true);
    }
    expect((await users.offlineGrants(id)).toSorted()).toEqual(clientIds.toSorted());
    await users.endSessions(id);
    expect((await users.offlineGrants(id)).toSorted()).toEqual(clientIds.toSorted());
    const [first = '', second = ''] = clientIds;
    await users.endOfflineGrant(id, first);
    await users.endOfflineGrant(id, first);
    expect(await users.offlineGrants(id)).toEqual([second]);
  },
  'access is removed: credentials, links and offline tokens': async ({ realm: { users }, console }) => {
    const [provider, clientId] = [freshName('idp'), freshName('app')];
    await console.createIdentityProvider(provider);
    await console.createClient(clientId);
    const user = { ...withPassword(), identity: { provider, userId: '1', userName: 'ann' } };
    const id = await users.create(user);
    await console.signIn(user.username, user.password, clientId, true);
    await users.removeAccess(id);
    expect(await console.credentialTypes(id)).toEqual([]);
    expect(await users.linkedTo(provider, '1')).toBeUndefined();
    expect(await users.offlineGrants(id)).toEqual([]);
    expect(await users.get(id)).toMatchObject({ enabled: true, username: user.username });
  },
  'access of a user who does not exist is notFound, an offline token of one is none to end': async ({
    realm: { users },
  }) => {
    expect(await failureOf(users.endSessions(NOBODY))).toEqual(NO_USER);
    expect(await failureOf(users.offlineGrants(NOBODY))).toEqual(NO_USER);
    expect(await failureOf(users.removeAccess(NOBODY))).toEqual(NO_USER);
    await users.endOfflineGrant(NOBODY, 'app');
  },
  'no mail is sent to nobody, without an address, or to a disabled user': async ({ realm: { users } }) => {
    const mail = { actions: ['UPDATE_PASSWORD'] };
    const refused = (message: string) => ({ failure: 'invalid', status: 400, problems: [{ message }] });
    expect(await failureOf(users.sendActions(NOBODY, mail))).toEqual(NO_USER);
    const [unreachable, disabled] = [
      await users.create(newUser()),
      await users.create(newUser({ email: `${freshName()}@example.com`, enabled: false })),
    ];
    expect(await failureOf(users.sendActions(unreachable, mail))).toEqual(refused('User email missing'));
    expect(await failureOf(users.sendActions(disabled, mail))).toEqual(refused('User is disabled'));
  },
  'a user who is deleted has neither memberships nor links any more': async ({
    realm: { users, groups },
    console,
  }) => {
    const provider = freshName('idp');
    await console.createIdentityProvider(provider);
    const groupId = await groups.create({ name: freshName(), attributes: {} });
    const id = await users.create(newUser({ identity: { provider, userId: '1', userName: 'ann' } }));
    await groups.join(groupId, id);
    await users.delete(id);
    expect(await users.linkedTo(provider, '1')).toBeUndefined();
    expect(await groups.members(groupId, { ...EVERYTHING, brief: true })).toEqual([]);
    expect(await groups.find({ by: 'member', userId: id }, EVERYTHING)).toEqual([]);
  },
};
