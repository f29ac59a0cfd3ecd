import type { KeycloakRole } from '../../../../bridge/keycloak/port/roles.ts';
import type { KeycloakRealm } from '../../../../bridge/keycloak/port/realm.ts';
import { DEFAULT_VALIDATORS } from '../memoryRealm.ts';
import { failureOf, freshName, newUser, NO_USER, NOBODY, type RealmCases } from './realmCase.ts';

const newGroup = ({ groups }: KeycloakRealm): Promise<string> =>
  groups.create({ name: freshName(), attributes: {} });

const byName = (roles: readonly KeycloakRole[]): KeycloakRole[] =>
  roles.toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** A role that makes an administrator. */
async function manageUsers({ roles }: KeycloakRealm): Promise<KeycloakRole> {
  const role = await roles.find('manage-users', 'realm-management');
  if (role === undefined) throw new Error('There is no role manage-users.');
  return role;
}

/** What holds of roles and of who administers the realm. */
export const roleCases: RealmCases = {
  'a role of the realm is found by its name, case counting': async ({ realm: { roles }, console }) => {
    const role = await console.createRealmRole(freshName('Role'));
    expect(await roles.find(role.name)).toEqual(role);
    expect(role).not.toHaveProperty('client');
    for (const name of [role.name.toUpperCase(), 'none', '', '..']) {
      expect(await roles.find(name)).toBeUndefined();
    }
  },
  'a role of a client is found by its name and the client id': async ({ realm: { roles }, console }) => {
    const [clientId, name] = [freshName('app'), freshName('role')];
    const { id: client } = await console.createClient(clientId, [name]);
    const role = await roles.find(name, clientId);
    expect(role).toEqual({ id: expect.any(String) as string, name, client });
    expect(await roles.find(name)).toBeUndefined();
    expect(await roles.find('none', clientId)).toBeUndefined();
    expect(await roles.find(name, 'none')).toBeUndefined();
    expect(await roles.find(name, '')).toBeUndefined();
  },
  'a new user holds the default role and nothing else': async ({ realm }) => {
    const { users, roles } = realm;
    const { defaultRole } = await realm.settings();
    expect(defaultRole?.name).toBe(`default-roles-${realm.name}`);
    expect(await roles.listDirect({ user: await users.create(newUser()) })).toEqual([defaultRole]);
  },
  'roles are given and taken directly, again and again': async ({ realm, console }) => {
    const { users, groups, roles } = realm;
    const [clientId, name] = [freshName('app'), freshName('z-role')];
    await console.createClient(clientId, [name]);
    const given = [
      await console.createRealmRole(freshName('a-role')),
      await roles.find(name, clientId),
    ].filter((role) => role !== undefined);
    const [group, user] = [await newGroup(realm), await users.create(newUser())];
    const { defaultRole } = await realm.settings();
    for (const [holder, before] of [
      [{ group }, []],
      [{ user }, [defaultRole].filter((role) => role !== undefined)],
    ] as const) {
      await roles.give(holder, given);
      await roles.give(holder, given);
      expect(byName(await roles.listDirect(holder))).toEqual(byName([...before, ...given]));
      await roles.take(holder, given);
      await roles.take(holder, given);
      expect(await roles.listDirect(holder)).toEqual(before);
    }
    await roles.give({ group }, given);
    expect(await groups.get(group)).toMatchObject({ holdsRoles: true });
  },
  'the users that hold a role directly are listed window by window': async ({ realm, console }) => {
    const { users, groups, roles } = realm;
    const role = await console.createRealmRole(freshName());
    const holders: string[] = [];
    for (let at = 0; at < 3; at += 1) holders.push(await users.create(newUser()));
    for (const user of holders) await roles.give({ user }, [role]);
    // Whoever has the role through a group does not hold it directly.
    const group = await newGroup(realm);
    await roles.give({ group }, [role]);
    await groups.join(group, await users.create(newUser()));
    const windows = [
      ...(await roles.directHolders(role.name, { first: 0, max: 2 })),
      ...(await roles.directHolders(role.name, { first: 2, max: 2 })),
    ];
    expect(windows.map(({ id }) => id).sort()).toEqual(holders.sort());
    expect(await roles.directHolders(freshName('none'), { first: 0, max: 2 })).toEqual([]);
  },
  'no role is given to nobody, nor one that does not exist': async ({ realm, console }) => {
    const { users, roles } = realm;
    const role = await console.createRealmRole(freshName());
    const user = await users.create(newUser());
    expect(await failureOf(roles.give({ user: NOBODY }, [role]))).toEqual(NO_USER);
    expect(await failureOf(roles.take({ user: NOBODY }, [role]))).toEqual(NO_USER);
    expect(await failureOf(roles.listDirect({ user: NOBODY }))).toEqual(NO_USER);
    const notFound = { failure: 'notFound', status: 404 };
    expect(await failureOf(roles.give({ group: NOBODY }, [role]))).toMatchObject(notFound);
    expect(await failureOf(roles.listDirect({ group: NOBODY }))).toMatchObject(notFound);
    const noRole = { ...notFound, problems: [{ message: 'Role not found' }] };
    expect(await failureOf(roles.give({ user }, [{ id: NOBODY, name: 'none' }]))).toEqual(noRole);
    expect(await failureOf(roles.give({ user }, [{ ...role, name: 'old-name' }]))).toEqual(noRole);
    await roles.give({ user: NOBODY }, []);
    await roles.take({ user: NOBODY }, []);
  },
  'whoever holds a role of realm-management administers the realm': async ({ realm, console }) => {
    const { users, administration } = realm;
    const [user, other] = [await users.create(newUser()), await users.create(newUser())];
    await console.giveRole({ user }, await manageUsers(realm));
    expect(await administration.ofUser(user)).toEqual(['manage-users']);
    expect(await administration.ofUser(other)).toEqual([]);
    expect(await administration.ofUser(NOBODY)).toEqual([]);
    await console.takeRole({ user }, await manageUsers(realm));
    expect(await administration.ofUser(user)).toEqual([]);
  },
  'members of a group administer the realm by its roles and those of the groups above': async ({
    realm,
    console,
  }) => {
    const { users, groups, administration } = realm;
    const [top, user] = [await newGroup(realm), await users.create(newUser())];
    const below = await console.createSubgroup(top, freshName());
    await groups.join(below, user);
    expect(await administration.ofGroup(below)).toEqual([]);
    await console.giveRole({ group: top }, await manageUsers(realm));
    expect(await administration.ofUser(user)).toEqual(['manage-users']);
    expect(await administration.ofGroup(top)).toEqual(['manage-users']);
    const read = await groups.get(below);
    expect(await administration.ofGroup(read ?? NOBODY)).toEqual(['manage-users']);
    expect(await administration.ofGroup(NOBODY)).toEqual([]);
  },
  'a role brings the administration that its composites bring': async ({ realm, console }) => {
    const { users, roles, administration } = realm;
    const right = await manageUsers(realm);
    const inner = await console.createRealmRole(freshName(), [right]);
    const outer = await console.createRealmRole(freshName(), [inner]);
    const harmless = await console.createRealmRole(freshName());
    expect(await administration.ofRole(right.id)).toEqual(['manage-users']);
    expect(await administration.ofRole(outer.id)).toEqual(['manage-users']);
    expect(await administration.ofRole(harmless.id)).toEqual([]);
    expect(await administration.ofRole(NOBODY)).toEqual([]);
    const user = await users.create(newUser());
    await roles.give({ user }, [harmless]);
    expect(await administration.ofUser(user)).toEqual([]);
  },
  'a snapshot of the administrators says of everybody and everything what asking says': async ({
    realm,
    console,
  }) => {
    const { users, groups, roles, administration } = realm;
    const right = await manageUsers(realm);
    const view = await roles.find('view-users', 'realm-management');
    const inner = await console.createRealmRole(freshName(), [right]);
    const outer = await console.createRealmRole(freshName(), [inner]);
    const harmless = await console.createRealmRole(freshName());
    const [top, plain] = [await newGroup(realm), await newGroup(realm)];
    const below = await console.createSubgroup(top, freshName());
    const lowest = await console.createSubgroup(below, freshName());
    await console.giveRole({ group: top }, outer);
    if (view !== undefined) await console.giveRole({ group: below }, view);
    const holding = async (role: KeycloakRole | undefined): Promise<string> => {
      const id = await users.create(newUser());
      if (role !== undefined) await console.giveRole({ user: id }, role);
      return id;
    };
    const joining = async (group: string): Promise<string> => {
      const id = await users.create(newUser());
      await groups.join(group, id);
      return id;
    };
    const { serviceAccountId } = await console.createClient(freshName('app'));
    const people = await Promise.all([
      ...[right, view, inner, outer, harmless, undefined].map(holding),
      ...[top, below, lowest, plain].map(joining),
    ]);
    const snapshot = await administration.snapshot();
    for (const id of [...people, serviceAccountId, NOBODY]) {
      expect(snapshot.users.get(id) ?? []).toEqual((await administration.ofUser(id)).toSorted());
    }
    for (const id of [top, below, lowest, plain]) {
      expect(snapshot.groups.get(id) ?? []).toEqual((await administration.ofGroup(id)).toSorted());
    }
    for (const { id } of [right, inner, outer, harmless]) {
      expect(snapshot.roles.get(id) ?? []).toEqual((await administration.ofRole(id)).toSorted());
    }
    expect(snapshot.serviceAccounts.has(serviceAccountId)).toBe(true);
    expect(people.some((id) => snapshot.serviceAccounts.has(id))).toBe(false);
    expect(snapshot.calls).toBeGreaterThan(0);
  },
  'what exists for rules to name is listed': async ({ realm: { lookups }, console }) => {
    const [clientId, role, alias] = [freshName('app'), freshName('role'), freshName('idp')];
    const { id } = await console.createClient(clientId, [role]);
    const ofRealm = await console.createRealmRole(freshName('role'));
    await console.createIdentityProvider(alias);
    expect(await lookups.realmRoles()).toEqual(expect.arrayContaining([ofRealm.name, 'offline_access']));
    expect(await lookups.clientRoles(id)).toEqual([role]);
    expect(await lookups.clients()).toEqual(
      expect.arrayContaining([clientId, 'realm-management', 'account']),
    );
    expect(await lookups.requiredActions()).toEqual(expect.arrayContaining(['UPDATE_PASSWORD']));
    expect(await lookups.identityProviders()).toContain(alias);
    expect(await lookups.hasIdentityProvider(alias)).toBe(true);
    expect(await lookups.hasIdentityProvider('none')).toBe(false);
  },
  'settings are those of a new realm whose administrators may write any attribute': async ({ realm }) => {
    const { id, defaultRole, ...settings } = await realm.settings();
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(defaultRole?.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(settings).toEqual({
      ...{ enabled: true, usernamesEditable: true, emailAsUsername: false, internationalized: false },
      ...{ keepsUnmanagedAttributes: true, usersWriteUnmanaged: false, hasMailServer: false },
      unmanagedAttributePolicy: 'ADMIN_EDIT',
      ...{ duplicateEmails: false, hasOwnScimApi: false, maxSessionSeconds: 36_000 },
      profile: ['username', 'email', 'firstName', 'lastName'].map((name) => ({
        ...{ name, minLength: name === 'username' ? 3 : undefined, maxLength: 255 },
        ...{ prohibitsCharacters: name.endsWith('Name'), isEmail: name === 'email' },
        ...{ adminEdits: true, userEdits: true, requiredOfAdmins: false },
        ...{ multivalued: false, validators: DEFAULT_VALIDATORS[name] },
      })),
    });
  },
  'a client is found by its client id': async ({ realm, console }) => {
    const clientId = freshName('App');
    const { id } = await console.createClient(clientId);
    expect(await realm.client(clientId)).toMatchObject({ id, enabled: true });
    expect(await realm.client(clientId.toLowerCase())).toBeUndefined();
    expect(realm.key).toBe(realm.name);
    expect(realm.sharesSecret()).toBe(false);
    expect(realm.keysUrl).toBe(`${await realm.issuer()}/protocol/openid-connect/certs`);
  },
};
