/* eslint max-lines: "off" -- One realm with its roles serves all of these facts; every file of its own would make another. */
import { createKeycloak } from '../../bridge/keycloak/adminRest/keycloak.ts';
import type { KeycloakRealm } from '../../bridge/keycloak/port/realm.ts';
import { administrator, createBareRealm, type BareRealm } from '../support/keycloak/adminRestRealm.ts';
import { freshRealmName, testKeycloak } from '../support/keycloak/keycloak.ts';
import { accessToken } from '../support/keycloak/tokenEndpoint.ts';

/** The rights that the bridge is given, and nothing else. */
const BRIDGE_RIGHTS = ['manage-users', 'view-realm', 'view-clients'];
const NOBODY = '5f0c2e6a-0000-4000-8000-000000000000';

interface Role {
  readonly id: string;
  readonly name: string;
}

let realm: BareRealm;
/** The realm as the bridge sees it, with the bridge's rights. */
let seen: KeycloakRealm;
let token: string;
let management: string;
let rights: Readonly<Record<'manage-users' | 'view-users' | 'query-users', Role>>;

/** What the bridge makes of a realm with somebody's access token. */
const seenWith = (accessToken: string, name: string) =>
  createKeycloak({
    url: testKeycloak().url,
    clientId: 'unused',
    credential: { secret: '' },
    timeoutMs: 60_000,
    concurrency: 10,
    retries: 0,
    onCall: () => undefined,
  }).as(accessToken, name);

async function roleOfRealm(name: string, parts: readonly Role[] = []): Promise<Role> {
  await realm.admin('POST', '/roles', { name });
  const role = (await realm.admin('GET', `/roles/${name}`)).body as Role;
  if (parts.length > 0) await realm.admin('POST', `/roles-by-id/${role.id}/composites`, parts);
  return role;
}

async function newGroup(name: string, parent?: string): Promise<string> {
  const path = parent === undefined ? '/groups' : `/groups/${parent}/children`;
  const { location } = await realm.admin('POST', path, { name });
  return location?.split('/').pop() ?? '';
}

const give = (holder: string, role: Role, of: 'realm' | 'client') =>
  realm.admin('POST', `/${holder}/role-mappings/${of === 'realm' ? 'realm' : `clients/${management}`}`, [
    role,
  ]);

const names = (roles: unknown): string[] => (roles as Role[]).map(({ name }) => name).sort();

beforeAll(async () => {
  realm = await createBareRealm();
  token = await realm.serviceAccount('scim-bridge', BRIDGE_RIGHTS);
  seen = seenWith(token, realm.name).realm;
  const [client] = (await realm.admin('GET', '/clients?clientId=realm-management')).body as [{ id: string }];
  management = client.id;
  const right = async (name: string) =>
    (await realm.admin('GET', `/clients/${management}/roles/${name}`)).body as Role;
  rights = {
    'manage-users': await right('manage-users'),
    'view-users': await right('view-users'),
    'query-users': await right('query-users'),
  };
});

afterAll(() => realm.remove());

const effective = (holder: string) =>
  realm.admin('GET', `/${holder}/role-mappings/clients/${management}/composite`, undefined, token);

