import type {
  KeycloakAdministration,
  KeycloakRole,
  KeycloakRoles,
  RoleHolder,
} from '../../../bridge/keycloak/port/roles.ts';
import { clientOf, entryOf, failed, inOrder, type Immediate, type MemoryState } from './memoryState.ts';

/** The client whose roles are the rights over its realm. */
const MANAGEMENT_CLIENT = 'realm-management';

/** The ids of the roles that a user or a group holds directly; fails with `notFound` if there is no such user or group. */
export function heldBy({ users, groups }: MemoryState, holder: RoleHolder): Set<string> {
  return 'user' in holder
    ? entryOf(users, holder.user, 'User not found').roles
    : entryOf(groups, holder.group, 'Could not find group by id').roles;
}

/** The roles of a realm in memory and its clients. */
export function createMemoryRoles(state: MemoryState): Immediate<KeycloakRoles> {
  const roles = (): KeycloakRole[] => [...state.roles.values()].map(({ role }) => role);

  /** The ids of roles to be given or taken, which Keycloak takes by id and current name (contract/roles-as-groups). */
  function idsOf(wanted: readonly KeycloakRole[]): string[] {
    for (const { id, name } of wanted) {
      if (state.roles.get(id)?.role.name !== name) throw failed(404, { message: 'Role not found' });
    }
    return wanted.map(({ id }) => id);
  }

  return {
    find(name, clientId) {
      const client = clientId === undefined ? undefined : clientOf(state, clientId)?.id;
      if (clientId !== undefined && client === undefined) return undefined;
      return roles().find((role) => role.name === name && role.client === client);
    },
    listDirect(by) {
      const ids = heldBy(state, by);
      return roles().filter(({ id }) => ids.has(id));
    },
    directHolders(name, { first, max }) {
      const role = roles().find((one) => one.name === name && one.client === undefined);
      if (role === undefined) return [];
      return [...state.users.values()]
        .filter((user) => user.roles.has(role.id))
        .map(({ id, user: { username } }) => ({ id, username }))
        .sort((a, b) => inOrder(a.username, b.username))
        .slice(first, first + max);
    },
    give(to, given) {
      if (given.length === 0) return;
      const held = heldBy(state, to);
      for (const id of idsOf(given)) held.add(id);
    },
    take(from, taken) {
      if (taken.length === 0) return;
      const held = heldBy(state, from);
      for (const id of idsOf(taken)) held.delete(id);
    },
  };
}

/** Knows who may administer a realm in memory. */
export function createMemoryAdministration(state: MemoryState): Immediate<KeycloakAdministration> {
  /** The names of the rights over the realm among roles and their composites. */
  function rightsIn(ids: Iterable<string>): string[] {
    const reached = new Set(ids);
    // A set that grows is iterated to its end.
    for (const id of reached) for (const part of state.roles.get(id)?.composites ?? []) reached.add(part);
    const management = clientOf(state, MANAGEMENT_CLIENT)?.id;
    return [...state.roles.values()]
      .filter(({ role }) => reached.has(role.id) && role.client === management)
      .map(({ role }) => role.name);
  }

  /** The roles of a group and the groups above it. */
  function rolesOfGroup(id: string | undefined): string[] {
    const group = id === undefined ? undefined : state.groups.get(id);
    return group === undefined ? [] : [...group.roles, ...rolesOfGroup(group.parent)];
  }

  /** The roles of a user, directly and by groups. */
  function rolesOfUser(id: string): string[] {
    const user = state.users.get(id);
    return user === undefined ? [] : [...user.roles, ...[...user.groups].flatMap(rolesOfGroup)];
  }

  return {
    ofUser: (id) => rightsIn(rolesOfUser(id)),
    ofGroup: (group) => rightsIn(rolesOfGroup(typeof group === 'string' ? group : group.id)),
    ofRole: (id) => rightsIn([id]),
    snapshot() {
      const withRights = (
        ids: Iterable<string>,
        rolesOf: (id: string) => Iterable<string>,
      ): Map<string, string[]> =>
        new Map(
          [...ids]
            .map((id): [string, string[]] => [id, rightsIn(rolesOf(id)).sort()])
            .filter(([, rights]) => rights.length > 0),
        );
      return {
        users: withRights(state.users.keys(), rolesOfUser),
        groups: withRights(state.groups.keys(), rolesOfGroup),
        roles: withRights(state.roles.keys(), (id) => [id]),
        serviceAccounts: new Set(
          [...state.users.values()].flatMap(({ id, user }) => (user.serviceAccount ? [id] : [])),
        ),
        calls: 1,
      };
    },
  };
}
