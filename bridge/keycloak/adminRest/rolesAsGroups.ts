import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from './call.ts';
import { membership } from './settleMembership.ts';
import { ownRolesOf } from './builtInRoles.ts';
import { KeycloakError } from '../port/errors.ts';
import type {
  GroupCalls,
  GroupQuery,
  GroupWrite,
  GroupWrites,
  KeycloakGroup,
  KeycloakGroups,
  MembershipOutcome,
} from '../port/groups.ts';
import type { KeycloakRealm } from '../port/realm.ts';
import type { KeycloakUsers } from '../port/users.ts';
import { deleted, isId, refuseEmpty, toUser } from './representation.ts';
import { createRoleNames, noSuchRole } from './roleNameCache.ts';

type Representation = NonNullable<Awaited<ReturnType<KeycloakAdminClient['roles']['findOneByName']>>>;

/** How many roles or members are read at once; larger answers about roles have been seen to break. */
const WINDOW = 100;
/** Members are listed by the name of a role, which may be another role's by now: so many milliseconds old it may be. */
const JUST_NOW = 250;
/** How often a join or a leave is repeated that met an identical one. */
const REPEATS = 3;

const toGroup = ({ id = '', name = '', description, attributes = {} }: Representation): KeycloakGroup => ({
  id,
  name,
  description,
  attributes: attributes,
  isRole: true,
});

const toRepresentation = ({ name, description, attributes }: GroupWrite): Representation => ({
  name,
  ...(description === undefined ? {} : { description }),
  attributes: Object.fromEntries(Object.entries(attributes).map(([key, values]) => [key, [...values]])),
});

/** Control characters that Keycloak refuses in any parameter and in any path. */
const REFUSED = /[^\P{Cc}\t\n\r]/u;

/** What of a name can be searched for: its longest part that Keycloak takes. */
const searchable = (name: string): string =>
  name
    .split(new RegExp(REFUSED, 'gu'))
    .reduce((longest, part) => (part.length > longest.length ? part : longest), '');

const CALLS: GroupCalls = {
  create: 'POST roles',
  replace: 'PUT roles-by-id/{id}',
  delete: 'DELETE roles-by-id/{id}',
  join: 'POST users/{id}/role-mappings/realm',
  leave: 'DELETE users/{id}/role-mappings/realm',
};

const NEEDED = 'the account of the bridge needs manage-realm for that; realm-config enable gives it';

type OwnRoles = ReturnType<typeof ownRolesOf>;

/** Says which right is missing, where Keycloak refuses to make, change or delete a role. */
async function withRight<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KeycloakError) || error.failure !== 'refused') throw error;
    throw new KeycloakError('refused', `${error.message}; ${NEEDED}`, { status: error.status, cause: error });
  }
}

/** Reads of roles that are groups; Keycloak's own roles are none of them. */
function createRoleReads(admin: KeycloakAdminClient, call: Caller, own: OwnRoles) {
  const names = createRoleNames(async (id) => (await get(id))?.name);

  function shown(role: Representation | null | undefined): KeycloakGroup | undefined {
    if (!role || !own.isGroup(role)) return undefined;
    const group = toGroup(role);
    names.remember(group.id, group.name);
    return group;
  }

  async function get(id: string): Promise<KeycloakGroup | undefined> {
    if (!isId(id)) return undefined;
    return shown(await call('GET roles-by-id/{id}', () => admin.roles.findOneById({ id })));
  }

  /** The roles that are groups, in the order of their names, until there are enough. */
  async function list(search: string | undefined, enough = Infinity): Promise<KeycloakGroup[]> {
    const all: KeycloakGroup[] = [];
    for (let first = 0; ; first += WINDOW) {
      const page = { first, max: WINDOW, briefRepresentation: false };
      const found = await call('GET roles', () =>
        admin.roles.find({ ...page, ...(search === undefined ? {} : { search }) }),
      );
      all.push(...found.flatMap((role) => shown(role) ?? []));
      if (found.length < WINDOW || all.length >= enough) return all;
    }
  }

  /** What a user holds directly; only the list of all that comes with it has attributes. */
  async function ofMember(id: string): Promise<KeycloakGroup[]> {
    if (!isId(id)) return [];
    try {
      const direct = await call('GET users/{id}/role-mappings/realm', () =>
        admin.users.listRealmRoleMappings({ id }),
      );
      const ids = new Set(direct.flatMap((role) => shown(role)?.id ?? []));
      if (ids.size === 0) return [];
      const whole = { id, briefRepresentation: false };
      const all = await call('GET users/{id}/role-mappings/realm/composite', () =>
        admin.users.listCompositeRealmRoleMappings(whole),
      );
      const groups = all.flatMap((role) => (ids.has(role.id ?? '') ? (shown(role) ?? []) : []));
      return groups.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      if (error instanceof KeycloakError && error.failure === 'notFound') return [];
      throw error;
    }
  }

  async function answers(query: GroupQuery, enough: number): Promise<KeycloakGroup[]> {
    refuseEmpty(query);
    switch (query.by) {
      case 'all':
        return list(undefined, enough);
      case 'id':
        return [await get(query.id)].filter((group) => group !== undefined);
      case 'name':
        return list(searchable(query.value) || undefined);
      case 'attribute':
        return (await list(undefined)).filter(
          ({ attributes }) => attributes[query.name]?.includes(query.value) === true,
        );
      case 'member':
        return ofMember(query.userId);
    }
  }

  return { get, list, answers, shown, names };
}

