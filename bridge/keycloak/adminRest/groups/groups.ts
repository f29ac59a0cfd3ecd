import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from '../call.ts';
import { KeycloakError } from '../../port/errors.ts';
import type {
  GroupCalls,
  GroupQuery,
  GroupWrite,
  GroupWrites,
  KeycloakGroup,
  KeycloakGroups,
  KeycloakTree,
} from '../../port/groups.ts';
import { required } from '../../port/required.ts';
import { EVERYTHING, isSearchable, searchText } from '../searchText.ts';
import { stablePage } from './stablePage.ts';
import { settleMembership } from './settleMembership.ts';
import { attributeQuery, deleteOnce, isId, listMembers, refuseEmpty, toUser } from '../representation.ts';

type Representation = NonNullable<Awaited<ReturnType<KeycloakAdminClient['groups']['findOne']>>>;

/**
 * Whether roles are mapped to the group itself; `undefined` if the answer does not show them. Reading one group shows
 * them, so that a group without any needs no call for its roles (contract/administration: "shows its own roles with the
 * rights of the bridge, so a group without roles needs no further call").
 */
function holdsRoles({ realmRoles, clientRoles }: Representation): boolean | undefined {
  if (realmRoles === undefined || clientRoles === undefined) return undefined;
  return realmRoles.length > 0 || Object.keys(clientRoles).length > 0;
}

function toGroup(group: Representation): KeycloakGroup {
  return {
    id: required(group.id, 'the id of a group'),
    name: required(group.name, 'the name of a group'),
    description: group.description,
    attributes: (group.attributes as Record<string, string[]> | undefined) ?? {},
    subGroups: group.subGroupCount,
    parent: group.parentId,
    holdsRoles: holdsRoles(group),
  };
}

/**
 * Builds the body of a POST or PUT with both description and attributes: a PUT clears a description that is left out
 * and keeps attributes that are left out (contract/groups: "clears the description that a PUT leaves out, and keeps its
 * attributes").
 */
const toRepresentation = ({ name, description, attributes }: GroupWrite): Representation => ({
  name,
  ...(description === undefined ? {} : { description }),
  attributes: Object.fromEntries(Object.entries(attributes).map(([key, values]) => [key, [...values]])),
});

/**
 * Asks for the matching groups themselves, with attributes, without their parents, and without counting subgroups,
 * which costs a query for each group (contract/groups: "answers with attributes and description, without hierarchy and
 * counts").
 */
const FLAT = { populateHierarchy: false, briefRepresentation: false, subGroupsCount: false } as const;

/** Returns the URL parameters of a query. */
function parameters(query: Exclude<GroupQuery, { by: 'id' | 'member' }>): Record<string, string | boolean> {
  refuseEmpty(query);
  if (query.by === 'all') return { search: EVERYTHING };
  if (query.by === 'attribute') return { q: attributeQuery(query.name, query.value) };
  // A name that cannot be searched for as it is would not be found.
  const exact = query.exact === true && isSearchable(query.value);
  return { search: searchText(query.value), ...(exact ? { exact } : {}) };
}

/**
 * Throws `notFound` for a text that cannot be an id before it becomes part of a URL: `..` would lead to another route.
 */
function checkGroupId(groupId: string): void {
  if (!isId(groupId)) throw new KeycloakError('notFound', 'no such group');
}

const CALLS: GroupCalls = {
  create: 'POST groups',
  replace: 'PUT groups/{id}',
  delete: 'DELETE groups/{id}',
  join: 'PUT users/{id}/groups/{id}',
  leave: 'DELETE users/{id}/groups/{id}',
};

/** Groups and their tree, without the names that are known of them. */
type Groups = Omit<KeycloakGroups, 'knownName'> & KeycloakTree;

type Reads = Omit<Groups, keyof GroupWrites>;

