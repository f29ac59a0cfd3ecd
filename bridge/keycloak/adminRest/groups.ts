import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from './call.ts';
import { KeycloakError } from '../port/errors.ts';
import type {
  GroupCalls,
  GroupQuery,
  GroupWrite,
  GroupWrites,
  KeycloakGroup,
  KeycloakGroups,
  KeycloakTree,
} from '../port/groups.ts';
import { stableWindow } from './stablePage.ts';
import { membership } from './settleMembership.ts';
import { attributeQuery, deleted, isId, membersOf, refuseEmpty, toUser } from './representation.ts';

type Representation = NonNullable<Awaited<ReturnType<KeycloakAdminClient['groups']['findOne']>>>;

/** Whether a group has roles of its own; a representation that does not show them leaves it open. */
function holdsRoles({ realmRoles, clientRoles }: Representation): boolean | undefined {
  if (realmRoles === undefined || clientRoles === undefined) return undefined;
  return realmRoles.length > 0 || Object.keys(clientRoles).length > 0;
}

function toGroup(group: Representation): KeycloakGroup {
  return {
    id: group.id ?? '',
    name: group.name ?? '',
    description: group.description,
    attributes: (group.attributes as Record<string, string[]> | undefined) ?? {},
    subGroups: group.subGroupCount,
    parent: group.parentId,
    holdsRoles: holdsRoles(group),
  };
}

/** A description that is not sent would be cleared, attributes that are not sent would be kept: both are always sent. */
const toRepresentation = ({ name, description, attributes }: GroupWrite): Representation => ({
  name,
  ...(description === undefined ? {} : { description }),
  attributes: Object.fromEntries(Object.entries(attributes).map(([key, values]) => [key, [...values]])),
});

/** Hits themselves, with their attributes, without their parents and without a count for each. */
const FLAT = { populateHierarchy: false, briefRepresentation: false, subGroupsCount: false } as const;

/** Control characters that Keycloak refuses in any parameter. */
const REFUSED = /[^\P{Cc}\t\n\r]/gu;

/** Keycloak's search is infix and takes `*` for anything, so that a bare `*` is every group at every depth. */
function parameters(query: Exclude<GroupQuery, { by: 'id' | 'member' }>): Record<string, string> {
  refuseEmpty(query);
  if (query.by === 'all') return { search: '*' };
  return query.by === 'name'
    ? { search: query.value.replace(REFUSED, '*') }
    : { q: attributeQuery(query.name, query.value) };
}

/** Refuses what can be no id of a group before an address is made of it: `..` would lead to the user itself. */
function checkId(groupId: string): void {
  if (!isId(groupId)) throw new KeycloakError('notFound', 'no such group');
}

const CALLS: GroupCalls = {
  create: 'POST groups',
  replace: 'PUT groups/{id}',
  delete: 'DELETE groups/{id}',
  join: 'PUT users/{id}/groups/{id}',
  leave: 'DELETE users/{id}/groups/{id}',
};

type Reads = Omit<KeycloakGroups & KeycloakTree, keyof GroupWrites>;

/** What reads the groups of a realm. */
function createReads(admin: KeycloakAdminClient, call: Caller, realm: string): Reads {
  async function get(id: string): Promise<KeycloakGroup | undefined> {
    if (!isId(id)) return undefined;
    const found = await call('GET groups/{id}', () => admin.groups.findOne({ id }));
    return found ? toGroup(found) : undefined;
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
      // The address would be another one.
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
      const found: { id?: string; path?: string }[] = await call('GET default-groups', () =>
        admin.realms.getDefaultGroups({ realm }),
      );
      return found.map(({ id = '', path = '' }) => ({ id, path }));
    },
    async find(query, window) {
      if (query.by === 'id') {
        const group = window.first > 0 ? undefined : await get(query.id);
        return group === undefined ? [] : [group];
      }
      return (await stableWindow((first, max) => list(query, first, max), window)).map(toGroup);
    },
    count: async () => (await call('GET groups/count', () => admin.groups.count({}))).count,
    async members(id, { first, max, brief }) {
      checkId(id);
      const found = await membersOf(admin, call, { id, first, max, briefRepresentation: brief });
      if (found === undefined) throw new KeycloakError('notFound', 'GET groups/{id}/members: no such group');
      return found.map(toUser);
    },
  };
}

/** What changes the groups of a realm. */
function createWrites(admin: KeycloakAdminClient, call: Caller, { get }: Pick<Reads, 'get'>): GroupWrites {
  const isThere = async (id: string): Promise<boolean> => (await get(id)) !== undefined;

  return {
    async create(group) {
      const { id } = await call(CALLS.create, () => admin.groups.create(toRepresentation(group)), {
        idempotent: false,
      });
      return id;
    },
    async replace(id, group) {
      checkId(id);
      try {
        await call(CALLS.replace, () => admin.groups.update({ id }, toRepresentation(group)));
      } catch (error) {
        // Keycloak may answer 409 or 500 when the group is deleted in the same instant.
        const unclear =
          error instanceof KeycloakError && (error.failure === 'unexpected' || error.failure === 'conflict');
        if (!unclear || (await isThere(id))) throw error;
        throw new KeycloakError('notFound', 'PUT groups/{id}: no such group', { cause: error });
      }
    },
    delete: async (id) =>
      isId(id) &&
      (await deleted(
        call,
        CALLS.delete,
        () => admin.groups.del({ id }),
        () => isThere(id),
      )),
    async join(groupId, id) {
      checkId(groupId);
      if (!isId(id)) return 'noSuchUser';
      try {
        return await membership(() => call(CALLS.join, () => admin.users.addToGroup({ id, groupId })));
      } catch (error) {
        // Of a user of a federation without a copy in Keycloak, all that it says is 500.
        const isForeign = id.startsWith('f:') && error instanceof KeycloakError && error.status === 500;
        throw isForeign ? new KeycloakError('readOnly', error.message, { cause: error }) : error;
      }
    },
    async leave(groupId, id) {
      checkId(groupId);
      if (!isId(id)) return 'noSuchUser';
      return membership(() => call(CALLS.leave, () => admin.users.delFromGroup({ id, groupId })));
    },
  };
}

/** Creates the groups part of a realm. */
export function createGroups(
  admin: KeycloakAdminClient,
  call: Caller,
  realm: string,
): KeycloakGroups & KeycloakTree {
  const reads = createReads(admin, call, realm);
  return { ...reads, ...createWrites(admin, call, reads) };
}
