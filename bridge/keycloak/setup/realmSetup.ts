import KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { createCaller, type CallRecord } from '../adminRest/call.ts';
import { createRealm } from '../adminRest/realm.ts';
import { createIssuer } from '../auth/issuer.ts';
import { KeycloakError } from '../port/errors.ts';
import { toKeycloakError } from '../port/failures.ts';
import type { KeycloakRealm } from '../port/realm.ts';
import { required } from '../port/required.ts';
import { createAudiences } from './audiences.ts';
import { createClient } from './client.ts';
import { createClientScope, createOptionalScope } from './clientScope.ts';
import type { RealmAccess } from './part.ts';
import { createRights } from './rights.ts';
import { createRole } from './role.ts';
import { createUsernameEditing, createUserProfile } from './userProfile.ts';

/** Creates every part of a realm that set-up brings into its desired state. */
const createParts = (access: RealmAccess) => ({
  usernameEditing: createUsernameEditing(access),
  userProfile: createUserProfile(access),
  role: createRole(access),
  client: createClient(access),
  rights: createRights(access),
  audiences: createAudiences(access),
  clientScope: createClientScope(access),
  optionalScope: createOptionalScope(access),
});

/** A realm as an administrator sets it up. */
export interface RealmSetup {
  readonly name: string;
  /** The realm as the administrator sees it. */
  readonly realm: KeycloakRealm;
  readonly parts: ReturnType<typeof createParts>;
  /** Whether the realm is enabled; `undefined` if it does not exist. */
  realmEnabled(): Promise<boolean | undefined>;
  /** Writes attributes of the client with this Keycloak id; its other attributes stay. */
  setClientAttributes(id: string, attributes: Readonly<Record<string, string>>): Promise<void>;
}

/** How set-up signs in: as an administrator whose password is never stored. */
export interface SetupOptions {
  readonly url: string;
  readonly adminUser: string;
  readonly adminPassword: string;
  /** The realm that the administrator belongs to. */
  readonly adminRealm: string;
  /** Called after every call to Keycloak. */
  readonly onCall?: (record: CallRecord) => void;
}

/** How long a call to Keycloak may take. */
const TIMEOUT_MS = 30_000;

/** A failed sign-in in one sentence that says what to look at. */
function signInError(error: KeycloakError, { url, adminUser, adminRealm }: SetupOptions): KeycloakError {
  const isAway = error.failure === 'unavailable' || error.failure === 'timeout';
  const reason = error.problems.map(({ message }) => message).join(' ');
  const sentence = isAway
    ? `Keycloak does not answer at ${url}.`
    : `Keycloak did not let "${adminUser}" sign in to realm "${adminRealm}"${reason === '' ? '' : `: ${reason}`}.`;
  return new KeycloakError(error.failure, sentence, { cause: error });
}

/** Creates an admin client that is signed in as an administrator. */
async function signIn(options: SetupOptions): Promise<KeycloakAdminClient> {
  const admin = new KeycloakAdminClient({
    baseUrl: options.url,
    realmName: options.adminRealm,
    timeout: TIMEOUT_MS,
  });
  const credentials = { username: options.adminUser, password: options.adminPassword } as const;
  try {
    await admin.auth({ grantType: 'password', clientId: 'admin-cli', ...credentials });
  } catch (error) {
    throw signInError(toKeycloakError(error, 'sign in'), options);
  }
  return admin;
}

/** Signs in as an administrator; returns the access token, which lives for a minute by default. */
export async function administratorToken(options: SetupOptions): Promise<string> {
  const admin = await signIn(options);
  return required(await admin.getAccessToken(), 'an access token');
}

/** Signs in as an administrator and opens a realm for set-up. */
export async function openSetup(realm: string, options: SetupOptions): Promise<RealmSetup> {
  const admin = await signIn(options);
  admin.setConfig({ realmName: realm });
  const call = createCaller({
    concurrency: 8,
    retries: 2,
    onCall: options.onCall ?? (() => undefined),
    onUnauthorized: () => undefined,
  });
  const issuer = createIssuer(realm, { keycloakUrl: options.url, timeoutMs: TIMEOUT_MS });
  return {
    name: realm,
    realm: createRealm(realm, admin, call, issuer),
    parts: createParts({ admin, realm, call }),
    realmEnabled: async () => (await call('GET realm', () => admin.realms.findOne({ realm })))?.enabled,
    async setClientAttributes(id, attributes) {
      // A PUT of attributes alone changes nothing else of the client (contract/clients-as-configuration).
      await call('PUT clients/{id}', () =>
        admin.clients.update({ realm, id }, { attributes: { ...attributes } }),
      );
    },
  };
}
