import KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { createCaller, type Caller, type CallOptions } from '../adminRest/call.ts';
import { createInspection, createRefusalRecord } from '../adminRest/inspection.ts';
import { createRealm } from '../adminRest/realm.ts';
import { createIssuer } from '../auth/issuer.ts';
import { KeycloakError } from '../port/errors.ts';
import type { RealmInspection } from '../port/inspection.ts';
import type { KeycloakClient, KeycloakRealm } from '../port/realm.ts';
import { administratorToken, refusedAdministrator, TIMEOUT_MS, type SetupOptions } from './administrator.ts';
import { createAudiences } from './audiences.ts';
import { createClient } from './client.ts';
import { createConsoleClient } from './consoleClient.ts';
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
  consoleClient: createConsoleClient(access),
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
  /** Finds a client as it is now, also if it was read before. */
  clientNow(clientId: string): Promise<KeycloakClient | undefined>;
  /** Writes attributes of the client with this Keycloak id; its other attributes stay. */
  setClientAttributes(id: string, attributes: Readonly<Record<string, string>>): Promise<void>;
}

/** The part of a token's life after which set-up signs in again. */
const RENEW_AFTER_MS = 30_000;

/** Whose account works on realms. */
interface Session {
  /** Opens an admin client for a realm, which signs in again in time. */
  readonly adminFor: (realm: string) => KeycloakAdminClient;
  /** Signs in again: the access token of an account that does not administer all realms has no rights over newer ones. */
  readonly renew: () => void;
}

/** Signs in as an administrator. */
async function signIn(options: SetupOptions): Promise<Session> {
  const signInNow = () => {
    const token = administratorToken(options);
    // A sign-in that fails before anybody awaits it must not end the process; the next call signs in again.
    token.catch(() => {
      if (session.token === token) session.signedInAt = -Infinity;
    });
    return { signedInAt: performance.now(), token };
  };
  let session = signInNow();
  await session.token;
  const renew = () => {
    session = signInNow();
  };
  const getAccessToken = () => {
    if (performance.now() - session.signedInAt > RENEW_AFTER_MS) renew();
    return session.token;
  };
  return { adminFor: (realm) => createAdmin(options.url, realm, getAccessToken), renew };
}

function createAdmin(
  baseUrl: string,
  realmName: string,
  getAccessToken: () => Promise<string>,
): KeycloakAdminClient {
  const admin = new KeycloakAdminClient({ baseUrl, realmName, timeout: TIMEOUT_MS });
  admin.registerTokenProvider({ getAccessToken });
  return admin;
}

/** What happens with calls. */
type CallHooks = Partial<Pick<CallOptions, 'onCall' | 'refusedToken'>>;

const createCall = (hooks: CallHooks): Caller =>
  createCaller({
    concurrency: 8,
    retries: 2,
    onCall: () => undefined,
    onUnauthorized: () => undefined,
    ...hooks,
  });

const hooksOf = (options: SetupOptions): CallHooks => ({
  ...(options.onCall === undefined ? {} : { onCall: options.onCall }),
  refusedToken: (error) => refusedAdministrator(error, options),
});

/** The realms in which an administrator has rights, with one sign-in. */
export interface VisibleRealms {
  /** Lists their names. Keycloak takes long, or fails, where there are very many. */
  names(): Promise<readonly string[]>;
  /** Finds a client of a realm by its client id; `undefined` if there is none. */
  client(realm: string, clientId: string): Promise<KeycloakClient | undefined>;
}

/** Signs in as an administrator, to look at the realms in which that administrator has rights. */
export async function openVisibleRealms(options: SetupOptions): Promise<VisibleRealms> {
  const { adminFor } = await signIn(options);
  const call = createCall(hooksOf(options));
  const admin = adminFor(options.adminRealm);
  return {
    async names() {
      // Without "brief", Keycloak answers the whole configuration of every realm.
      const brief = { briefRepresentation: true };
      const realms = await call('GET realms', () => admin.realms.find(brief));
      return realms.map(({ realm = '' }) => realm);
    },
    client(realm, clientId) {
      const issuer = createIssuer(realm, { keycloakUrl: options.url, timeoutMs: TIMEOUT_MS });
      return createRealm(realm, adminFor(realm), call, issuer).client(clientId);
    },
  };
}

/** Where a realm is opened for set-up. */
interface SetupPlace extends CallHooks {
  readonly url: string;
  /** The realm that the account belongs to. */
  readonly adminRealm: string;
}

/** Opens a realm for set-up. */
function openRealm(
  realm: string,
  { adminFor, renew }: Session,
  { url, adminRealm, ...hooks }: SetupPlace,
  wrap: (admin: KeycloakAdminClient) => KeycloakAdminClient = (admin) => admin,
): RealmSetup {
  const unwrapped = adminFor(realm);
  const admin = wrap(unwrapped);
  const refusals = createRefusalRecord();
  const call = createCall({
    ...hooks,
    onCall(record) {
      refusals.note(record);
      hooks.onCall?.(record);
    },
  });
  const issuer = createIssuer(realm, { keycloakUrl: url, timeoutMs: TIMEOUT_MS });
  const opened = createRealm(realm, admin, call, issuer);
  return {
    name: realm,
    realm: opened,
    inspection: createInspection(admin, call, opened.administration, refusals.calls),
    parts: createParts({ admin, realm, call }),
    removals: createRemovals({ admin, realm, call }),
    lastChange: createLastChange({ admin, realm, call }, adminRealm),
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
    clientNow: (clientId) => createRealm(realm, unwrapped, call, issuer).client(clientId),
    async setClientAttributes(id, attributes) {
      // A PUT of attributes alone changes nothing else of the client (contract/clients-as-configuration).
      await call('PUT clients/{id}', () =>
        admin.clients.update({ realm, id }, { attributes: { ...attributes } }),
      );
    },
  };
}

const placeOf = ({ url, adminRealm, ...options }: SetupOptions): SetupPlace => ({
  url,
  adminRealm,
  ...hooksOf({ url, adminRealm, ...options }),
});

/**
 * Signs in as an administrator; the returned function opens realms for set-up, which share the sign-in. Each reads what
 * several steps need once (see {@link readOnce}), so a realm is opened anew for each work on it.
 */
export async function openSetups(options: SetupOptions): Promise<(realm: string) => RealmSetup> {
  const session = await signIn(options);
  return (realm) => openRealm(realm, session, placeOf(options), readOnce);
}

/** Signs in as an administrator and opens a realm for set-up. */
export const openSetup = async (realm: string, options: SetupOptions): Promise<RealmSetup> =>
  openRealm(realm, await signIn(options), placeOf(options));

/** Opens a realm for set-up with the access token of a caller, who stays signed in as long as the token lives. */
export const openSetupAs = (
  accessToken: string,
  realm: string,
  { url, onCall }: Required<Pick<SetupPlace, 'url' | 'onCall'>>,
): RealmSetup =>
  openRealm(
    realm,
    {
      adminFor: (name) => createAdmin(url, name, () => Promise.resolve(accessToken)),
      renew: () => undefined,
    },
    { url, adminRealm: realm, onCall },
    readOnce,
  );
