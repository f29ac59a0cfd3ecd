import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { LRUCache } from 'lru-cache';
import type { Caller } from './call.ts';
import { expressible } from '../port/queryPlan.ts';
import type { KeycloakUser, KeycloakUsers } from '../port/users.ts';

/** The fields that Keycloak's cache can hold as they were before the last change. */
const NAMES = ['username', 'email', 'firstName', 'lastName'] as const;

type Names = Readonly<Partial<Record<(typeof NAMES)[number], string | undefined>>>;

/** The names that users were last given, by the name of their realm and their id. */
export type GivenNames = LRUCache<string, Names>;

/** How the names of a realm's users are looked up. */
export interface NamesParts {
  readonly realm: string;
  readonly given: GivenNames;
  readonly admin: KeycloakAdminClient;
  readonly call: Caller;
}

const lower = (text: string | undefined): string => (text ?? '').toLowerCase();

/** The names that a search can be made by. */
const searchable = (names: Names): [string, string][] =>
  NAMES.flatMap((by): [string, string][] => {
    const value = names[by] ?? '';
    return expressible({ by, value }) ? [[by, value]] : [];
  });

/**
 * Users with the names that they were given. When somebody lists users while one of them is changed, Keycloak 26 caches
 * that user with the names of before the change and the attributes of after it, until its next change: whoever then
 * changes what was read undoes the names. A search compares with the database, and tells which names are true.
 */
export function withGivenNames(
  users: KeycloakUsers,
  { realm, given, admin, call }: NamesParts,
): KeycloakUsers {
  const keyOf = (id: string): string => `${realm}/${id}`;

  /** Whether the database holds the user with these names. */
  async function holds(id: string, names: readonly [string, string][]): Promise<boolean> {
    const found = await call('GET users by names', () =>
      admin.users.find({ ...Object.fromEntries(names), exact: true, max: 2, briefRepresentation: true }),
    );
    return found.some((user) => user.id === id);
  }

  /** Whether what was given is what the database holds, where something else is shown. */
  async function isGiven(id: string, username: string, written: Names, shown: Names): Promise<boolean> {
    const sought = searchable(written);
    if (sought.length > 0) return holds(id, [['username', username], ...sought]);
    const others = searchable(shown);
    return others.length > 0 && !(await holds(id, [['username', username], ...others]));
  }

  async function mended(user: KeycloakUser): Promise<KeycloakUser> {
    const names = given.get(keyOf(user.id));
    if (names === undefined) return user;
    const stale = NAMES.filter((name) => lower(names[name]) !== lower(user[name]));
    if (stale.length === 0) return user;
    const [written, shown] = [names, user].map((held: Names) =>
      Object.fromEntries(stale.map((name) => [name, held[name]])),
    );
    if (await isGiven(user.id, names.username ?? user.username, written ?? {}, shown ?? {})) {
      return { ...user, ...written };
    }
    // Somebody else gave it other names.
    given.delete(keyOf(user.id));
    return user;
  }

  return {
    ...users,
    async get(id) {
      const user = await users.get(id);
      return user === undefined ? undefined : mended(user);
    },
    find: async (query, window) => Promise.all((await users.find(query, window)).map(mended)),
    byIds: async (ids, options) => Promise.all((await users.byIds(ids, options)).map(mended)),
    async replace(id, user) {
      // Not known while it is being written.
      given.delete(keyOf(id));
      await users.replace(id, user);
      const { username, email, firstName, lastName } = user;
      given.set(keyOf(id), { username, email, firstName, lastName });
    },
  };
}