describe('the effective client roles of a user or group, with the rights of the bridge', () => {
  type Way = [way: string, make: (user: string) => Promise<unknown>];

  it.each<Way>([
    ['directly', (user) => give(`users/${user}`, rights['manage-users'], 'client')],
    [
      'by a realm role',
      async (user) => give(`users/${user}`, await roleOfRealm('one', [rights['manage-users']]), 'realm'),
    ],
    [
      'by a realm role in a realm role',
      async (user) => {
        const inner = await roleOfRealm('inner', [rights['manage-users']]);
        await give(`users/${user}`, await roleOfRealm('outer', [inner]), 'realm');
      },
    ],
    [
      'by a group',
      async (user) => {
        const id = await newGroup('admins');
        await give(`groups/${id}`, rights['manage-users'], 'client');
        await realm.admin('PUT', `/users/${user}/groups/${id}`);
      },
    ],
    [
      'by the group above a group',
      async (user) => {
        const id = await newGroup('above');
        await give(`groups/${id}`, rights['manage-users'], 'client');
        await realm.admin('PUT', `/users/${user}/groups/${await newGroup('below', id)}`);
      },
    ],
  ])('include a role that the user holds %s', async (_way, make) => {
    const user = await realm.createUser();
    expect(await effective(`users/${user}`)).toEqual({ status: 200, body: [] });
    expect(await seen.administration.ofUser(user)).toEqual([]);
    await make(user);
    const { status, body } = await effective(`users/${user}`);
    expect({ status, names: names(body) }).toEqual({ status: 200, names: ['manage-users'] });
    expect(await seen.administration.ofUser(user)).toEqual(['manage-users']);
  });

  it('include the roles within a composite role of the client', async () => {
    const user = await realm.createUser();
    await give(`users/${user}`, rights['view-users'], 'client');
    const { body } = await effective(`users/${user}`);
    expect(names(body)).toEqual(['query-groups', 'query-users', 'view-users']);
  });

  it('may leave out those of the parent group, which the bridge adds itself', async () => {
    const above = await newGroup('upper');
    const below = await newGroup('lower', above);
    await give(`groups/${above}`, await roleOfRealm('upper-role', [rights['manage-users']]), 'realm');
    expect(names((await effective(`groups/${above}`)).body)).toEqual(['manage-users']);
    const { status, body } = await effective(`groups/${below}`);
    expect(status).toBe(200);
    expect([[], ['manage-users']]).toContainEqual(names(body));
    expect((await realm.admin('GET', `/groups/${below}`, undefined, token)).body).toMatchObject({
      parentId: above,
    });
    expect(await seen.administration.ofGroup(below)).toEqual(['manage-users']);
  });

  it('are answered 404 for an unknown id', async () => {
    expect(await effective(`users/${NOBODY}`)).toEqual({ status: 404, body: { error: 'User not found' } });
    expect(await effective(`groups/${NOBODY}`)).toMatchObject({
      status: 404,
      body: { error: 'Could not find group by id' },
    });
    expect(await seen.administration.ofUser(NOBODY)).toEqual([]);
    expect(await seen.administration.ofGroup(NOBODY)).toEqual([]);
    expect(await seen.administration.ofUser('..')).toEqual([]);
  });

  it('are answered 404 for a client that was deleted', async () => {
    const user = await realm.createUser();
    const path = `/users/${user}/role-mappings/clients/${NOBODY}/composite`;
    const { status, body } = await realm.admin('GET', path, undefined, token);
    expect([status, JSON.stringify(body)]).toEqual([404, expect.not.stringMatching(/user|group/i) as string]);
  });
});

describe('reading a group', () => {
  it('shows its own roles with the rights of the bridge, so a group without roles needs no further call', async () => {
    const id = await newGroup('shown');
    const read = async () => (await realm.admin('GET', `/groups/${id}`, undefined, token)).body;
    expect(await read()).toMatchObject({ realmRoles: [], clientRoles: {} });
    expect(await read()).not.toHaveProperty('parentId');
    await give(`groups/${id}`, rights['query-users'], 'client');
    expect(await read()).toMatchObject({ clientRoles: { 'realm-management': ['query-users'] } });
    expect(await seen.groups.get(id)).toMatchObject({ holdsRoles: true });
  });
});

describe('the roles within a composite role', () => {
  it('are listed one level deep, and the bridge reads all levels', async () => {
    const inner = await roleOfRealm('deep', [rights['manage-users']]);
    const outer = await roleOfRealm('shallow', [inner]);
    const listed = await realm.admin('GET', `/roles-by-id/${outer.id}/composites`, undefined, token);
    expect(listed).toMatchObject({ status: 200, body: [{ id: inner.id, clientRole: false }] });
    expect(await seen.administration.ofRole(outer.id)).toEqual(['manage-users']);
    expect(await seen.administration.ofRole(rights['query-users'].id)).toEqual(['query-users']);
    expect(await seen.administration.ofRole(NOBODY)).toEqual([]);
  });

  it('may form a circle', async () => {
    const one = await roleOfRealm('circle-1');
    const two = await roleOfRealm('circle-2', [one]);
    await realm.admin('POST', `/roles-by-id/${one.id}/composites`, [two]);
    expect(await seen.administration.ofRole(one.id)).toEqual([]);
  });
});

