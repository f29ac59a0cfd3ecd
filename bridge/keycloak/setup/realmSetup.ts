import KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { createCaller, type Caller, type CallRecord } from '../adminRest/call.ts';
import { toKeycloakError } from '../port/failures.ts';
import { createIssuer } from '../auth/issuer.ts';
import { KeycloakError } from '../port/errors.ts';
import type { KeycloakRealm } from '../port/realm.ts';
import { createRealm } from '../adminRest/realm.ts';
import { ensureAudiences } from './audiences.ts';
import {
  ensureClient,
  ensureOptionalScope,
  type ClientDescription,
  type ClientState,
  type Outcome,
} from './clientSetup.ts';

export type { ClientState, Outcome } from './clientSetup.ts';

/** What setting up a realm needs of Keycloak; every method can be repeated. */
export interface RealmSetup {
  readonly name: string;
  /** The realm as the administrator sees it. */
  readonly realm: KeycloakRealm;
  /** Whether the realm is enabled; `undefined` when there is no such realm. */
  realmEnabled(): Promise<boolean | undefined>;
  /** Lets user names be changed, by administrators only, and keeps undeclared attributes that administrators write, and nobody else. */
  prepareProfile(): Promise<PreparedProfile>;
  ensureRole(name: string, description: string): Promise<Outcome>;
  /** Makes sure of a confidential client with a service account and no way to sign in for people. */
  ensureClient(client: ClientDescription): Promise<ClientState>;
  setClientAttributes(id: string, attributes: Readonly<Record<string, string>>): Promise<void>;
  /** Puts audiences into the access tokens of a client, and takes away those that set-up put there before. */
  ensureAudiences(id: string, audiences: readonly string[]): Promise<Outcome>;
  /** Makes sure that a client may ask for a scope, which the realm gets when it has none of this name. */
  ensureOptionalScope(id: string, name: string, description: string): Promise<Outcome>;
  /** Gives the service account of a client rights over the realm, and takes those away that it is not to have. */
  grantRights(id: string, rights: readonly string[], withdrawn?: readonly string[]): Promise<Outcome>;
}

/** What became of the user profile. */
interface PreparedProfile {
  readonly outcome: Outcome;
  /** What was changed, in words. */
  readonly changes: readonly string[];
}

/** How set-up signs in: as an administrator, never kept. */
export interface SetupOptions {
  readonly url: string;
  readonly adminUser: string;
  readonly adminPassword: string;
  /** The realm that the administrator belongs to. */
  readonly adminRealm: string;
  /** Told every call to Keycloak. */
  readonly onCall?: (record: CallRecord) => void;
}

/** Milliseconds until a call is given up. */
const TIMEOUT = 30_000;

/** Who may change a user name, in the user profile. */
const ADMIN_ONLY = ['admin'];

/** What the console calls the policies for undeclared attributes. */
const POLICIES: Readonly<Record<string, string>> = {
  ENABLED: 'Enabled',
  ADMIN_VIEW: 'Only administrators can view',
  ADMIN_EDIT: 'Only administrators can write',
};

async function prepareProfile(
  admin: KeycloakAdminClient,
  realm: string,
  call: Caller,
): Promise<PreparedProfile> {
  const changes: string[] = [];
  const settings = await call('GET realm', () => admin.realms.findOne({ realm }));
  if (settings?.editUsernameAllowed !== true) {
    await call('PUT realm', () => admin.realms.update({ realm }, { editUsernameAllowed: true }));
    changes.push('"Edit username" on');
  }
  const profile = await call('GET users/profile', () => admin.users.getProfile({ realm }));
  const wanted = structuredClone(profile);
  const policy = String(profile.unmanagedAttributePolicy);
  if (policy !== 'ADMIN_EDIT') {
    // Under ENABLED users would write what SCIM notes of them.
    Object.assign(wanted, { unmanagedAttributePolicy: 'ADMIN_EDIT' });
    const [from, to] = [POLICIES[policy] ?? 'Disabled', POLICIES.ADMIN_EDIT ?? ''];
    changes.push(`"Unmanaged Attributes" from "${from}" to "${to}"`);
  }
  for (const attribute of wanted.attributes ?? []) {
    if (attribute.name !== 'username' || settings?.editUsernameAllowed === true) continue;
    Object.assign(attribute, { permissions: { ...attribute.permissions, edit: ADMIN_ONLY } });
    changes.push('"username" written by administrators only');
  }
  if (JSON.stringify(wanted) !== JSON.stringify(profile)) {
    await call('PUT users/profile', () => admin.users.updateProfile({ realm, ...wanted }));
  }
  return { outcome: changes.length === 0 ? 'kept' : 'changed', changes };
}

