import { LRUCache } from 'lru-cache';
import { KeycloakError } from '../port/errors.ts';

/** The names of roles by their ids, as far as they were seen lately: Keycloak gives a role, and lists who holds it, by name. */
export interface RoleNames {
  remember(id: string, name: string): void;
  forget(id: string): void;
  /** The name of a role; throws `notFound` when there is no such group. */
  of(id: string): Promise<string>;
  /** Does what needs the current name, and once more where Keycloak does not know that one; it is at most so old. */
  with<T>(id: string, work: (name: string) => Promise<T>, age?: number): Promise<T>;
}

/** Most names that are remembered, and for how many milliseconds. */
const MAX_NAMES = 256;
const REMEMBER_FOR = 30_000;

/** The failure that says that there is no such role. */
export const noSuchRole = (): KeycloakError => new KeycloakError('notFound', 'no such role');

/** Creates what remembers names; `read` reads a name and makes it remembered. */
export function createRoleNames(read: (id: string) => Promise<string | undefined>): RoleNames {
  const names = new LRUCache<string, string>({ max: MAX_NAMES, ttl: REMEMBER_FOR });
  /** Names that are being read, once for all who ask at once. */
  const coming = new Map<string, Promise<string | undefined>>();

  async function of(id: string, age = REMEMBER_FOR): Promise<string> {
    const known = names.get(id);
    if (known !== undefined && names.getRemainingTTL(id) > REMEMBER_FOR - age) return known;
    const reading = coming.get(id) ?? read(id).finally(() => coming.delete(id));
    coming.set(id, reading);
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
    of,
    async with(id, work, age) {
      const name = await of(id, age);
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