describe('the administrators read at once', () => {
  /** A role of a client that contains a right over the realm. */
  async function roleOfClient(): Promise<{ client: string; role: Role }> {
    const { location } = await realm.admin('POST', '/clients', { clientId: freshRealmName('app') });
    const client = location?.split('/').pop() ?? '';
    await realm.admin('POST', `/clients/${client}/roles`, { name: 'helper' });
    const role = (await realm.admin('GET', `/clients/${client}/roles/helper`)).body as Role;
    await realm.admin('POST', `/roles-by-id/${role.id}/composites`, [rights['manage-users']]);
    return { client, role };
  }

  it('include those who hold a role of another client that contains a right', async () => {
    const { client, role } = await roleOfClient();
    const user = await realm.createUser();
    const group = await newGroup('helpers');
    const member = await realm.createUser();
    await realm.admin('POST', `/users/${user}/role-mappings/clients/${client}`, [role]);
    await realm.admin('POST', `/groups/${group}/role-mappings/clients/${client}`, [role]);
    await realm.admin('PUT', `/users/${member}/groups/${group}`);
    const { users, groups } = await seen.administration.snapshot();
    for (const names of [users.get(user), users.get(member), groups.get(group)]) {
      expect(names).toEqual(['manage-users']);
    }
  });

  it('include everybody in a realm whose default role is an administrator’s', async () => {
    const open = await createBareRealm();
    const opened = seenWith(await open.serviceAccount('scim-bridge', BRIDGE_RIGHTS), open.name).realm;
    const user = await open.createUser();
    const { body } = await open.admin('GET', `/roles/default-roles-${open.name}`);
    const [client] = (await open.admin('GET', '/clients?clientId=realm-management')).body as [{ id: string }];
    const right = (await open.admin('GET', `/clients/${client.id}/roles/manage-users`)).body;
    await open.admin('POST', `/roles-by-id/${(body as Role).id}/composites`, [right]);
    const { users } = await opened.administration.snapshot();
    expect([users.get(user), users.has(await open.createUser())]).toEqual([['manage-users'], false]);
    await open.remove();
  });

  it.each([
    { what: 'view-clients', rights: ['manage-users', 'view-realm'] },
    { what: 'manage-users', rights: ['query-users', 'query-groups', 'view-realm', 'view-clients'] },
    { what: 'view-realm', rights: ['manage-users', 'view-clients'] },
  ])('are not read without $what, rather than taken for nobody', async ({ what, rights: held }) => {
    const account = await realm.serviceAccount(freshRealmName(`without-${what}`), held);
    await expect(seenWith(account, realm.name).realm.administration.snapshot()).rejects.toThrow();
  });

  it('are not read if a role that contains a right has a name that leads to another URL', async () => {
    const odd = await createBareRealm();
    const account = await odd.serviceAccount('scim-bridge', BRIDGE_RIGHTS);
    const [client] = (await odd.admin('GET', '/clients?clientId=realm-management')).body as [{ id: string }];
    const right = (await odd.admin('GET', `/clients/${client.id}/roles/manage-users`)).body;
    await odd.admin('POST', '/roles', { name: 'a\\b', composite: true });
    const roles = (await odd.admin('GET', '/roles?first=0&max=100')).body as Role[];
    const role = roles.find(({ name }) => name === 'a\\b');
    await odd.admin('POST', `/roles-by-id/${role?.id ?? ''}/composites`, [right]);
    await expect(seenWith(account, odd.name).realm.administration.snapshot()).rejects.toThrow(/name/);
    await odd.remove();
  });
});

describe("the realm's default role", () => {
  it('can make administrators of all users', async () => {
    const open = await createBareRealm();
    const opened = seenWith(await open.serviceAccount('scim-bridge', BRIDGE_RIGHTS), open.name).realm;
    const user = await open.createUser();
    expect(await opened.administration.ofUser(user)).toEqual([]);
    const { body } = await open.admin('GET', `/roles/default-roles-${open.name}`);
    const [client] = (await open.admin('GET', '/clients?clientId=realm-management')).body as [{ id: string }];
    const right = (await open.admin('GET', `/clients/${client.id}/roles/manage-users`)).body;
    await open.admin('POST', `/roles-by-id/${(body as Role).id}/composites`, [right]);
    expect(await opened.administration.ofUser(user)).toEqual(['manage-users']);
    await open.remove();
  });
});

describe('a search for ids', () => {
  it('finds many users at once, service accounts too, and skips unknown ids', async () => {
    const ids = await Promise.all(Array.from({ length: 120 }, () => realm.createUser()));
    const [account] = (await realm.admin('GET', '/users?username=service-account-scim-bridge'))
      .body as Role[];
    const asked = [...ids, NOBODY, account?.id ?? '', 'no/id', '..'];
    const found = await seen.users.byIds(asked, { brief: true });
    expect(found.map(({ id }) => id).sort()).toEqual([...ids, account?.id].sort());
    expect(found.find(({ serviceAccount }) => serviceAccount)?.id).toBe(account?.id);
    expect(await seen.users.byIds([], { brief: true })).toEqual([]);
    expect(await seen.users.byIds(['no such id'], { brief: true })).toEqual([]);
  });
});

