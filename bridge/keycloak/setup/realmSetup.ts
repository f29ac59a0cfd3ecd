import KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { createCaller, type CallRecord } from '../adminRest/call.ts';
import { createInspection, createRefusalRecord } from '../adminRest/inspection.ts';
import { createRealm } from '../adminRest/realm.ts';
import { createIssuer } from '../auth/issuer.ts';
import { ADMIN_API_SCOPE } from '../port/adminApiScope.ts';
import { connectionCause } from '../port/connectionCause.ts';
import { KeycloakError } from '../port/errors.ts';
import { toKeycloakError } from '../port/failures.ts';
import type { RealmInspection } from '../port/inspection.ts';
import type { KeycloakClient, KeycloakRealm } from '../port/realm.ts';
import { required } from '../port/required.ts';
import { createAudiences } from './audiences.ts';
import { createClient } from './client.ts';
import { createClientScope, createScopeAssignment } from './clientScope.ts';
import type { RealmAccess } from './part.ts';
import { createIdentityProvider } from './identityProvider.ts';
import { createLastChange, type FindLastChange } from './lastChange.ts';
import { createRealmSettings } from './realmSettings.ts';
import { readOnce } from './readOnce.ts';
import { createRights } from './rights.ts';
import { createRole } from './role.ts';
import { createRemovals, type Removals } from './removals.ts';
import { createFormerUserProfile, createUsernameEditing, createUserProfile } from './userProfile.ts';

/** Creates every part of a realm that set-up brings into its desired state. */
const createParts = (access: RealmAccess) => ({
  realmSettings: createRealmSettings(access),
  identityProvider: createIdentityProvider(access),
  usernameEditing: createUsernameEditing(access),
  userProfile: createUserProfile(access),
  formerUserProfile: createFormerUserProfile(access),
  role: createRole(access),
  client: createClient(access),
  rights: createRights(access),
  audiences: createAudiences(access),
  clientScope: createClientScope(access),
  scopeAssignment: createScopeAssignment(access),
});

/** A realm as an administrator sets it up. */
export interface RealmSetup {
  readonly name: string;
  /** The realm as the administrator sees it. */
  readonly realm: KeycloakRealm;
  readonly inspection: RealmInspection;
  readonly parts: ReturnType<typeof createParts>;
  readonly removals: Removals;
  readonly lastChange: FindLastChange;
  /** Whether the realm is enabled; `undefined` if it does not exist. */
  realmEnabled(): Promise<boolean | undefined>;
  /** Creates the realm. */
  create(): Promise<void>;
  /** Writes attributes of the client with this Keycloak id; its other attributes stay. */
  setClientAttributes(id: string, attributes: Readonly<Record<string, string>>): Promise<void>;
}

/** The account of an administrator: a person with a password, or the service account of a client. */
export type Administrator =
  | { readonly adminUser: string; readonly adminPassword: string }
  | { readonly adminClientId: string; readonly adminClientSecret: string };

/** How set-up signs in: as an administrator whose credential is never stored. */
export type SetupOptions = Administrator & {
  readonly url: string;
  /** The realm that the administrator belongs to. */
  readonly adminRealm: string;
  /** Called after every call to Keycloak. */
  readonly onCall?: (record: CallRecord) => void;
};

/** A sign-in that failed; the next one with the same account would fail as well, unless Keycloak was away. */
export class AdministratorSignInError extends KeycloakError {}

/** How long a call to Keycloak may take. */
const TIMEOUT_MS = 30_000;

const nameOf = (administrator: Administrator): string =>
  'adminUser' in administrator ? administrator.adminUser : administrator.adminClientId;

/** A failed sign-in in one sentence that says what to look at. */
function signInSentence(error: KeycloakError, options: SetupOptions): string {
  const { url, adminRealm } = options;
  const { status, failure } = error;
  const reason = error.problems.map(({ message }) => message).join(' ');
  if (failure === 'unavailable' || failure === 'timeout') {
    const cause = status === undefined ? connectionCause(error.cause) : `the answer is ${status}`;
    return `Keycloak does not answer at ${url}${cause === undefined ? '' : `: ${cause}`}.`;
  }
  // An unknown realm is a 404 as well, and says so (contract/tokens: "answers 404 in an unknown realm").
  const isOtherPath = failure === 'notFound' && !/realm does not exist/i.test(reason);
  if (failure === 'unexpected' || isOtherPath) {
    const answer =
      status === undefined
        ? (connectionCause(error.cause) ?? 'the answer is not JSON')
        : `the answer is ${status}`;
    return `Nothing of Keycloak is at ${url} (${answer}): KEYCLOAK_URL is the URL before "/realms" and "/admin"; only a Keycloak with the setting http-relative-path has a path there, such as "/auth".`;
  }
  return `Keycloak did not let "${nameOf(options)}" sign in to realm "${adminRealm}"${reason === '' ? '' : `: ${reason}`}.`;
}

/** The error for an access token that Keycloak gave an administrator a moment ago and refuses all the same. */
function refusedAdministrator(error: KeycloakError, options: SetupOptions): AdministratorSignInError {
  const { adminRealm } = options;
  const client = 'adminClientId' in options ? options.adminClientId : 'admin-cli';
  const sentence = `Keycloak refuses the access token that it gave "${nameOf(options)}" in realm "${adminRealm}" (${error.message}). From Keycloak 26.8.2 on client "${client}" needs the client scope "${ADMIN_API_SCOPE}": assign it there, as a default scope.`;
  return new AdministratorSignInError('refused', sentence, { status: 401, cause: error });
}

