import { DocumentError } from '../../documents/mistake.ts';
import { LRUCache } from 'lru-cache';
import { outageError } from '../keycloak/port/outage.ts';
import { KeycloakError } from '../keycloak/port/errors.ts';
import type { Keycloak } from '../keycloak/port/realm.ts';
import { LIMITS } from '../../scim/limits.ts';
import { isRealmName } from './realmName.ts';
import { formatTenantKey, tenantKey, type TenantKey } from './tenantKey.ts';
import { loadTenant, readSources, type Tenant, type TenantDefaults } from './tenant.ts';

/** The tenant of a realm, or the reason why SCIM is not served there; the reason is for operators only. */
export type LoadedTenant =
  | { readonly tenant: Tenant; readonly reason?: undefined; readonly exists?: true }
  | {
      readonly tenant?: undefined;
      readonly reason: string;
      /** Whether the realm exists in Keycloak. */
      readonly exists: boolean;
    };

/** The tenants of a bridge. */
export interface Tenants {
  /** Finds the tenant of a realm. */
  find(realmName: string): Promise<LoadedTenant>;
  /** Reads a realm again after its configuration was changed; the next request sees the change. */
  reload(realmName: string): Promise<void>;
  /** The number of tenants in memory. */
  size(): number;
}

/** How tenants are read and cached. */
export interface TenantsOptions extends TenantDefaults {
  readonly keycloak: Keycloak;
  /** Age at which a tenant is read again, in the background. */
  readonly refreshAfterMs: number;
  /** Called with Keycloak's id of a realm whenever it is read, with `undefined` if the realm is unknown or refused. */
  readonly onRealm: (realm: string, id: string | undefined) => void;
}

/** Maximum number of tenants in memory. */
const MAX_TENANTS = 5_000;

/** Whether an error means that SCIM is not served for the realm, rather than that Keycloak is unavailable. */
const isUnserved = (error: unknown): boolean =>
  error instanceof DocumentError ||
  (error instanceof KeycloakError && (error.failure === 'notFound' || error.failure === 'refused'));

const isUnknownRealm = (error: unknown): boolean =>
  error instanceof KeycloakError && error.failure === 'notFound';

type Cache = LRUCache<string, LoadedTenant, TenantKey>;

const isIn = (cache: Cache, key: string): boolean => cache.peek(key, { allowStale: true }) !== undefined;

/**
 * Creates the cache of tenants. A tenant is read on first use, once for concurrent callers, and refreshed in the
 * background (it is never older than twice `refreshAfterMs`); the last good one stays while Keycloak is unavailable.
 * Realms that are not served have a cache of their own, because anybody can make up names: they never push a tenant
 * out.
 */
export function createTenants(options: TenantsOptions): Tenants {
  const { refreshAfterMs: ttl } = options;

  async function read(name: string, last: Tenant | undefined): Promise<LoadedTenant> {
    const realm = await options.keycloak.realm(name);
    const sources = await readSources(realm);
    const { id } = sources.settings;
    options.onRealm(name, id);
    // A realm that was deleted and created again under the same name has another id: the last good configuration is not
    // its own.
    const tenant = await loadTenant(realm, sources, options, last?.settings.id === id ? last : undefined);
    return tenant === undefined ? { reason: 'SCIM is not enabled for the realm', exists: true } : { tenant };
  }

  async function load(name: string, last: LoadedTenant | undefined): Promise<LoadedTenant> {
    try {
      return await read(name, last?.tenant);
    } catch (error) {
      // Anybody can make up names of realms; the log of the request says that it does not exist.
      if (!isUnknownRealm(error) || last?.tenant !== undefined)
        options.onProblem(name, (error as Error).message);
      if (error instanceof KeycloakError && isUnserved(error)) options.onRealm(name, undefined);
      if (isUnserved(error)) return { reason: (error as Error).message, exists: !isUnknownRealm(error) };
      if (last?.tenant !== undefined) return last;
      throw error instanceof KeycloakError ? outageError(error) : error;
    }
  }

  const cacheOptions = {
    ttl,
    ignoreFetchAbort: true,
    fetchMethod: (
      _key: string,
      last: LoadedTenant | undefined,
      { context }: { context: TenantKey },
    ): Promise<LoadedTenant> => load(context.realm, last),
  };
  const served: Cache = new LRUCache({ ...cacheOptions, max: MAX_TENANTS });
  const unserved: Cache = new LRUCache({ ...cacheOptions, max: LIMITS.unservedRealms.max });

  const cacheOf = (key: string): Cache => (isIn(served, key) ? served : unserved);

  /** Moves a loaded tenant to the cache that it belongs to, if it is in the other one. */
  function moveToOwnCache(key: string, loaded: LoadedTenant, cache: Cache): void {
    const ownCache = loaded.tenant === undefined ? unserved : served;
    if (ownCache === cache) return;
    cache.delete(key);
    if (!isIn(ownCache, key)) ownCache.set(key, loaded);
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
    async reload(name) {
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
    },
    size: () => served.size,
  };
}
