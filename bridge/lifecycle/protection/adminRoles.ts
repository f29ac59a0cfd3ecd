import { LRUCache } from 'lru-cache';
import type { KeycloakGroup } from '../../keycloak/port/groups.ts';
import type { KeycloakRealm } from '../../keycloak/port/realm.ts';
import type { KeycloakUser } from '../../keycloak/port/users.ts';
import { formatTenantKey, tenantKey } from '../../tenants/tenantKey.ts';

/** The administration roles that somebody holds, and whether they were looked up for who asked. */
interface Standing {
  readonly roles: Promise<readonly string[]>;
  readonly isFresh: boolean;
}

/** Who a user is, and whether that is the account of a client. */
export type Person = Pick<KeycloakUser, 'id' | 'serviceAccount'>;

/** Who holds administration roles, remembered for a while. */
export interface Standings {
  ofUser(realm: KeycloakRealm, id: string, freshness?: 'fresh' | 'remembered'): Standing;
  ofGroup(realm: KeycloakRealm, group: string | KeycloakGroup): Standing;
  /** The users with these ids; ids of nobody are left out. */
  people(
    realm: KeycloakRealm,
    ids: readonly string[],
    freshness?: 'fresh' | 'remembered',
  ): Promise<Map<string, Person>>;
}

/** How long standings are remembered. */
export interface StandingsOptions {
  /** Milliseconds. */
  readonly rememberFor: number;
  readonly now: () => number;
}

const MAX_ENTRIES = 50_000;

interface Remembered<T> {
  readonly value: T;
  readonly at: number;
}

/** Creates what is known of the standing of users and groups in all realms. */
export function createStandings({ rememberFor, now }: StandingsOptions): Standings {
  const standings = new LRUCache<string, Remembered<Promise<readonly string[]>>>({ max: MAX_ENTRIES });
  const people = new LRUCache<string, Remembered<Person>>({ max: MAX_ENTRIES });

  function recall<T>(memory: LRUCache<string, Remembered<T>>, key: string): T | undefined {
    const found = memory.get(key);
    return found !== undefined && now() - found.at < rememberFor ? found.value : undefined;
  }

  function lookUp(key: string, work: () => Promise<readonly string[]>): Standing {
    const entry = { value: work(), at: now() };
    standings.set(key, entry);
    // Whoever asked is told of the failure; nobody has to have asked by then.
    entry.value.catch(() => {
      if (standings.get(key) === entry) standings.delete(key);
    });
    return { roles: entry.value, isFresh: true };
  }

  function known(key: string): Standing | undefined {
    const roles = recall(standings, key);
    return roles === undefined ? undefined : { roles, isFresh: false };
  }

  return {
    ofUser(realm, id, freshness = 'remembered') {
      const key = `${formatTenantKey(tenantKey(realm.key))}/users/${id}`;
      const held = freshness === 'fresh' ? undefined : known(key);
      return held ?? lookUp(key, () => realm.administration.ofUser(id));
    },
    ofGroup(realm, group) {
      const key = `${formatTenantKey(tenantKey(realm.key))}/groups/${typeof group === 'string' ? group : group.id}`;
      return known(key) ?? lookUp(key, () => realm.administration.ofGroup(group));
    },
    async people(realm, ids, freshness = 'remembered') {
      const key = (id: string): string => `${formatTenantKey(tenantKey(realm.key))}/${id}`;
      const found = new Map<string, Person>();
      const missing: string[] = [];
      for (const id of ids) {
        const person = freshness === 'fresh' ? undefined : recall(people, key(id));
        if (person === undefined) missing.push(id);
        else found.set(id, person);
      }
      if (missing.length === 0) return found;
      const at = now();
      for (const { id, serviceAccount } of await realm.users.byIds(missing, {
        brief: true,
      })) {
        const person = { id, serviceAccount };
        people.set(key(id), { value: person, at });
        found.set(id, person);
      }
      return found;
    },
  };
}
