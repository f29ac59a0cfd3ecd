import { LRUCache } from 'lru-cache';
import type { KeycloakGroup } from '../../keycloak/port/groups.ts';
import type { KeycloakRealm } from '../../keycloak/port/realm.ts';
import type { KeycloakUser } from '../../keycloak/port/users.ts';
import { realmKey } from '../../tenants/tenantKey.ts';

/** The administration roles of a user or group, and whether they were looked up for this request. */
interface AdminRoles {
  readonly roles: Promise<readonly string[]>;
  readonly isFresh: boolean;
}

/** The id of a user, and whether the user is a service account. */
export type MemberSummary = Pick<KeycloakUser, 'id' | 'serviceAccount'>;

/** The administration roles of users and groups, cached for a while. */
export interface AdminRoleCache {
  ofUser(realm: KeycloakRealm, id: string, freshness?: 'fresh' | 'remembered'): AdminRoles;
  ofGroup(realm: KeycloakRealm, group: string | KeycloakGroup): AdminRoles;
  /** Returns the name of a group that was looked up and is still cached; makes no call. */
  groupName(realm: KeycloakRealm, id: string): string | undefined;
  /** Finds the users with these ids, service accounts included; ids without a user are left out. */
  memberSummaries(
    realm: KeycloakRealm,
    ids: readonly string[],
    freshness?: 'fresh' | 'remembered',
  ): Promise<Map<string, MemberSummary>>;
}

/** The options of the cache. */
export interface AdminRoleCacheOptions {
  readonly maxAgeMs: number;
  /** The current time in milliseconds. */
  readonly now: () => number;
}

const MAX_ENTRIES = 50_000;

interface CacheEntry<T> {
  readonly value: T;
  readonly at: number;
}

/** The administration roles of a group or user, and the name of a group, which is `undefined` until it is read. */
interface LookedUp {
  readonly roles: Promise<readonly string[]>;
  readonly name: () => string | undefined;
}

/** Creates the cache for all realms. */
export function createAdminRoleCache({ maxAgeMs, now }: AdminRoleCacheOptions): AdminRoleCache {
  const rolesCache = new LRUCache<string, CacheEntry<LookedUp>>({ max: MAX_ENTRIES });
  const memberCache = new LRUCache<string, CacheEntry<MemberSummary>>({ max: MAX_ENTRIES });

  function unexpired<T>(cache: LRUCache<string, CacheEntry<T>>, key: string): T | undefined {
    const entry = cache.get(key);
    return entry !== undefined && now() - entry.at < maxAgeMs ? entry.value : undefined;
  }

  function lookUp(
    key: string,
    work: (onName: (name: string) => void) => Promise<readonly string[]>,
  ): AdminRoles {
    let name: string | undefined;
    const roles = work((readName) => {
      name = readName;
    });
    const entry: CacheEntry<LookedUp> = { value: { roles, name: () => name }, at: now() };
    rolesCache.set(key, entry);
    // Callers await the promise themselves; if none does, its failure must not end the process.
    roles.catch(() => {
      if (rolesCache.get(key) === entry) rolesCache.delete(key);
    });
    return { roles, isFresh: true };
  }

  function cachedRoles(key: string): AdminRoles | undefined {
    const cached = unexpired(rolesCache, key);
    return cached === undefined ? undefined : { roles: cached.roles, isFresh: false };
  }

  const groupKey = (realm: KeycloakRealm, id: string): string => `${realmKey(realm.key)}/groups/${id}`;

  return {
    ofUser(realm, id, freshness = 'remembered') {
      const key = `${realmKey(realm.key)}/users/${id}`;
      const cached = freshness === 'fresh' ? undefined : cachedRoles(key);
      return cached ?? lookUp(key, () => realm.administration.ofUser(id));
    },
    ofGroup(realm, group) {
      const key = groupKey(realm, typeof group === 'string' ? group : group.id);
      return cachedRoles(key) ?? lookUp(key, (onName) => realm.administration.ofGroup(group, onName));
    },
    groupName: (realm, id) => unexpired(rolesCache, groupKey(realm, id))?.name(),
    async memberSummaries(realm, ids, freshness = 'remembered') {
      const keyOf = (id: string): string => `${realmKey(realm.key)}/${id}`;
      const members = new Map<string, MemberSummary>();
      const missing: string[] = [];
      for (const id of ids) {
        const member = freshness === 'fresh' ? undefined : unexpired(memberCache, keyOf(id));
        if (member === undefined) missing.push(id);
        else members.set(id, member);
      }
      if (missing.length === 0) return members;
      const at = now();
      for (const { id, serviceAccount } of await realm.users.byIds(missing, {
        brief: true,
      })) {
        const member = { id, serviceAccount };
        memberCache.set(keyOf(id), { value: member, at });
        members.set(id, member);
      }
      return members;
    },
  };
}