/** Creates the operations that read the groups of a realm. */
function createReads(admin: KeycloakAdminClient, call: Caller, realm: string): Reads {
  async function get(id: string): Promise<KeycloakGroup | undefined> {
    if (!isId(id)) return undefined;
    const group = await call('GET groups/{id}', () => admin.groups.findOne({ id }));
    return group ? toGroup(group) : undefined;
  }

  async function groupsOf(userId: string, first: number, max: number): Promise<Representation[]> {
    try {
      return await call('GET users/{id}/groups', () =>
        admin.users.listGroups({ id: userId, first, max, briefRepresentation: false }),
      );
    } catch (error) {
      if (error instanceof KeycloakError && error.failure === 'notFound') return [];
      throw error;
    }
  }

  async function list(query: GroupQuery, first: number, max: number): Promise<Representation[]> {
    if (query.by === 'member') return isId(query.userId) ? groupsOf(query.userId, first, max) : [];
    if (query.by === 'id') return [];
    return call(`GET groups by ${query.by}`, () =>
      admin.groups.find({ ...parameters(query), ...FLAT, first, max }),
    );
  }

  return {
    calls: CALLS,
    get,
    async byPath(path) {
      const relative = path.replace(/^\/+/, '');
      // Such a path would lead to another URL.
      if (['', '.', '..'].includes(relative)) return undefined;
      try {
        return toGroup(
          await call('GET group-by-path', () => admin.realms.getGroupByPath({ realm, path: relative })),
        );
      } catch (error) {
        if (error instanceof KeycloakError && error.failure === 'notFound') return undefined;
        throw error;
      }
    },
    async joinedByDefault() {
      const defaultGroups: { id?: string; path?: string }[] = await call('GET default-groups', () =>
        admin.realms.getDefaultGroups({ realm }),
      );
      return defaultGroups.map(({ id, path }) => ({
        id: required(id, 'the id of a default group'),
        path: required(path, 'the path of a default group'),
      }));
    },
    async find(query, window) {
      if (query.by === 'id') {
        const group = window.first > 0 ? undefined : await get(query.id);
        return group === undefined ? [] : [group];
      }
      return (await stablePage((first, max) => list(query, first, max), window)).map(toGroup);
    },
    count: async () => (await call('GET groups/count', () => admin.groups.count({}))).count,
    async members(id, { first, max, brief }) {
      checkGroupId(id);
      const members = await listMembers(admin, call, { id, first, max, briefRepresentation: brief });
      if (members === undefined)
        throw new KeycloakError('notFound', 'GET groups/{id}/members: no such group');
      return members.map(toUser);
    },
  };
}

/** Creates the operations that change the groups of a realm. */
function createWrites(admin: KeycloakAdminClient, call: Caller, { get }: Pick<Reads, 'get'>): GroupWrites {
  const exists = async (id: string): Promise<boolean> => (await get(id)) !== undefined;

  return {
    async create(group) {
      const { id } = await call(CALLS.create, () => admin.groups.create(toRepresentation(group)), {
        idempotent: false,
      });
      return id;
    },
    async replace(id, group) {
      checkGroupId(id);
      try {
        await call(CALLS.replace, () => admin.groups.update({ id }, toRepresentation(group)));
      } catch (error) {
        // Keycloak may answer 409 or 500 if the group is deleted at the same time (contract/groups: "is gone
        // afterwards: the PUT is answered 204, 404, 409 or 500, the deletion 204").
        const unclear =
          error instanceof KeycloakError && (error.failure === 'unexpected' || error.failure === 'conflict');
        if (!unclear || (await exists(id))) throw error;
        throw new KeycloakError('notFound', 'PUT groups/{id}: no such group', { cause: error });
      }
    },
    delete: async (id) =>
      isId(id) &&
      (await deleteOnce(
        call,
        CALLS.delete,
        () => admin.groups.del({ id }),
        () => exists(id),
      )),
    async join(groupId, id) {
      checkGroupId(groupId);
      if (!isId(id)) return 'noSuchUser';
      try {
        return await settleMembership(() => call(CALLS.join, () => admin.users.addToGroup({ id, groupId })));
      } catch (error) {
        // For a user of a federation without a local copy the answer is a bare 500 (contract/federation: "cannot join a
        // group, which is answered 500").
        const isRemoteUser = id.startsWith('f:') && error instanceof KeycloakError && error.status === 500;
        throw isRemoteUser ? new KeycloakError('readOnly', error.message, { cause: error }) : error;
      }
    },
    async leave(groupId, id) {
      checkGroupId(groupId);
      if (!isId(id)) return 'noSuchUser';
      return settleMembership(() => call(CALLS.leave, () => admin.users.delFromGroup({ id, groupId })));
    },
  };
}

/** Creates the part of the port for groups and their tree; their names are remembered elsewhere. */
export function createGroups(admin: KeycloakAdminClient, call: Caller, realm: string): Groups {
  const reads = createReads(admin, call, realm);
  return { ...reads, ...createWrites(admin, call, reads) };
}
