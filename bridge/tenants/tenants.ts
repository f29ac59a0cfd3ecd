import { DocumentError } from '../../documents/mistake.ts';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { outageError } from '../keycloak/port/outage.ts';
import { KeycloakError, SignInError } from '../keycloak/port/errors.ts';
import type { Keycloak } from '../keycloak/port/realm.ts';
import { LIMITS } from '../../scim/limits.ts';
import type { LastAccepted, LastAcceptedMemory } from './lastAccepted.ts';
import { isRealmName } from './realmName.ts';
import { formatTenantKey, tenantKey, type TenantKey } from './tenantKey.ts';
import { loadTenant, readSources, type Tenant, type TenantDefaults } from './tenant.ts';

/** A realm that is to be served, and cannot be until an operator acts. */
interface BlockedRealm {
  /** What the realm accepted when it was served last; `undefined` if that is not known. */
  readonly accepted: LastAccepted | undefined;
  /** The tenant as it was served last, if this process has served it. */
  readonly tenant: Tenant | undefined;
}

export { realmUnavailable } from '../keycloak/port/outage.ts';

/** The tenant of a realm, or the reason why SCIM is not served there; the reason is for operators only. */
export type LoadedTenant =
  | {
      readonly tenant: Tenant;
      readonly reason?: undefined;
      readonly exists?: true;
      readonly isOff?: undefined;
      readonly blocked?: undefined;
    }
  | {
      readonly tenant?: undefined;
      readonly reason: string;
      /** Whether the realm exists in Keycloak. */
      readonly exists: boolean;
      /** Set if SCIM is switched off in a realm that lets the bridge in. */
      readonly isOff?: true;
      /** Set if the realm is to be served; absent if there is no such realm, it is disabled, or SCIM is switched off. */
      readonly blocked?: BlockedRealm;
    };

/** A realm that is to be served, and why it is not; `reason` is `undefined` if it is. */
export interface KnownRealm {
  readonly realm: string;
  readonly reason: string | undefined;
}

/** The tenants of a bridge. */
export interface Tenants {
  /** Finds the tenant of a realm. */
  find(realmName: string): Promise<LoadedTenant>;
  /** Reads a realm again after its configuration was changed; the next request sees the change. */
  reload(realmName: string): Promise<void>;
  /** Reads all realms again that are to be served and are not, and those that an earlier process served. */
  recheck(): Promise<void>;
  /** Lists the realms in memory that are to be served; names that strangers make up are never among them. */
  known(): readonly KnownRealm[];
  /** Lists the names of all realms that are to be served, also of those that are not read yet, sorted. */
  index(): readonly string[];
  /** Lists the names of realms in memory in which SCIM is switched off, sorted; of many, some may be missing. */
  switchedOff(): readonly string[];
  /** The number of tenants in memory. */
  size(): number;
}

/** How tenants are read and cached. */
export interface TenantsOptions extends TenantDefaults {
  readonly keycloak: Keycloak;
  readonly lastAccepted: LastAcceptedMemory;
  /** Age at which a tenant is read again, in the background. */
  readonly refreshAfterMs: number;
  /** Called with Keycloak's id of a realm whenever it is read, with `undefined` if the realm is unknown or refused. */
  readonly onRealm: (realm: string, id: string | undefined) => void;
  /** Called when a realm is served again that was not. */
  readonly onServedAgain: (realm: string) => void;
}

/** Maximum number of realms in memory that are to be served. */
const MAX_TENANTS = 5_000;

/** Maximum number of realms that are read again at the same time. */
const CONCURRENT_RECHECKS = 2;

/** Whether an error says that the realm does not exist, or is disabled. */
const isGone = (error: unknown): boolean =>
  (error instanceof KeycloakError && error.failure === 'notFound') ||
  (error instanceof SignInError && ['noRealm', 'realmDisabled'].includes(error.obstacle));

const isUnknownRealm = (error: unknown): boolean =>
  isGone(error) && !(error instanceof SignInError && error.obstacle === 'realmDisabled');

/** Whether an error stays until an operator acts, rather than until Keycloak answers again. */
const isForOperator = (error: unknown): boolean =>
  error instanceof DocumentError ||
  (error instanceof KeycloakError && (error.failure === 'signIn' || error.failure === 'refused'));

/** Whether a realm without SCIM has the same error: it has no client of the bridge either. */
const isAsWithoutScim = (error: unknown): boolean =>
  error instanceof SignInError && error.obstacle === 'noClient';

type Cache = LRUCache<string, LoadedTenant, TenantKey>;

const isIn = (cache: Cache, key: string): boolean => cache.peek(key, { allowStale: true }) !== undefined;

/** Whether a realm is to be served: it is, or it is blocked. */
const isKnown = ({ tenant, blocked }: LoadedTenant): boolean => tenant !== undefined || blocked !== undefined;

/** The tenant of a realm as it was served last. */
const lastTenant = (last: LoadedTenant | undefined): Tenant | undefined =>
  last?.tenant ?? last?.blocked?.tenant;