describe("Keycloak's own realm", () => {
  const master = administrator();
  const made: string[] = [];

  afterEach(async () => {
    for (const path of made.splice(0).reverse()) await master('DELETE', path);
  });

  async function make(path: string, representation: object): Promise<string> {
    const { location } = await master('POST', path, representation);
    const id = location?.split('/').pop() ?? '';
    made.push(`${path}/${id}`);
    return id;
  }

  const clientOf = async (realmName: string): Promise<string> => {
    const [client] = (await master('GET', `/master/clients?clientId=${realmName}-realm`)).body as Role[];
    return client?.id ?? '';
  };

  /** Gives roles of the client that stands in `master` for a realm. */
  async function grant(user: string, realmName: string, roles: readonly string[]): Promise<void> {
    const client = await clientOf(realmName);
    const path = `/master/clients/${client}/roles`;
    const representations = await Promise.all(
      roles.map(async (role) => (await master('GET', `${path}/${role}`)).body),
    );
    await master('POST', `/master/users/${user}/role-mappings/clients/${client}`, representations);
  }

  /** An access token with the bridge's rights over `master`; Keycloak's administrator has a role of every realm, which is slow. */
  async function tokenOfBridge(): Promise<string> {
    const clientId = freshRealmName('scim-bridge');
    const secret = 'secret-of-the-bridge';
    const client = { clientId, secret, publicClient: false, serviceAccountsEnabled: true };
    const id = await make('/master/clients', client);
    const account = (await master('GET', `/master/clients/${id}/service-account-user`)).body as Role;
    await grant(account.id, 'master', BRIDGE_RIGHTS);
    return accessToken('master', {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: secret,
    });
  }

  it('is not asked for all its administrators at once', async () => {
    const { administration } = seenWith(await tokenOfBridge(), 'master').realm;
    await expect(administration.snapshot()).rejects.toThrow(/master/);
  });

  it('has a client with administrator rights for each realm, and administrator roles of its own', async () => {
    const { administration } = seenWith(await tokenOfBridge(), 'master').realm;
    const user = await make('/master/users', { username: freshRealmName(), enabled: true });
    expect(await administration.ofUser(user)).toEqual([]);
    await grant(user, realm.name, ['query-users']);
    expect(await administration.ofUser(user)).toEqual(['query-users']);
    const role = (await master('GET', '/master/roles/create-realm')).body;
    await master('POST', `/master/users/${user}/role-mappings/realm`, [role]);
    expect((await administration.ofUser(user)).toSorted()).toEqual(['create-realm', 'query-users']);
  });

  it('has a role with all rights over all realms', async () => {
    const { administration } = seenWith(await tokenOfBridge(), 'master').realm;
    const role = (await master('GET', '/master/roles/admin')).body as Role;
    const [first] = (await master('GET', '/master/roles/admin/users')).body as [{ id: string }];
    const all = ['admin', 'create-realm', 'manage-users', 'query-users', 'view-realm'];
    expect(await administration.ofUser(first.id)).toEqual(expect.arrayContaining(all));
    expect(await administration.ofRole(role.id)).toEqual(expect.arrayContaining(all));
  });

  it('has rights that come by groups above those of the user, and by roles of other clients', async () => {
    const { administration } = seenWith(await tokenOfBridge(), 'master').realm;
    const user = await make('/master/users', { username: freshRealmName(), enabled: true });
    const above = await make('/master/groups', { name: freshRealmName('above') });
    const { location } = await master('POST', `/master/groups/${above}/children`, { name: 'below' });
    const below = location?.split('/').pop() ?? '';
    await master('PUT', `/master/users/${user}/groups/${below}`);
    const client = await make('/master/clients', { clientId: freshRealmName('app') });
    await master('POST', `/master/clients/${client}/roles`, { name: 'helper' });
    const helper = (await master('GET', `/master/clients/${client}/roles/helper`)).body as Role;
    await master('POST', `/master/groups/${above}/role-mappings/clients/${client}`, [helper]);
    expect(await administration.ofUser(user)).toEqual([]);
    const rights = `/master/clients/${await clientOf(realm.name)}/roles`;
    const right = (await master('GET', `${rights}/view-users`)).body as Role;
    await master('POST', `/master/roles-by-id/${helper.id}/composites`, [right]);
    const names = ['query-groups', 'query-users', 'view-users'];
    expect((await administration.ofUser(user)).toSorted()).toEqual(names);
    expect((await administration.ofGroup(below)).toSorted()).toEqual(names);
    expect((await administration.ofRole(helper.id)).toSorted()).toEqual(names);
  });

  it.each(['ofUser', 'ofGroup', 'ofRole'] as const)('has nobody with an unknown id (%s)', async (of) => {
    const { administration } = seenWith(await tokenOfBridge(), 'master').realm;
    expect(await administration[of](NOBODY)).toEqual([]);
    expect(await administration[of]('..')).toEqual([]);
  });
});
