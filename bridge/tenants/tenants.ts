import { DocumentError } from '../../documents/mistake.ts';
import { LRUCache } from 'lru-cache';
import { outageError } from '../keycloak/port/outage.ts';
import { KeycloakError } from '../keycloak/port/errors.ts';
import type { Keycloak } from '../keycloak/port/realm.ts';
import { LIMITS } from '../../scim/limits.ts';
import { isRealmName } from './realmName.ts';
import { loadTenant, readSources, type Tenant, type TenantDefaults } from './tenant.ts';

/** A realm that is served, or why it is not; the reason is for operators only. */
export type Served =
  | { readonly tenant: Tenant; readonly reason?: undefined; readonly exists?: true }
  | {
      readonly tenant?: undefined;
      readonly reason: string;
      /** Whether Keycloak has such a realm. */
      readonly exists: boolean;
    };

/** The realms that are served. */
export interface Tenants {
  /** Finds the tenant of a realm name. */
  find(realmName: string): Promise<Served>;
  /** Reads a realm anew, because its configuration was just changed; the next request sees the change. */
  reload(realmName: string): Promise<void>;
  /** How many served realms are in memory. */
  size(): number;
}

/** How tenants are kept. */
export interface TenantsOptions extends TenantDefaults {
  readonly keycloak: Keycloak;
  /** Milliseconds after which a tenant is read again, in the background. */
  readonly refreshAfter: number;
  /** Called with Keycloak's id of a realm whenever it was read, and with `undefined` when it could not be. */
  readonly onRealm: (realm: string, id: string | undefined) => void;
}

/** Most served realms that are kept in memory. */
const MAX_TENANTS = 5_000;

const unserved = (error: unknown): boolean =>
  error instanceof DocumentError ||
  (error instanceof KeycloakError && (error.failure === 'notFound' || error.failure === 'refused'));

const isUnknown = (error: unknown): boolean => error instanceof KeycloakError && error.failure === 'notFound';

/**
 * Creates the cache of tenants: read on first use, one reading for many callers, refreshed in the background
 * (never older than twice `refreshAfter`), the last good one kept while Keycloak does not answer. Names of realms that
 * are not served have a cache of their own, so that they never push a served realm out.
 */
export function createTenants(options: TenantsOptions): Tenants {
  const { refreshAfter: ttl } = options;

  async function read(name: string, last: Tenant | undefined): Promise<Served> {
    const realm = await options.keycloak.realm(name);
    const sources = await readSources(realm);
    const { id } = sources.settings;
    options.onRealm(name, id);
    // The last good configuration of a realm is nothing to one that was made anew under the same name.
    const tenant = await loadTenant(realm, sources, options, last?.settings.id === id ? last : undefined);
    return tenant === undefined ? { reason: 'SCIM is not enabled for the realm', exists: true } : { tenant };
  }

  async function load(name: string, last: Served | undefined): Promise<Served> {
    try {
      return await read(name, last?.tenant);
    } catch (error) {
      // Names of realms that there are not are anyone's to send; the request says so.
      if (!isUnknown(error) || last?.tenant !== undefined) options.onProblem(name, (error as Error).message);
      if (error instanceof KeycloakError && unserved(error)) options.onRealm(name, undefined);
      if (unserved(error)) return { reason: (error as Error).message, exists: !isUnknown(error) };
      if (last?.tenant !== undefined) return last;
      throw error instanceof KeycloakError ? outageError(error) : error;
    }
  }

  type Cache = LRUCache<string, Served>;
  const kept = { ttl, fetchMethod: load, ignoreFetchAbort: true };
  const served: Cache = new LRUCache({ ...kept, max: MAX_TENANTS });
  const others: Cache = new LRUCache({ ...kept, max: LIMITS.unservedRealms.max });

  const isIn = (cache: Cache, name: string): boolean => cache.peek(name, { allowStale: true }) !== undefined;

  const cacheOf = (name: string): Cache => (isIn(served, name) ? served : others);

  /** Moves what was found to the cache that it belongs into. */
  function settle(name: string, found: Served, cache: Cache): void {
    const home = found.tenant === undefined ? others : served;
    if (home === cache) return;
    cache.delete(name);
    if (!isIn(home, name)) home.set(name, found);
  }

  return {
    async find(name) {
      if (!isRealmName(name)) return { reason: 'no realm can have this name', exists: false };
      const cache = cacheOf(name);
      const recent = cache.getRemainingTTL(name) > -ttl;
      const found = await cache.fetch(name, { allowStale: recent });
      if (found === undefined) return { reason: 'the realm could not be read', exists: false };
      settle(name, found, cache);
      return found;
    },
    async reload(name) {
      if (!isRealmName(name)) return;
      const cache = cacheOf(name);
      const anew = { forceRefresh: true, allowStale: false } as const;
      const status: LRUCache.Status<string, Served> = {};
      let found = await cache.fetch(name, { ...anew, status }).catch((error: unknown) => {
        if (status.fetch !== 'inflight') throw error;
        return undefined;
      });
      // What was under way may have been read before the change.
      if (status.fetch === 'inflight') found = await cache.fetch(name, anew);
      if (found !== undefined) settle(name, found, cache);
    },
    size: () => served.size,
  };
}
