import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../call.ts';
import { expressible } from '../../port/queryPlan.ts';
import type { KeycloakUser, UserCalls } from '../../port/users.ts';

/** The fields of a user that Keycloak's cache may show as they were before the last change. */
const NAMES = ['username', 'email', 'firstName', 'lastName'] as const;

type Names = Readonly<Partial<Record<(typeof NAMES)[number], string | undefined>>>;

/** The names that the bridge last wrote to users, by realm name and user id. */
export type WrittenNames = LRUCache<string, Names>;

/** How the names of a realm's users are checked. */
export interface WrittenNamesParts {
  readonly realm: string;
  readonly writtenNames: WrittenNames;
  readonly admin: KeycloakAdminClient;
  readonly call: Caller;
}

/** Maximum number of users of a realm whose names are known to be stale in Keycloak's cache. */
const MAX_HIDDEN = 100;

const lower = (text: string | undefined): string => (text ?? '').toLowerCase();

/** Returns the names that Keycloak can be searched for. */
const searchableNames = (names: Names): [string, string][] =>
  NAMES.flatMap((by): [string, string][] => {
    const value = names[by] ?? '';
    return expressible({ by, value }) ? [[by, value]] : [];
  });

/**
 * Corrects stale names of users that the bridge has written. When users are listed while one of them is changed,
 * Keycloak 26 caches that user with the old names and the new attributes until its next change; writing back what was
 * read would undo the new names. A search compares in the database and so tells which names are true
 * (integration/users/stale-names).
 */
export function withWrittenNames(
  users: UserCalls,
  { realm, writtenNames, admin, call }: WrittenNamesParts,
): UserCalls {
  const keyOf = (id: string): string => `${realm}/${id}`;
  /** The true names, by user id, of users whom Keycloak's cache shows with other names; each read finds that out anew. */
  const hiddenNames = new LRUCache<string, Names>({ max: MAX_HIDDEN });

  /** Whether the user has these names in the database. */
  async function hasNames(id: string, names: readonly [string, string][]): Promise<boolean> {
    const matches = await call('GET users by names', () =>
      admin.users.find({ ...Object.fromEntries(names), exact: true, max: 2, briefRepresentation: true }),
    );
    return matches.some((user) => user.id === id);
  }

  /** Whether the database has the written names, although Keycloak's answer has others. */
  async function isWritten(id: string, username: string, written: Names, answered: Names): Promise<boolean> {
    const criteria = searchableNames(written);
    if (criteria.length > 0) return hasNames(id, [['username', username], ...criteria]);
    // Cleared names cannot be searched for: check that the answered ones are wrong.
    const others = searchableNames(answered);
    return others.length > 0 && !(await hasNames(id, [['username', username], ...others]));
  }

  async function correct(user: KeycloakUser): Promise<KeycloakUser> {
    hiddenNames.delete(user.id);
    const names = writtenNames.get(keyOf(user.id));
    if (names === undefined) return user;
    const stale = NAMES.filter((name) => lower(names[name]) !== lower(user[name]));
    if (stale.length === 0) return user;
    const pickStale = (from: Names): Readonly<Record<string, string | undefined>> =>
      Object.fromEntries(stale.map((name) => [name, from[name]]));
    const written = pickStale(names);
    if (await isWritten(user.id, names.username ?? user.username, written, pickStale(user))) {
      hiddenNames.set(user.id, written);
      return { ...user, ...written };
    }
    // Somebody else changed the names meanwhile.
    writtenNames.delete(keyOf(user.id));
    return user;
  }

  return {
    ...users,
    async get(id) {
      const user = await users.get(id);
      return user === undefined ? undefined : correct(user);
    },
    find: async (query, window) => Promise.all((await users.find(query, window)).map(correct)),
    byIds: async (ids, options) => Promise.all((await users.byIds(ids, options)).map(correct)),
    async replace(id, user) {
      // Unknown until the write is done.
      writtenNames.delete(keyOf(id));
      const hidden = hiddenNames.get(id);
      // Keycloak writes what differs from its cache: a change to the very name that is stale there would be passed over.
      // Writing the true names first ends the staleness.
      if (hidden !== undefined) {
        const username = hidden.username ?? user.username;
        await users.replace(id, { ...user, ...hidden, username, password: undefined });
      }
      await users.replace(id, user);
      hiddenNames.delete(id);
      const { username, email, firstName, lastName } = user;
      writtenNames.set(keyOf(id), { username, email, firstName, lastName });
    },
  };
}
