import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { LRUCache } from 'lru-cache';
import type { Caller } from './call.ts';
import { membership } from './groups.ts';
import {
  KeycloakError,
  MARKER_ROLE,
  type GroupQuery,
  type GroupWrite,
  type KeycloakGroup,
  type KeycloakGroups,
  type KeycloakRealm,
  type KeycloakUsers,
  type MembershipOutcome,
} from './port.ts';
import { deleted, isId, refuseEmpty, toUser } from './representation.ts';

type Representation = NonNullable<Awaited<ReturnType<KeycloakAdminClient['roles']['findOneByName']>>>;

/** How many roles or members are read at once; larger answers about roles have been seen to break. */
const WINDOW = 100;
/** How long the name of a role is believed: whoever gives a role has to say its current name. */
const NAME_FOR = 30_000;
const MAX_NAMES = 10_000;

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

/** Whether a role of the realm is one of Keycloak's own, or the bridge's, and so no group. */
function isOwn(realm: string, name: string): boolean {
  const own = [`default-roles-${realm.toLowerCase()}`, 'offline_access', 'uma_authorization', MARKER_ROLE];
  return (
    own.includes(name.toLowerCase()) ||
    (realm === 'master' && ['admin', 'create-realm'].includes(name.toLowerCase()))
  );
}

/** Control characters that Keycloak refuses in any parameter and in any path. */
const REFUSED = /[^\P{Cc}\t\n\r]/u;

/** What of a name can be searched for: its longest part that Keycloak takes. */
const searchable = (name: string): string =>
  name
    .split(new RegExp(REFUSED, 'gu'))
    .reduce((longest, part) => (part.length > longest.length ? part : longest), '');

/** Refuses a name that would lead to another address than that of its role. */
function checkName(name: string): void {
  if (name !== '.' && name !== '..') return;
  const problems = [{ message: `a role cannot be called "${name}"` }];
  throw new KeycloakError('invalid', 'POST roles: no such name', { problems });
}

const NEEDED = 'the account of the bridge needs manage-realm for that; realm-config enable gives it';

const noSuchRole = (): KeycloakError => new KeycloakError('notFound', 'no such role');

/** Says which right is missing, where Keycloak refuses to make, change or delete a role. */
async function withRight<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KeycloakError) || error.failure !== 'refused') throw error;
    throw new KeycloakError('refused', `${error.message}; ${NEEDED}`, { status: error.status, cause: error });
  }
}

/** Creates the groups part of a realm whose groups are its roles; Keycloak's own roles are none of them. */
function createRoleGroups(
  admin: KeycloakAdminClient,
  call: Caller,
  realm: string,
  users: Pick<KeycloakUsers, 'byIds'>,
): KeycloakGroups {
  const names = new LRUCache<string, string>({ max: MAX_NAMES, ttl: NAME_FOR });

  function shown(role: Representation | null | undefined): KeycloakGroup | undefined {
    if (!role || role.clientRole === true || isOwn(realm, role.name ?? '')) return undefined;
    const group = toGroup(role);
    names.set(group.id, group.name);
    return group;
  }

  async function get(id: string): Promise<KeycloakGroup | undefined> {
    if (!isId(id)) return undefined;
    return shown(await call('GET roles-by-id/{id}', () => admin.roles.findOneById({ id })));
  }

  async function nameOf(id: string): Promise<string> {
    const name = names.get(id) ?? (await get(id))?.name;
    if (name === undefined) throw noSuchRole();
    return name;
  }

  /** Runs work with the current name of a role; a name that turns out to be an old one is read again. */
  async function named<T>(id: string, work: (name: string) => Promise<T>): Promise<T> {
    const isFresh = !names.has(id);
    const name = await nameOf(id);
    try {
      return await work(name);
    } catch (error) {
      if (!(error instanceof KeycloakError) || error.failure !== 'notFound') throw error;
      names.delete(id);
      if (isFresh) throw error;
      return work(await nameOf(id));
    }
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

  async function ofMember(userId: string): Promise<KeycloakGroup[]> {
    if (!isId(userId)) return [];
    try {
      const held = await call('GET users/{id}/role-mappings/realm', () =>
        admin.users.listRealmRoleMappings({ id: userId }),
      );
      const ids = held.flatMap((role) => shown(role)?.id ?? []);
      const groups = (await Promise.all(ids.map(get))).filter((group) => group !== undefined);
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

  const move = (method: 'POST' | 'DELETE', id: string, userId: string): Promise<MembershipOutcome> => {
    if (!isId(userId)) return Promise.resolve('noSuchUser');
    const { users: api } = admin;
    return named(id, (name) =>
      membership(() =>
        call(`${method} users/{id}/role-mappings/realm`, () => {
          const mapping = { id: userId, roles: [{ id, name }] };
          return method === 'POST' ? api.addRealmRoleMappings(mapping) : api.delRealmRoleMappings(mapping);
        }),
      ),
    );
  };

  return {
    get,
    byPath: () => Promise.resolve(undefined),
    async find(query, { first, max }) {
      return (await answers(query, first + max)).slice(first, first + max);
    },
    count: async () => (await list(undefined)).length,
    async create(group) {
      const { name } = group;
      checkName(name);
      if (isOwn(realm, name)) throw new KeycloakError('conflict', `"${name}" is a role of Keycloak's own`);
      await withRight(() =>
        call('POST roles', () => admin.roles.create(toRepresentation(group)), { idempotent: false }),
      );
      const made = REFUSED.test(name)
        ? (await list(searchable(name) || undefined)).find((role) => role.name === name)
        : shown(await call('GET roles/{name}', () => admin.roles.findOneByName({ name })));
      if (made === undefined) throw new KeycloakError('unexpected', 'POST roles: the role is not there');
      return made.id;
    },
    async replace(id, group) {
      if ((await get(id)) === undefined) throw noSuchRole();
      checkName(group.name);
      if (isOwn(realm, group.name)) throw new KeycloakError('conflict', `"${group.name}" is Keycloak's own`);
      await withRight(() =>
        call('PUT roles-by-id/{id}', () => admin.roles.updateById({ id }, toRepresentation(group))),
      );
      names.set(id, group.name);
    },
    async delete(id) {
      if ((await get(id)) === undefined) return false;
      names.delete(id);
      return withRight(() =>
        deleted(() => call('DELETE roles-by-id/{id}', () => admin.roles.delById({ id }))),
      );
    },
    async members(id, { first, max, brief }) {
      const found = await named(id, (name) =>
        call('GET roles/{name}/users', () =>
          admin.roles.findUsersWithRole({ name, first, max, briefRepresentation: true }),
        ),
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
    join: (id, userId) => move('POST', id, userId),
    leave: (id, userId) => move('DELETE', id, userId),
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