/** The client whose roles are the rights over a realm. */
const managementClient = (realm: string): string =>
  realm === 'master' ? 'master-realm' : 'realm-management';

async function grantRights(
  admin: KeycloakAdminClient,
  realm: string,
  call: Caller,
  clientId: string,
  rights: readonly string[],
  withdrawn: readonly string[] = [],
): Promise<Outcome> {
  const account = await call('GET service account', () =>
    admin.clients.getServiceAccountUser({ realm, id: clientId }),
  );
  const [management] = await call('GET clients', () =>
    admin.clients.find({ realm, clientId: managementClient(realm) }),
  );
  const id = account.id ?? '';
  const clientUniqueId = management?.id ?? '';
  const available = await call('GET available rights', () =>
    admin.users.listAvailableClientRoleMappings({ realm, id, clientUniqueId }),
  );
  const missing = available.flatMap((role) =>
    role.id !== undefined && role.name !== undefined && rights.includes(role.name)
      ? [{ id: role.id, name: role.name }]
      : [],
  );
  const held = await call('GET rights', () =>
    admin.users.listClientRoleMappings({ realm, id, clientUniqueId }),
  );
  const surplus = held.flatMap((role) =>
    role.id !== undefined && role.name !== undefined && withdrawn.includes(role.name)
      ? [{ id: role.id, name: role.name }]
      : [],
  );
  const mapping = { realm, id, clientUniqueId };
  if (missing.length > 0) {
    await call('POST rights', () => admin.users.addClientRoleMappings({ ...mapping, roles: missing }));
  }
  if (surplus.length > 0) {
    await call('DELETE rights', () => admin.users.delClientRoleMappings({ ...mapping, roles: surplus }));
  }
  return missing.length + surplus.length === 0 ? 'kept' : 'changed';
}

/** A failed sign-in in one sentence that says what to look at. */
function signInError(error: KeycloakError, { url, adminUser, adminRealm }: SetupOptions): KeycloakError {
  const away = error.failure === 'unavailable' || error.failure === 'timeout';
  const said = error.problems.map(({ message }) => message).join(' ');
  const sentence = away
    ? `Keycloak does not answer at ${url}.`
    : `Keycloak did not let "${adminUser}" sign in to realm "${adminRealm}"${said === '' ? '' : `: ${said}`}.`;
  return new KeycloakError(error.failure, sentence, { cause: error });
}

/** An admin client that is signed in as an administrator. */
async function signedIn(options: SetupOptions): Promise<KeycloakAdminClient> {
  const admin = new KeycloakAdminClient({
    baseUrl: options.url,
    realmName: options.adminRealm,
    timeout: TIMEOUT,
  });
  const credentials = { username: options.adminUser, password: options.adminPassword } as const;
  try {
    await admin.auth({ grantType: 'password', clientId: 'admin-cli', ...credentials });
  } catch (error) {
    throw signInError(toKeycloakError(error, 'sign in'), options);
  }
  return admin;
}

/** Signs in as an administrator; returns the access token, which lives for a minute unless Keycloak was told otherwise. */
export async function administratorToken(options: SetupOptions): Promise<string> {
  return (await (await signedIn(options)).getAccessToken()) ?? '';
}

/** Signs in as an administrator and opens a realm for set-up. */
export async function openSetup(realm: string, options: SetupOptions): Promise<RealmSetup> {
  const admin = await signedIn(options);
  admin.setConfig({ realmName: realm });
  const call = createCaller({
    concurrency: 8,
    retries: 2,
    onCall: options.onCall ?? (() => undefined),
    onUnauthorized: () => undefined,
  });
  return {
    name: realm,
    realm: createRealm(
      realm,
      admin,
      call,
      createIssuer(realm, { keycloakUrl: options.url, timeoutMs: TIMEOUT }),
    ),
    realmEnabled: async () => (await call('GET realm', () => admin.realms.findOne({ realm })))?.enabled,
    prepareProfile: () => prepareProfile(admin, realm, call),
    async ensureRole(name, description) {
      const found = await call('GET role', () => admin.roles.findOneByName({ realm, name }));
      if (found) return 'kept';
      await call('POST role', () => admin.roles.create({ realm, name, description }));
      return 'created';
    },
    ensureClient: (client) => ensureClient(admin, realm, call, client),
    ensureAudiences: (id, audiences) => ensureAudiences(admin, realm, call, id, audiences),
    ensureOptionalScope: (id, name, description) =>
      ensureOptionalScope(admin, realm, call, id, { name, description }),
    async setClientAttributes(id, attributes) {
      await call('PUT clients/{id}', () =>
        admin.clients.update({ realm, id }, { attributes: { ...attributes } }),
      );
    },
    grantRights: (id, rights, withdrawn) => grantRights(admin, realm, call, id, rights, withdrawn),
  };
}