/** Signs in as an administrator; returns the access token, which lives for a minute by default. */
export async function administratorToken(options: SetupOptions): Promise<string> {
  const { url: baseUrl, adminRealm: realmName } = options;
  const session = new KeycloakAdminClient({ baseUrl, realmName, timeout: TIMEOUT_MS });
  const credentials =
    'adminUser' in options
      ? ({
          grantType: 'password',
          clientId: 'admin-cli',
          username: options.adminUser,
          password: options.adminPassword,
        } as const)
      : ({
          grantType: 'client_credentials',
          clientId: options.adminClientId,
          clientSecret: options.adminClientSecret,
        } as const);
  try {
    await session.auth(credentials);
  } catch (thrown) {
    const error = toKeycloakError(thrown, 'sign in');
    const sentence = signInSentence(error, options);
    throw new AdministratorSignInError(error.failure, sentence, { status: error.status, cause: thrown });
  }
  return required(session.accessToken, 'an access token');
}

/** The part of a token's life after which set-up signs in again. */
const RENEW_AFTER_MS = 30_000;

/** Whose account works on realms. */
interface AdministratorSession {
  /** Opens an admin client for a realm, which signs in again in time. */
  readonly adminFor: (realm: string) => KeycloakAdminClient;
  /** Signs in again: the access token of an account that does not administer all realms has no rights over newer ones. */
  readonly renew: () => void;
}

/** Signs in as an administrator. */
async function signIn(options: SetupOptions): Promise<AdministratorSession> {
  const signInNow = () => ({ signedInAt: performance.now(), token: administratorToken(options) });
  let session = signInNow();
  await session.token;
  const renew = () => {
    session = signInNow();
  };
  const adminFor = (realm: string) => {
    const admin = new KeycloakAdminClient({ baseUrl: options.url, realmName: realm, timeout: TIMEOUT_MS });
    admin.registerTokenProvider({
      getAccessToken() {
        if (performance.now() - session.signedInAt > RENEW_AFTER_MS) renew();
        return session.token;
      },
    });
    return admin;
  };
  return { adminFor, renew };
}

const callerFor = (options: SetupOptions, onCall = options.onCall) =>
  createCaller({
    concurrency: 8,
    retries: 2,
    onCall: onCall ?? (() => undefined),
    onUnauthorized: () => undefined,
    refusedToken: (error) => refusedAdministrator(error, options),
  });

/** The realms in which an administrator has rights, read with one sign-in. */
export interface VisibleRealms {
  /** Their names, sorted. */
  readonly names: readonly string[];
  /** Finds a client of a realm by its client id; `undefined` if there is none. */
  client(realm: string, clientId: string): Promise<KeycloakClient | undefined>;
}

/** Signs in as an administrator and lists the realms in which that administrator has rights. */
export async function openVisibleRealms(options: SetupOptions): Promise<VisibleRealms> {
  const { adminFor } = await signIn(options);
  const call = callerFor(options);
  const admin = adminFor(options.adminRealm);
  // Without "brief", Keycloak answers the whole configuration of every realm.
  const realms = await call('GET realms', () => admin.realms.find({ briefRepresentation: true }));
  return {
    names: realms.map(({ realm = '' }) => realm).sort(),
    client(realm, clientId) {
      const issuer = createIssuer(realm, { keycloakUrl: options.url, timeoutMs: TIMEOUT_MS });
      return createRealm(realm, adminFor(realm), call, issuer).client(clientId);
    },
  };
}

/** Opens a realm for set-up. */
function openRealm(
  realm: string,
  { adminFor, renew }: AdministratorSession,
  options: SetupOptions,
  wrap: (admin: KeycloakAdminClient) => KeycloakAdminClient = (admin) => admin,
): RealmSetup {
  const admin = wrap(adminFor(realm));
  const refusals = createRefusalRecord();
  const call = callerFor(options, (record) => {
    refusals.note(record);
    options.onCall?.(record);
  });
  const issuer = createIssuer(realm, { keycloakUrl: options.url, timeoutMs: TIMEOUT_MS });
  const opened = createRealm(realm, admin, call, issuer);
  return {
    name: realm,
    realm: opened,
    inspection: createInspection(admin, call, opened.administration, refusals.calls),
    parts: createParts({ admin, realm, call }),
    removals: createRemovals({ admin, realm, call }),
    lastChange: createLastChange({ admin, realm, call }, options.adminRealm),
    async realmEnabled() {
      try {
        // As an error, a 404 tells whether Keycloak or a proxy in front of it answered.
        const found = await call('GET realm', () =>
          admin.realms.findOne({ realm }, { catchNotFound: false }),
        );
        return found?.enabled;
      } catch (error) {
        if (error instanceof KeycloakError && error.failure === 'notFound') return undefined;
        throw error;
      }
    },
    async create() {
      try {
        await call('POST realms', () => admin.realms.create({ realm, enabled: true }), { idempotent: false });
      } finally {
        // Another run may have created it.
        renew();
      }
    },
    async setClientAttributes(id, attributes) {
      // A PUT of attributes alone changes nothing else of the client (contract/clients-as-configuration).
      await call('PUT clients/{id}', () =>
        admin.clients.update({ realm, id }, { attributes: { ...attributes } }),
      );
    },
  };
}

/**
 * Signs in as an administrator; the returned function opens realms for set-up, which share the sign-in. Each reads what
 * several steps need once (see {@link readOnce}), so a realm is opened anew for each work on it.
 */
export async function openSetups(options: SetupOptions): Promise<(realm: string) => RealmSetup> {
  const session = await signIn(options);
  return (realm) => openRealm(realm, session, options, readOnce);
}

/** Signs in as an administrator and opens a realm for set-up. */
export const openSetup = async (realm: string, options: SetupOptions): Promise<RealmSetup> =>
  openRealm(realm, await signIn(options), options);
