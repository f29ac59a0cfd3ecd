import { LRUCache } from 'lru-cache';
import { outageError } from '../keycloak/outage.ts';
import { KeycloakError, type Keycloak } from '../keycloak/port.ts';
import { ConfigError } from './config.ts';
import { isRealmName } from './realmName.ts';
import { loadTenant, type Tenant, type TenantDefaults } from './tenant.ts';

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
  /** How many realms are in memory. */
  size(): number;
}

/** How tenants are kept. */
export interface TenantsOptions extends TenantDefaults {
  readonly keycloak: Keycloak;
  /** Milliseconds after which a tenant is read again, in the background. */
  readonly refreshAfter: number;
}

/** Most realms that are kept in memory. */
const MAX_TENANTS = 5_000;

const unserved = (error: unknown): boolean =>
  error instanceof ConfigError ||
  (error instanceof KeycloakError && (error.failure === 'notFound' || error.failure === 'refused'));

const isUnknown = (error: unknown): boolean => error instanceof KeycloakError && error.failure === 'notFound';

/**
 * Creates the cache of tenants: read on first use, one reading for many callers, refreshed in the background
 * (never older than twice `refreshAfter`), the last good one kept while Keycloak does not answer.
 */
export function createTenants(options: TenantsOptions): Tenants {
  async function load(name: string, last: Served | undefined): Promise<Served> {
    try {
      const tenant = await loadTenant(await options.keycloak.realm(name), options, last?.tenant);
      return tenant === undefined
        ? { reason: 'SCIM is not enabled for the realm', exists: true }
        : { tenant };
    } catch (error) {
      // Names of realms that there are not are anyone's to send; the request says so.
      if (!isUnknown(error) || last?.tenant !== undefined) options.onProblem(name, (error as Error).message);
      if (unserved(error)) return { reason: (error as Error).message, exists: !isUnknown(error) };
      if (last?.tenant !== undefined) return last;
      throw error instanceof KeycloakError ? outageError(error) : error;
    }
  }

  const cache = new LRUCache<string, Served>({
    max: MAX_TENANTS,
    ttl: options.refreshAfter,
    fetchMethod: load,
  });

  return {
    async find(name) {
      if (!isRealmName(name)) return { reason: 'no realm can have this name', exists: false };
      const recent = cache.getRemainingTTL(name) > -options.refreshAfter;
      const served = await cache.fetch(name, { allowStale: recent });
      return served ?? { reason: 'the realm could not be read', exists: false };
    },
    async reload(name) {
      if (!isRealmName(name)) return;
      const anew = { forceRefresh: true, allowStale: false } as const;
      const status: LRUCache.Status<string, Served> = {};
      const first = cache.fetch(name, { ...anew, status });
      if (status.fetch !== 'inflight') {
        await first;
        return;
      }
      // What was under way may have been read before the change.
      await first.catch(() => undefined);
      await cache.fetch(name, anew);
    },
    size: () => cache.size,
  };
}
