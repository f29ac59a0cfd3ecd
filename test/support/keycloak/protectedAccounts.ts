import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { adminApi } from '../admin/adminApi.ts';
import type { TestBridge, TestRealm } from '../fixtures/bridge.ts';
import { accessToken } from './tokenEndpoint.ts';

/** An account, the realm that it is in, and an ordinary group of that realm that it is a member of. */
export interface Account {
  readonly realm: TestRealm;
  readonly id: string;
  readonly home: string;
}

/** What Keycloak holds of an account: all that an attack could change. */
interface StoredAccount {
  readonly user: unknown;
  readonly credentials: unknown;
  readonly sessions: readonly unknown[];
  readonly groups: readonly unknown[];
}

/** Kinds of protected accounts, by what makes them so. */
export const KINDS = [
  'direct role',
  'composite role',
  'composite of composite',
  'group',
  'group below a group',
  'default role',
  'break-glass by userName',
  'break-glass by e-mail',
  'service account',
] as const;

/** What makes an account a protected one. */
type Kind = (typeof KINDS)[number];

/** Realms with protected accounts, made and looked at from outside the bridge. */
export interface Accounts {
  readonly realm: TestRealm;
  of(kind: Kind): Account;
  /** A new account that nothing protects. */
  unprotected(): Promise<Account>;
  /** A new group that grants nothing. */
  group(realm: TestRealm): Promise<string>;
  stored(account: Account): Promise<StoredAccount | undefined>;
}

const PASSWORD = 'Original-horse-1';
const RULES = { breakGlass: ['glass-*', '*@glass.test'] };

async function openRealm(bridge: TestBridge, profile: string): Promise<TestRealm> {
  const realm = await bridge.realm({ profile, settings: { editUsernameAllowed: true } });
  const config = { version: 1, protection: RULES };
  const put = await adminApi(bridge, realm.name)(
    'PUT',
    '/config',
    { enabled: true, profile, config },
    { 'If-Match': '*' },
  );
  if (put.status !== 200) throw new Error(`PUT config: ${JSON.stringify(put.body)}`);
  return realm;
}

async function signIn(realm: string, username: string): Promise<void> {
  await accessToken(realm, {
    grant_type: 'password',
    client_id: 'admin-cli',
    username,
    password: PASSWORD,
  });
}

/** A right over a realm, as a role mapping takes it. */
export async function rightOf(admin: KeycloakAdminClient, realm: string, roleName = 'manage-users') {
  const [client] = await admin.clients.find({ realm, clientId: 'realm-management' });
  const clientUniqueId = client?.id ?? '';
  const role = await admin.clients.findRole({ realm, id: clientUniqueId, roleName });
  return { clientUniqueId, roles: [{ id: role?.id ?? '', name: role?.name ?? '' }] };
}

/** Opens realms with an account of every kind. */
export async function openAccounts(bridge: TestBridge, profile: string): Promise<Accounts> {
  const { admin } = bridge;
  const [realm, open] = [await openRealm(bridge, profile), await openRealm(bridge, profile)];
  let objectCount = 0;

  async function group({ name }: TestRealm, parent?: string): Promise<string> {
    objectCount += 1;
    const body = { name: `group-${objectCount}` };
    const group = await (parent === undefined
      ? admin.groups.create({ realm: name, ...body })
      : admin.groups.createChildGroup({ realm: name, id: parent }, body));
    return group.id;
  }

  async function withHomeGroup(where: TestRealm, id: string): Promise<Account> {
    const home = await group(where);
    await admin.users.addToGroup({ realm: where.name, id, groupId: home });
    return { realm: where, id, home };
  }

  async function person(
    where: TestRealm,
    fields: { username?: string; email?: string } = {},
  ): Promise<Account> {
    objectCount += 1;
    const { username = `person-${objectCount}`, email = `person-${objectCount}@x.test` } = fields;
    const { id } = await admin.users.create({
      realm: where.name,
      username,
      email,
      emailVerified: true,
      firstName: 'Ann',
      lastName: 'Other',
      enabled: true,
      credentials: [{ type: 'password', value: PASSWORD, temporary: false }],
    });
    await signIn(where.name, username);
    return withHomeGroup(where, id);
  }

  const right = await rightOf(admin, realm.name);
  async function role(
    name: string,
    parts: { id: string; name: string }[],
  ): Promise<{ id: string; name: string }> {
    await admin.roles.create({ realm: realm.name, name });
    const { id = '' } = (await admin.roles.findOneByName({ realm: realm.name, name })) ?? {};
    await admin.roles.createComposite({ realm: realm.name, roleId: id }, parts);
    return { id, name };
  }
  const inner = await role('inner', right.roles);
  const outer = await role('outer', [inner]);
  const withRealmRole = async (mapped: { id: string; name: string }): Promise<Account> => {
    const account = await person(realm);
    await admin.users.addRealmRoleMappings({ realm: realm.name, id: account.id, roles: [mapped] });
    return account;
  };
  const inGroup = async (groupId: string): Promise<Account> => {
    const account = await person(realm);
    await admin.users.addToGroup({ realm: realm.name, id: account.id, groupId });
    return account;
  };
  async function withDirectRole(): Promise<Account> {
    const account = await person(realm);
    await admin.users.addClientRoleMappings({ realm: realm.name, id: account.id, ...right });
    return account;
  }
  const grantingGroup = await group(realm);
  await admin.groups.addClientRoleMappings({ realm: realm.name, id: grantingGroup, ...right });

  async function withDefaultRole(): Promise<Account> {
    const name = `default-roles-${open.name}`;
    const { id: roleId = '' } = (await admin.roles.findOneByName({ realm: open.name, name })) ?? {};
    const { roles } = await rightOf(admin, open.name);
    await admin.roles.createComposite({ realm: open.name, roleId }, roles);
    return person(open);
  }

  async function serviceAccount(): Promise<Account> {
    const client = await admin.clients.create({
      realm: realm.name,
      clientId: 'some-client',
      serviceAccountsEnabled: true,
    });
    const { id = '' } = await admin.clients.getServiceAccountUser({ realm: realm.name, id: client.id });
    return withHomeGroup(realm, id);
  }

  const accounts: Record<Kind, Account> = {
    'direct role': await withDirectRole(),
    'composite role': await withRealmRole(inner),
    'composite of composite': await withRealmRole(outer),
    group: await inGroup(grantingGroup),
    'group below a group': await inGroup(await group(realm, grantingGroup)),
    'default role': await withDefaultRole(),
    'break-glass by userName': await person(realm, { username: 'glass-1' }),
    'break-glass by e-mail': await person(realm, { email: 'Somebody@Glass.test' }),
    'service account': await serviceAccount(),
  };

  return {
    realm,
    of: (kind) => accounts[kind],
    unprotected: () => person(realm),
    group,
    async stored({ realm: { name }, id }) {
      const user = await admin.users.findOne({ realm: name, id });
      if (!user) return undefined;
      const [credentials, sessions, groups] = await Promise.all([
        admin.users.getCredentials({ realm: name, id }),
        admin.users.listSessions({ realm: name, id }),
        admin.users.listGroups({ realm: name, id }),
      ]);
      return {
        user,
        credentials,
        sessions: sessions.map((session) => session.id),
        groups: groups.map((one) => one.path).sort(),
      };
    },
  };
}
