import { randomUUID } from 'node:crypto';
import type {
  GroupQuery,
  GroupWrite,
  GroupWrites,
  KeycloakGroup,
  KeycloakGroups,
  KeycloakTree,
  MembershipOutcome,
} from '../../../bridge/keycloak/port/groups.ts';
import { byUsername, toUser } from './memoryUsers.ts';
import {
  entryOf,
  failed,
  isBlank,
  inOrder,
  refuseEmpty,
  type Immediate,
  type MemoryState,
  type StoredGroup,
} from './memoryState.ts';

const NO_GROUP = 'Could not find group by id';

/** Longest name and attribute value of a group, in UTF-16 code units. */
const MAX_LENGTH = 255;

const childrenOf = ({ groups }: MemoryState, parent: string | undefined): StoredGroup[] =>
  [...groups.values()].filter((group) => group.parent === parent);

/** The id of the group at a path such as `/staff/sales`; `undefined` if there is none. */
export function idAtPath(state: MemoryState, path: string): string | undefined {
  const names = path.replace(/^\/+/, '').split('/');
  let id: string | undefined;
  for (const name of names) {
    id = childrenOf(state, id).find(({ group }) => group.name === name)?.id;
    if (id === undefined) return undefined;
  }
  return id;
}

/** The path of a group, such as `/staff/sales`. */
function pathOf(state: MemoryState, { group, parent }: StoredGroup): string {
  const above = state.groups.get(parent ?? '');
  return `${above === undefined ? '' : pathOf(state, above)}/${group.name}`;
}

/** Refuses a name that a sibling has in the same case, as it refuses a blank one. */
function checkName(state: MemoryState, { name }: GroupWrite, parent: string | undefined, id?: string): void {
  if (isBlank(name)) throw failed(400, { message: 'Group name is missing' });
  const isTaken = childrenOf(state, parent).some(
    ({ id: other, group }) => other !== id && group.name === name,
  );
  if (!isTaken) return;
  const kind = parent === undefined && id === undefined ? 'Top level' : 'Sibling';
  throw failed(409, { message: `${kind} group named '${name}' already exists.` });
}

/** Refuses what is too long for the database, which Keycloak answers with 500 (contract/groups). */
function checkLengths({ name, attributes }: GroupWrite): void {
  const values = [name, ...Object.values(attributes).flat()];
  if (values.some((value) => value.length > MAX_LENGTH)) throw failed(500, { message: 'unknown_error' });
}

const toStored = ({ name, description, attributes }: GroupWrite): StoredGroup['group'] => ({
  name,
  ...(description === undefined ? {} : { description }),
  // Blank values stay, unlike those of users.
  attributes: Object.fromEntries(
    Object.entries(attributes)
      .filter(([, values]) => values.length > 0)
      .map(([key, values]) => [key, [...values]]),
  ),
});

/** Adds a group below another one, or at the top of the tree, and returns the new id. */
export function addGroup(state: MemoryState, write: GroupWrite, parent?: string): string {
  checkName(state, write, parent);
  checkLengths(write);
  const id = randomUUID();
  state.groups.set(id, { id, group: toStored(write), parent, roles: new Set() });
  return id;
}

/** Removes a group and the groups below it, with their memberships. */
function removeGroup(state: MemoryState, id: string): void {
  for (const child of childrenOf(state, id)) removeGroup(state, child.id);
  state.groups.delete(id);
  state.defaultGroups.delete(id);
  for (const { groups } of state.users.values()) groups.delete(id);
}

/** Whether a name holds a text whatever its case (contract/groups). */
const holdsText = (name: string, text: string): boolean =>
  name.toLowerCase().includes(text.trim().toLowerCase());

/** What reads the groups of a realm in memory. */
function createReads(
  state: MemoryState,
): Immediate<Omit<KeycloakGroups & KeycloakTree, keyof GroupWrites | 'knownName'>> {
  const toGroup = ({ id, group, parent, roles }: StoredGroup): KeycloakGroup => ({
    id,
    ...structuredClone(group),
    parent,
    holdsRoles: roles.size > 0,
  });
  /** A group that is read by itself, which tells how many are below it. */
  const toSingle = (group: StoredGroup): KeycloakGroup => ({
    ...toGroup(group),
    subGroups: childrenOf(state, group.id).length,
  });

  function isFound({ id, group }: StoredGroup, query: Exclude<GroupQuery, { by: 'id' }>): boolean {
    switch (query.by) {
      case 'all':
        return true;
      case 'name':
        return holdsText(group.name, query.value);
      case 'attribute':
        return group.attributes[query.name]?.includes(query.value) ?? false;
      case 'member':
        return state.users.get(query.userId)?.groups.has(id) ?? false;
    }
  }

  return {
    calls: {
      create: 'POST groups',
      replace: 'PUT groups/{id}',
      delete: 'DELETE groups/{id}',
      join: 'PUT users/{id}/groups/{id}',
      leave: 'DELETE users/{id}/groups/{id}',
    },
    get(id) {
      const group = state.groups.get(id);
      return group === undefined ? undefined : toSingle(group);
    },
    find(query, { first, max }) {
      if (query.by === 'id') {
        const group = first > 0 ? undefined : state.groups.get(query.id);
        return group === undefined ? [] : [toSingle(group)];
      }
      refuseEmpty(query);
      return [...state.groups.values()]
        .filter((group) => isFound(group, query))
        .sort((a, b) => inOrder(a.group.name, b.group.name) || inOrder(a.id, b.id))
        .slice(first, first + max)
        .map(toGroup);
    },
    count: () => state.groups.size,
    members(id, { first, max, brief }) {
      entryOf(state.groups, id, NO_GROUP);
      return byUsername([...state.users.values()].filter(({ groups }) => groups.has(id)))
        .slice(first, first + max)
        .map((user) => toUser(user, brief));
    },
    byPath(path) {
      const group = state.groups.get(idAtPath(state, path) ?? '');
      return group === undefined ? undefined : toSingle(group);
    },
    joinedByDefault() {
      const groups = [...state.defaultGroups].map((id) => entryOf(state.groups, id, NO_GROUP));
      return groups.map((group) => ({ id: group.id, path: pathOf(state, group) }));
    },
  };
}

/** The groups of a realm in memory. */
export function createMemoryGroups(
  state: MemoryState,
): Immediate<Omit<KeycloakGroups & KeycloakTree, 'knownName'>> {
  /** Changes a membership; the user is looked for first, then the group (contract/groups). */
  function change(
    groupId: string,
    userId: string,
    work: (groups: Set<string>) => unknown,
  ): MembershipOutcome {
    const user = state.users.get(userId);
    if (user === undefined) return 'noSuchUser';
    entryOf(state.groups, groupId, 'Group not found');
    work(user.groups);
    return 'done';
  }

  return {
    ...createReads(state),
    create: (group) => addGroup(state, group),
    replace(id, write) {
      const target = entryOf(state.groups, id, NO_GROUP);
      checkName(state, write, target.parent, id);
      checkLengths(write);
      target.group = toStored(write);
    },
    delete(id) {
      if (!state.groups.has(id)) return false;
      removeGroup(state, id);
      return true;
    },
    join: (groupId, userId) => change(groupId, userId, (groups) => groups.add(groupId)),
    leave: (groupId, userId) => change(groupId, userId, (groups) => groups.delete(groupId)),
  };
}