type RoleReads = ReturnType<typeof createRoleReads>;

/** What changes roles that are groups. */
function createRoleWrites(
  admin: KeycloakAdminClient,
  call: Caller,
  own: OwnRoles,
  { get, list, shown, names }: RoleReads,
): GroupWrites {
  const move = (kind: 'join' | 'leave', id: string, userId: string): Promise<MembershipOutcome> => {
    if (!isId(userId)) return Promise.resolve('noSuchUser');
    const { users: api } = admin;
    return names.with(id, (name) =>
      membership(
        () =>
          call(CALLS[kind], () => {
            const mapping = { id: userId, roles: [{ id, name }] };
            return kind === 'join' ? api.addRealmRoleMappings(mapping) : api.delRealmRoleMappings(mapping);
          }),
        REPEATS,
      ),
    );
  };

  return {
    async create(group) {
      const { name } = group;
      own.checkName(name);
      await withRight(() =>
        call(CALLS.create, () => admin.roles.create(toRepresentation(group)), { idempotent: false }),
      );
      const made = REFUSED.test(name)
        ? (await list(searchable(name) || undefined)).find((role) => role.name === name)
        : shown(await call('GET roles/{name}', () => admin.roles.findOneByName({ name })));
      if (made === undefined) throw new KeycloakError('unexpected', 'POST roles: the role is not there');
      return made.id;
    },
    async replace(id, group) {
      if ((await get(id)) === undefined) throw noSuchRole();
      own.checkName(group.name);
      await withRight(() =>
        call(CALLS.replace, () => admin.roles.updateById({ id }, toRepresentation(group))),
      );
      names.remember(id, group.name);
    },
    async delete(id) {
      if ((await get(id)) === undefined) return false;
      names.forget(id);
      const isThere = async (): Promise<boolean> => (await get(id)) !== undefined;
      return withRight(() => deleted(call, CALLS.delete, () => admin.roles.delById({ id }), isThere));
    },
    join: (id, userId) => move('join', id, userId),
    leave: (id, userId) => move('leave', id, userId),
  };
}

/** Creates the groups part of a realm whose groups are its roles. */
function createRoleGroups(
  admin: KeycloakAdminClient,
  call: Caller,
  realm: string,
  users: Pick<KeycloakUsers, 'byIds'>,
): KeycloakGroups {
  const own = ownRolesOf(realm);
  const reads = createRoleReads(admin, call, own);
  const { get, list, answers, names } = reads;
  return {
    calls: CALLS,
    get,
    async find(query, { first, max }) {
      return (await answers(query, first + max)).slice(first, first + max);
    },
    count: async () => (await list(undefined)).length,
    async members(id, { first, max, brief }) {
      const found = await names.with(
        id,
        (name) =>
          call('GET roles/{name}/users', () =>
            admin.roles.findUsersWithRole({ name, first, max, briefRepresentation: true }),
          ),
        JUST_NOW,
      );
      const members = found.map(toUser);
      if (brief || members.length === 0) return members;
      const whole = await users.byIds(
        members.map((user) => user.id),
        { brief: false },
      );
      const byId = new Map(whole.map((user) => [user.id, user]));
      return members.flatMap((user) => byId.get(user.id) ?? []);
    },
    ...createRoleWrites(admin, call, own, reads),
  };
}

/** What of a realm is different where its groups are its roles. */
export function createRolesAsGroups(
  admin: KeycloakAdminClient,
  call: Caller,
  { name, users, administration }: Pick<KeycloakRealm, 'name' | 'users' | 'administration'>,
): Pick<KeycloakRealm, 'users' | 'groups' | 'administration'> {
  const groups = createRoleGroups(admin, call, name, users);
  return {
    groups,
    administration: {
      ...administration,
      ofGroup: (group) =>
        typeof group === 'string' || group.isRole === true
          ? administration.ofRole(typeof group === 'string' ? group : group.id)
          : administration.ofGroup(group),
    },
    users: {
      ...users,
      async find(query, window) {
        if (query.by !== 'group') return users.find(query, window);
        try {
          return await groups.members(query.groupId, { ...window, brief: false });
        } catch (error) {
          if (error instanceof KeycloakError && error.failure === 'notFound') return [];
          throw error;
        }
      },
    },
  };
}
