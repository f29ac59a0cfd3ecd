import type { LRUCache } from 'lru-cache';
import type { KeycloakUser, KeycloakUsers, UserCalls } from '../../port/users.ts';
import { SERVICE_ACCOUNT_PREFIX } from '../representation.ts';

/** The ids of users that were read or created and belong to no client, by realm name and user id. */
export type KnownPersons = LRUCache<string, true>;

/**
 * Remembers which users that were read or created are persons, so that a join need not look them up. It does not
 * expire: Keycloak never gives an id twice, and a person does not become the account of a client.
 */
export function withKnownPersons(
  users: UserCalls,
  { realm, persons }: { readonly realm: string; readonly persons: KnownPersons },
): KeycloakUsers {
  const keyOf = (id: string): string => `${realm}/${id}`;
  const remember = ({ id, serviceAccount }: Pick<KeycloakUser, 'id' | 'serviceAccount'>): void => {
    if (!serviceAccount) persons.set(keyOf(id), true);
  };

  return {
    ...users,
    isKnownPerson: (id) => persons.has(keyOf(id)),
    async get(id) {
      const user = await users.get(id);
      if (user === undefined) persons.delete(keyOf(id));
      else remember(user);
      return user;
    },
    async find(query, window) {
      const found = await users.find(query, window);
      found.forEach(remember);
      return found;
    },
    async byIds(ids, options) {
      const found = await users.byIds(ids, options);
      found.forEach(remember);
      return found;
    },
    async create(user) {
      const id = await users.create(user);
      remember({ id, serviceAccount: user.username.startsWith(SERVICE_ACCOUNT_PREFIX) });
      return id;
    },
    async delete(id) {
      persons.delete(keyOf(id));
      return users.delete(id);
    },
  };
}