/** Creates the function that reads a realm: a tenant, or the reason why there is none. */
function createLoader(options: TenantsOptions) {
  const { lastAccepted } = options;

  async function read(name: string, last: LoadedTenant | undefined): Promise<LoadedTenant> {
    const realm = await options.keycloak.realm(name);
    const sources = await readSources(realm);
    const { id } = sources.settings;
    options.onRealm(name, id);
    // A realm that was deleted and created again under the same name has another id: the last good configuration is not
    // its own.
    const before = lastTenant(last);
    const tenant = await loadTenant(realm, sources, options, before?.settings.id === id ? before : undefined);
    if ('off' in tenant) {
      lastAccepted.forget(name);
      return { reason: tenant.off, exists: true, isOff: true };
    }
    lastAccepted.keep(name, tenant);
    if (last?.blocked !== undefined) options.onServedAgain(name);
    return { tenant };
  }

  /** What an error that only an operator can mend makes of a realm. */
  function unserved(name: string, error: Error, last: LoadedTenant | undefined): LoadedTenant {
    const { message: reason } = error;
    if (isGone(error)) {
      lastAccepted.forget(name);
      return { reason, exists: !isUnknownRealm(error) };
    }
    const tenant = lastTenant(last);
    const accepted = tenant ?? last?.blocked?.accepted ?? lastAccepted.find(name);
    if (accepted === undefined && isAsWithoutScim(error)) return { reason, exists: true };
    return { reason, exists: true, blocked: { accepted, tenant } };
  }

  return async (name: string, last: LoadedTenant | undefined): Promise<LoadedTenant> => {
    const wasKnown = last !== undefined && isKnown(last);
    try {
      return await read(name, last);
    } catch (error) {
      const isFinal = isForOperator(error) || isGone(error);
      if (error instanceof KeycloakError && isFinal) options.onRealm(name, undefined);
      const loaded = isFinal ? unserved(name, error as Error, last) : wasKnown ? last : undefined;
      // Anybody can make up names of realms, and Keycloak has many without SCIM; the log of the request says what is
      // amiss.
      if (wasKnown || loaded === undefined || isKnown(loaded))
        options.onProblem(name, (error as Error).message);
      if (loaded !== undefined) return loaded;
      throw error instanceof KeycloakError ? outageError(error) : error;
    }
  };
}

/**
 * Creates the cache of tenants. A tenant is read on first use, once for concurrent callers, and refreshed in the
 * background (it is never older than twice `refreshAfterMs`); the last good one stays while Keycloak is unavailable.
 * Realms that are not to be served have a cache of their own, because anybody can make up names: they never push a
 * tenant out.
 */
export function createTenants(options: TenantsOptions): Tenants {
  const { refreshAfterMs: ttl, lastAccepted } = options;
  const load = createLoader(options);
  const rechecks = pLimit(CONCURRENT_RECHECKS);
  const cacheOptions = {
    ttl,
    ignoreFetchAbort: true,
    fetchMethod: (
      _key: string,
      last: LoadedTenant | undefined,
      { context }: { context: TenantKey },
    ): Promise<LoadedTenant> => load(context.realm, last),
  };
  const known: Cache = new LRUCache({ ...cacheOptions, max: MAX_TENANTS });
  const unserved: Cache = new LRUCache({ ...cacheOptions, max: LIMITS.unservedRealms.max });

  const cacheOf = (key: string): Cache => (isIn(known, key) ? known : unserved);

  /** The realms in memory that are to be served, also those that have to be read again. */
  const knownRealms = (): [string, LoadedTenant][] =>
    [...known.dump()].map(([key, { value }]): [string, LoadedTenant] => [key, value]);

  /** Moves a loaded tenant to the cache that it belongs to, if it is in the other one. */
  function moveToOwnCache(key: string, loaded: LoadedTenant, cache: Cache): void {
    const ownCache = isKnown(loaded) ? known : unserved;
    if (ownCache === cache) return;
    cache.delete(key);
    if (!isIn(ownCache, key)) ownCache.set(key, loaded);
  }

  async function reload(name: string): Promise<void> {
    if (!isRealmName(name)) return;
    const context = tenantKey(name);
    const key = formatTenantKey(context);
    const cache = cacheOf(key);
    const refresh = { context, forceRefresh: true, allowStale: false } as const;
    const status: LRUCache.Status<string, LoadedTenant, TenantKey> = {};
    let loaded = await cache.fetch(key, { ...refresh, status }).catch((error: unknown) => {
      if (status.fetch !== 'inflight') throw error;
      return undefined;
    });
    // The read that was under way may have seen the configuration before the change.
    if (status.fetch === 'inflight') loaded = await cache.fetch(key, refresh);
    if (loaded !== undefined) moveToOwnCache(key, loaded, cache);
  }

  /** The realms that an earlier process served, and that are not in memory yet. */
  function notRead(): string[] {
    const inMemory = new Set(knownRealms().map(([key]) => key));
    return lastAccepted.realms().filter((name) => !inMemory.has(formatTenantKey(tenantKey(name))));
  }

  return {
    async find(name) {
      if (!isRealmName(name)) return { reason: 'no realm can have this name', exists: false };
      const context = tenantKey(name);
      const key = formatTenantKey(context);
      const cache = cacheOf(key);
      const isRecent = cache.getRemainingTTL(key) > -ttl;
      const loaded = await cache.fetch(key, { context, allowStale: isRecent });
      if (loaded === undefined) return { reason: 'the realm could not be read', exists: false };
      moveToOwnCache(key, loaded, cache);
      return loaded;
    },
    reload,
    async recheck() {
      const blocked = knownRealms().flatMap(([key, { tenant }]) => (tenant === undefined ? [key] : []));
      // What is amiss has been reported when the realm was read.
      await Promise.all(
        [...blocked, ...notRead()].map((name) => rechecks(() => reload(name).catch(() => undefined))),
      );
    },
    known: () => knownRealms().map(([realm, { reason }]) => ({ realm, reason })),
    switchedOff: () =>
      [...unserved.dump()].flatMap(([key, { value }]) => (value.isOff === true ? [key] : [])).sort(),
    index: () => [...knownRealms().map(([key]) => key), ...notRead()].sort(),
    size: () => knownRealms().filter(([, { tenant }]) => tenant !== undefined).length,
  };
}
