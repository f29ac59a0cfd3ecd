import { LRUCache } from 'lru-cache';
import { KeycloakError } from '../../port/errors.ts';

/**
 * Caches the names of roles by id, because Keycloak maps a role, and lists its users, by its current name
 * (contract/roles-as-groups: "join and leave by id and current name, and repeats are answered 204").
 */
export interface RoleNameCache {
  remember(id: string, name: string): void;
  forget(id: string): void;
  /** Returns the cached name of a role; makes no call. */
  known(id: string): string | undefined;
  /** Returns the name of a role; throws `notFound` if the role does not exist. */
  of(id: string): Promise<string>;
  /**
   * Runs `work` with the name of a role, and once more with a fresh name if Keycloak does not know the cached one;
   * `maxAgeMs` is the maximum age of the cached name.
   */
  with<T>(id: string, work: (name: string) => Promise<T>, maxAgeMs?: number): Promise<T>;
}

const MAX_NAMES = 256;
const TTL_MS = 30_000;

/** Returns the error for a role that does not exist. */
export const noSuchRole = (): KeycloakError => new KeycloakError('notFound', 'no such role');

/**
 * Creates a cache of role names; `read` reads a name from Keycloak and remembers it, `undefined` if the role does not
 * exist.
 */
export function createRoleNameCache(read: (id: string) => Promise<string | undefined>): RoleNameCache {
  const names = new LRUCache<string, string>({ max: MAX_NAMES, ttl: TTL_MS });
  /** Reads under way, which concurrent callers share. */
  const reads = new Map<string, Promise<string | undefined>>();

  async function of(id: string, maxAgeMs = TTL_MS): Promise<string> {
    const cached = names.get(id);
    if (cached !== undefined && names.getRemainingTTL(id) > TTL_MS - maxAgeMs) return cached;
    const reading = reads.get(id) ?? read(id).finally(() => reads.delete(id));
    reads.set(id, reading);
    const name = await reading;
    if (name === undefined) throw noSuchRole();
    return name;
  }

  return {
    remember: (id, name) => {
      names.set(id, name);
    },
    forget: (id) => {
      names.delete(id);
    },
    known: (id) => names.get(id),
    of,
    async with(id, work, maxAgeMs) {
      const name = await of(id, maxAgeMs);
      try {
        return await work(name);
      } catch (error) {
        if (!(error instanceof KeycloakError) || error.failure !== 'notFound') throw error;
        names.delete(id);
        return work(await of(id));
      }
    },
  };
}
