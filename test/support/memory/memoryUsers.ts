import { expressible } from '../../../bridge/keycloak/port/queryPlan.ts';
import type { KeycloakUser, UserCalls, UserQuery, UserWrites } from '../../../bridge/keycloak/port/users.ts';
import {
  entryOf,
  inOrder,
  refuseEmpty,
  type Immediate,
  type MemoryState,
  type StoredUser,
} from './memoryState.ts';

const NO_USER = 'User not found';

/** A copy of a user as a call answers with it; without attributes if `brief`. */
export const toUser = ({ user }: StoredUser, brief = false): KeycloakUser => ({
  ...user,
  attributes: brief ? {} : structuredClone(user.attributes),
});

/** The users among these, in Keycloak's order. */
export const byUsername = (users: readonly StoredUser[]): StoredUser[] =>
  users.toSorted((a, b) => inOrder(a.user.username, b.user.username));

const isSameText = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

/** Whether a query finds a user; a list of all users leaves service accounts out, a search does not (contract/users-search). */
function isFound({ user, groups }: StoredUser, query: UserQuery): boolean {
  switch (query.by) {
    case 'all':
      return !user.serviceAccount;
    case 'id':
      return user.id === query.id;
    case 'group':
      return groups.has(query.groupId);
    case 'enabled':
      return user.enabled === query.value;
    case 'attribute':
      return (
        (user.attributes[query.name] ?? []).some((value) => isSameText(value, query.value)) &&
        (query.username === undefined || isSameText(user.username, query.username))
      );
    default:
      return isSameText(user[query.by], query.value);
  }
}

/** What reads the users of a realm in memory. */
export function createUserReads(state: MemoryState): Immediate<Omit<UserCalls, keyof UserWrites>> {
  /** Everybody whom a query finds, in Keycloak's order. */
  function search(query: UserQuery): StoredUser[] {
    if ((query.by === 'username' || query.by === 'email') && !expressible(query)) return [];
    refuseEmpty(query);
    return byUsername([...state.users.values()].filter((stored) => isFound(stored, query)));
  }

  return {
    get(id) {
      const stored = state.users.get(id);
      return stored === undefined ? undefined : toUser(stored);
    },
    find(query, { first, max }) {
      return search(query)
        .slice(first, first + max)
        .map((stored) => toUser(stored));
    },
    byIds(ids, { brief }) {
      return [...state.users.values()]
        .filter(({ id }) => ids.includes(id))
        .map((stored) => toUser(stored, brief));
    },
    count(query = { by: 'all' }) {
      return search(query).length;
    },
    // No user of a realm in memory comes from a federation.
    isWritable: () => true,
    offlineGrants(id) {
      return [...entryOf(state.users, id, NO_USER).offlineGrants];
    },
    linkedTo(provider, userId) {
      if (userId === '') throw new RangeError('empty value in a query by identity');
      const holder = [...state.users.values()].find(({ identities }) =>
        identities.some((identity) => identity.provider === provider && identity.userId === userId),
      );
      return holder === undefined ? undefined : toUser(holder, true);
    },
  };
}
