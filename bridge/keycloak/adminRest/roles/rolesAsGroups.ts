import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from '../call.ts';
import { builtInRolesOf, type BuiltInRoles } from './builtInRoles.ts';
import { KeycloakError } from '../../port/errors.ts';
import type {
  GroupCalls,
  GroupWrite,
  GroupWrites,
  KeycloakGroups,
  MembershipOutcome,
} from '../../port/groups.ts';
import type { KeycloakRealm } from '../../port/realm.ts';
import type { KeycloakUsers } from '../../port/users.ts';
import { deleteOnce, isId, toUser } from '../representation.ts';
import { noSuchRole } from './roleNameCache.ts';
import { createRoleReads, type RoleReads, type RoleRepresentation } from './roleReads.ts';
import { isSearchable, searchText } from '../searchText.ts';
import { settleMembership } from '../groups/settleMembership.ts';

/**
 * Members are listed by the name of a role, which may belong to another role by now: the maximum age of a cached name.
 */
const MAX_NAME_AGE_MS = 250;
/** How often a join or a leave is repeated beside identical ones. */
const MAX_RETRIES = 3;

/**
 * What is left out of a PUT is cleared, except for the attributes, which are kept: they are always sent
 * (contract/roles-as-groups: "are replaced by id: what is left out is cleared, except attributes and composite roles").
 */
const toRepresentation = ({ name, description, attributes }: GroupWrite): RoleRepresentation => ({
  name,
  ...(description === undefined ? {} : { description }),
  attributes: Object.fromEntries(Object.entries(attributes).map(([key, values]) => [key, [...values]])),
});

const CALLS: GroupCalls = {
  create: 'POST roles',
  replace: 'PUT roles-by-id/{id}',
  delete: 'DELETE roles-by-id/{id}',
  join: 'POST users/{id}/role-mappings/realm',
  leave: 'DELETE users/{id}/role-mappings/realm',
};

const MISSING_RIGHT = 'the account of the bridge needs manage-realm for that; realm-config enable gives it';

/**
 * Adds the missing right to the error if Keycloak refuses to create, change or delete a role (contract/roles-as-groups:
 * "allow manage-users to grant roles, and only manage-realm to create, rename and delete them").
 */
async function explainRefusal<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KeycloakError) || error.failure !== 'refused') throw error;
    throw new KeycloakError('refused', `${error.message}; ${MISSING_RIGHT}`, {
      status: error.status,
      cause: error,
    });
  }
}

/** Creates the operations that change roles as groups. */
function createRoleWrites(
  admin: KeycloakAdminClient,
  call: Caller,
  builtIn: BuiltInRoles,
  { get, list, asGroup, names }: RoleReads,
): GroupWrites {
  const changeMembership = (
    kind: 'join' | 'leave',
    id: string,
    userId: string,
  ): Promise<MembershipOutcome> => {
    if (!isId(userId)) return Promise.resolve('noSuchUser');
    const { users: api } = admin;
    return names.with(id, (name) =>
      settleMembership(
        () =>
          call(CALLS[kind], () => {
            const mapping = { id: userId, roles: [{ id, name }] };
            return kind === 'join' ? api.addRealmRoleMappings(mapping) : api.delRealmRoleMappings(mapping);
          }),
        MAX_RETRIES,
      ),
    );
  };

  return {
    async create(group) {
      const { name } = group;
      builtIn.checkName(name);
      await explainRefusal(() =>
        call(CALLS.create, () => admin.roles.create(toRepresentation(group)), { idempotent: false }),
      );
      // The answer has the name, not the id (contract/roles-as-groups: "are created with description and attributes,
      // and Location has the name instead of the id"). A name with refused characters is found in a list.
      const created = isSearchable(name)
        ? asGroup(await call('GET roles/{name}', () => admin.roles.findOneByName({ name })))
        : (await list(searchText(name))).find((role) => role.name === name);
      if (created === undefined) throw new KeycloakError('unexpected', 'POST roles: the role is not there');
      return created.id;
    },
    async replace(id, group) {
      if ((await get(id)) === undefined) throw noSuchRole();
      builtIn.checkName(group.name);
      await explainRefusal(() =>
        call(CALLS.replace, () => admin.roles.updateById({ id }, toRepresentation(group))),
      );
      names.remember(id, group.name);
    },
    async delete(id) {
      if ((await get(id)) === undefined) return false;
      names.forget(id);
      const exists = async (): Promise<boolean> => (await get(id)) !== undefined;
      return explainRefusal(() => deleteOnce(call, CALLS.delete, () => admin.roles.delById({ id }), exists));
    },
    join: (id, userId) => changeMembership('join', id, userId),
    leave: (id, userId) => changeMembership('leave', id, userId),
  };
}

/** Creates the groups part of the port for a realm whose SCIM groups are its roles. */
function createRoleGroups(
  admin: KeycloakAdminClient,
  call: Caller,
  realm: string,
  users: Pick<KeycloakUsers, 'byIds'>,
): KeycloakGroups {
  const builtIn = builtInRolesOf(realm);
  const reads = createRoleReads(admin, call, builtIn);
  const { get, list, findGroups, names } = reads;
  return {
    calls: CALLS,
    get,
    knownName: (id) => names.known(id),
    async find(query, { first, max }) {
      return (await findGroups(query, first + max)).slice(first, first + max);
    },
    count: async () => (await list(undefined)).length,
    async members(id, { first, max, brief }) {
      const representations = await names.with(
        id,
        (name) =>
          // Always brief: without it the answer for a large role breaks off. Attributes are read by id.
          call('GET roles/{name}/users', () =>
            admin.roles.findUsersWithRole({ name, first, max, briefRepresentation: true }),
          ),
        MAX_NAME_AGE_MS,
      );
      const members = representations.map(toUser);
      if (brief || members.length === 0) return members;
      const completeUsers = await users.byIds(
        members.map((user) => user.id),
        { brief: false },
      );
      const byId = new Map(completeUsers.map((user) => [user.id, user]));
      return members.flatMap((user) => byId.get(user.id) ?? []);
    },
    ...createRoleWrites(admin, call, builtIn, reads),
  };
}

/** Creates the parts of the port that differ for a realm whose SCIM groups are its roles. */
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
      async snapshot() {
        const { roles, ...others } = await administration.snapshot();
        return { ...others, roles, groups: roles };
      },
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
