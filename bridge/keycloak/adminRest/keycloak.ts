import { decodeJwt } from 'jose';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { LIMITS } from '../../../scim/limits.ts';
import { createAdminClient } from './adminClient.ts';
import { createAdminPool, type AdminPool } from './adminPool.ts';
import { createCaller, type CallRecord } from './call.ts';
import { createCallerRealm } from './callerRealm.ts';
import type { BridgeCredential } from '../auth/bridgeKey.ts';
import { createIssuer, type RealmIssuer } from '../auth/issuer.ts';
import { KeycloakError } from '../port/errors.ts';
import type { SignInTrial } from '../port/inspection.ts';
import type { Keycloak, KeycloakRealm } from '../port/realm.ts';
import { createRealm, type RealmMemory } from './realm.ts';
import { createRecentRights } from './rights/recentRights.ts';
import { refusedTokenError } from '../auth/refusedSignIn.ts';
import { createServiceAccount, type TokenSource } from '../auth/serviceAccount.ts';
import { createSignIn, type SignIn } from '../auth/signIn.ts';

/** How the bridge reaches Keycloak. */
export interface KeycloakOptions {
  /** Base URL without a trailing slash. */
  readonly url: string;
  readonly clientId: string;
  readonly credential: BridgeCredential;
  readonly timeoutMs: number;
  /** Maximum number of concurrent calls in one realm. */
  readonly concurrency: number;
  readonly retries: number;
  readonly onCall: (record: CallRecord & { realm: string }) => void;
}

/** A realm that the bridge has signed in to. */
interface Connection {
  readonly realm: KeycloakRealm;
  readonly account: TokenSource;
  readonly signIn: SignIn;
}

/** Signs in, and looks at the access token. Keycloak's answers have no date: the token says when it was issued. */
async function trialOf({ request }: SignIn): Promise<SignInTrial> {
  const before = Date.now();
  const { access_token: token } = await request();
  const middle = (before + Date.now()) / 2;
  const { iat = middle / 1000 } = decodeJwt(token);
  // A time in whole seconds is half a second too early on average.
  return { clockAheadSeconds: Math.round(iat + 0.5 - middle / 1000), tokenBytes: token.length };
}

/** Maximum number of realms whose connection is cached. */
const MAX_REALMS = 5_000;

/** Maximum number of users, and of groups, of which something is remembered. */
const MAX_REMEMBERED = 20_000;

/** How long the name of a group is remembered that is neither read nor written. */
const GROUP_NAME_TTL_MS = 600_000;

/** Signs in first: realm names come from URLs, so that nothing is allocated for unknown realms. */
async function connect(
  name: string,
  { pool, memory, ...options }: KeycloakOptions & { readonly pool: AdminPool; readonly memory: RealmMemory },
): Promise<Connection> {
  const { url: keycloakUrl, clientId, credential, timeoutMs } = options;
  const issuer = createIssuer(name, { keycloakUrl, timeoutMs });
  let sharesSecret = false;
  const onSecret = (isShared: boolean): void => {
    sharesSecret = isShared;
  };
  const signIn = createSignIn(name, issuer, { keycloakUrl, clientId, credential, timeoutMs, onSecret });
  const account = createServiceAccount(signIn.request);
  const call = createCaller({
    concurrency: options.concurrency,
    retries: options.retries,
    onCall: (record) => {
      options.onCall({ ...record, realm: name });
    },
    onUnauthorized: () => {
      account.forget();
    },
    refusedToken: (error) =>
      refusedTokenError({ realm: name, clientId, kind: 'secret' in credential ? 'secret' : 'key' }, error),
  });
  await call('POST token', async () => {
    await account.getAccessToken();
  });
  const admin = createAdminClient({ url: keycloakUrl, realm: name, timeoutMs, account, pool });
  const realm = {
    ...createRealm(name, admin, call, issuer, memory),
    sharesSecret: () => sharesSecret,
  };
  return { realm, account, signIn };
}

/** Creates the port to Keycloak; only this folder knows the admin client. */
export function createKeycloak(options: KeycloakOptions): Keycloak {
  const pool = createAdminPool(options.url, options.timeoutMs);
  const recentRights = createRecentRights();
  const realms = new LRUCache<string, Connection>({ max: MAX_REALMS });
  const memory: RealmMemory = {
    writtenNames: new LRUCache({ max: MAX_REMEMBERED }),
    groupNames: new LRUCache({ max: MAX_REMEMBERED, ttl: GROUP_NAME_TTL_MS }),
    persons: new LRUCache({ max: MAX_REMEMBERED }),
  };
  /** Realm names come from URLs: limits how many unknown ones Keycloak is asked about at once. */
  const connecting = pLimit(options.concurrency);
  const issuers = new LRUCache<string, RealmIssuer>({ max: MAX_REALMS });

  /** Runs work for a realm of which only the name in a URL is known. */
  function forUnknown<T>(work: () => Promise<T>): Promise<T> {
    if (connecting.pendingCount < LIMITS.realmsWaiting.max) return connecting(work);
    throw new KeycloakError('unavailable', 'Too many realms wait to be connected to.');
  }

  async function connectionTo(name: string): Promise<Connection> {
    const cached = realms.get(name);
    if (cached !== undefined) return cached;
    const connection = await forUnknown(() => connect(name, { ...options, pool, memory }));
    realms.set(name, connection);
    return connection;
  }

  async function issuerOf(name: string): Promise<string> {
    const known = issuers.get(name);
    if (known !== undefined) return known.get();
    const { url: keycloakUrl, timeoutMs } = options;
    const issuer = createIssuer(name, { keycloakUrl, timeoutMs });
    const text = await forUnknown(() => issuer.get());
    issuers.set(name, issuer);
    return text;
  }

  return {
    realm: async (name) => (await connectionTo(name)).realm,
    trySignIn: async (name) => trialOf((await connectionTo(name)).signIn),
    renewSignIn(name) {
      const { account, signIn } = realms.get(name) ?? {};
      if (signIn?.preferFirstKey() === true) account?.forget();
    },
    acceptedKeys: () =>
      [...realms.values()].flatMap(({ signIn }) => signIn.acceptedKey()?.publicJwk.kid ?? []),
    as: (accessToken, name) => createCallerRealm(name, accessToken, { ...options, pool, recentRights }),
    publicUrl: async (name) => (await issuerOf(name)).replace(/\/realms\/[^/]*$/, ''),
    answers: () =>
      fetch(options.url, { redirect: 'manual', signal: AbortSignal.timeout(options.timeoutMs) }).then(
        async (response) => {
          await response.body?.cancel();
          return response.status < 500;
        },
        () => false,
      ),
  };
}
