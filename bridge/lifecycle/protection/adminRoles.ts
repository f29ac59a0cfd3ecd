import { LRUCache } from 'lru-cache';
import type { KeycloakGroup } from '../../keycloak/port/groups.ts';
import type { KeycloakRealm } from '../../keycloak/port/realm.ts';
import type { Administrators } from '../../keycloak/port/roles.ts';
import type { KeycloakUser } from '../../keycloak/port/users.ts';
import { realmKey } from '../../tenants/tenantKey.ts';
import { createAdministratorSnapshots, type SnapshotOptions } from './administrators.ts';

/** The administration roles of a user, and whether they were looked up for this request. */
interface AdminRoles {
  readonly roles: readonly string[];
  readonly isFresh: boolean;
}

/** A user by id; `federated` is left out if it is not known yet. */
type UserSummary = Pick<KeycloakUser, 'id'> & Partial<Pick<KeycloakUser, 'federated'>>;

/** The administration roles of users and groups, cached for a while. */
export interface AdminRoleCache {
  ofUser(realm: KeycloakRealm, user: UserSummary, freshness: 'fresh' | 'remembered'): Promise<AdminRoles>;
  ofGroup(realm: KeycloakRealm, group: string | KeycloakGroup): Promise<readonly string[]>;
  /** Returns the snapshot of the administrators; `undefined` if a number of questions has to be asked one by one. */
  snapshot(realm: KeycloakRealm, questions: number): Promise<Administrators | undefined>;
}

const MAX_ENTRIES = 50_000;

interface CacheEntry<T> {
  readonly value: T;
  readonly at: number;
}

/** The roles of an id that a snapshot does not have. */
const NO_ROLES: readonly string[] = [];

/**
 * Whether a user may hold roles that no list of holders shows: a mapper of a federation gives them when the user is
 * read.
 */
const hasHiddenRoles = ({ id, federated = false }: UserSummary): boolean => federated || id.startsWith('f:');

/** Whether a group that was just read shows that it grants nothing, so that looking it up takes no call. */
const grantsNothing = (group: string | KeycloakGroup): boolean =>
  typeof group !== 'string' && group.holdsRoles === false && group.parent === undefined;

/** Creates the cache for all realms. */
export function createAdminRoleCache(options: SnapshotOptions): AdminRoleCache {
  const { maxAgeMs, now } = options;
  const rolesCache = new LRUCache<string, CacheEntry<Promise<readonly string[]>>>({ max: MAX_ENTRIES });
  const snapshots = createAdministratorSnapshots(options);

  function unexpired<T>(cache: LRUCache<string, CacheEntry<T>>, key: string): CacheEntry<T> | undefined {
    const entry = cache.get(key);
    return entry !== undefined && now() - entry.at < maxAgeMs ? entry : undefined;
  }

  async function lookUp(key: string, work: () => Promise<readonly string[]>): Promise<AdminRoles> {
    const roles = work();
    const entry = { value: roles, at: now() };
    rolesCache.set(key, entry);
    try {
      return { roles: await roles, isFresh: true };
    } catch (error) {
      if (rolesCache.get(key) === entry) rolesCache.delete(key);
      throw error;
    }
  }

  /** Returns roles from the cache or from the snapshot, whichever is newer; `undefined` if they have to be asked for. */
  async function remembered(
    realm: KeycloakRealm,
    key: string,
    rolesIn: ((administrators: Administrators) => readonly string[] | undefined) | undefined,
  ): Promise<AdminRoles | undefined> {
    const cached = unexpired(rolesCache, key);
    const known = rolesIn === undefined ? undefined : snapshots.known(realm);
    if (cached !== undefined && cached.at >= (known?.at ?? 0)) {
      return { roles: await cached.value, isFresh: false };
    }
    if (rolesIn === undefined) return undefined;
    const snapshot = await snapshots.answering(realm, 1);
    return snapshot && { roles: rolesIn(snapshot.administrators) ?? NO_ROLES, isFresh: false };
  }

  return {
    async ofUser(realm, user, freshness) {
      const { id } = user;
      const key = `${realmKey(realm.key)}/users/${id}`;
      const roles =
        freshness === 'fresh'
          ? undefined
          : await remembered(realm, key, hasHiddenRoles(user) ? undefined : ({ users }) => users.get(id));
      return roles ?? lookUp(key, () => realm.administration.ofUser(id));
    },
    async ofGroup(realm, group) {
      const id = typeof group === 'string' ? group : group.id;
      const key = `${realmKey(realm.key)}/groups/${id}`;
      const known = grantsNothing(group)
        ? undefined
        : await remembered(realm, key, ({ groups }) => groups.get(id));
      return (known ?? (await lookUp(key, () => realm.administration.ofGroup(group)))).roles;
    },
    snapshot: async (realm, questions) => (await snapshots.answering(realm, questions))?.administrators,
  };
}
