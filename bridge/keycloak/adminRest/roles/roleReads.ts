import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { BuiltInRoles } from './builtInRoles.ts';
import type { Caller } from '../call.ts';
import { KeycloakError } from '../../port/errors.ts';
import type { GroupQuery, KeycloakGroup } from '../../port/groups.ts';
import { required } from '../../port/required.ts';
import { isId, refuseEmpty } from '../representation.ts';
import { createRoleNameCache } from './roleNameCache.ts';
import { searchText } from '../searchText.ts';

/** A role as the admin client types it. */
export type RoleRepresentation = NonNullable<
  Awaited<ReturnType<KeycloakAdminClient['roles']['findOneByName']>>
>;

/**
 * The number of roles or members that one call reads: Keycloak has been seen to break off larger answers about roles.
 */
const WINDOW = 100;

const toGroup = ({ id, name, description, attributes = {} }: RoleRepresentation): KeycloakGroup => ({
  id: required(id, 'the id of a role'),
  name: required(name, 'the name of a role'),
  description,
  attributes,
  isRole: true,
});

/** Creates the reads of roles as groups; built-in roles are left out. */
export function createRoleReads(admin: KeycloakAdminClient, call: Caller, builtIn: BuiltInRoles) {
  const names = createRoleNameCache(async (id) => (await get(id))?.name);

  /** Converts a role and remembers its name; `undefined` if the role is not a group. */
  function asGroup(role: RoleRepresentation | null | undefined): KeycloakGroup | undefined {
    if (!role || !builtIn.isGroup(role)) return undefined;
    const group = toGroup(role);
    names.remember(group.id, group.name);
    return group;
  }

  async function get(id: string): Promise<KeycloakGroup | undefined> {
    if (!isId(id)) return undefined;
    return asGroup(await call('GET roles-by-id/{id}', () => admin.roles.findOneById({ id })));
  }

  /**
   * Lists the roles that are groups, each once, ordered by name, until there are `enough`. Roles are ordered only if a window is
   * asked for (contract/roles-as-groups: "are paged in the order of names, capitals first").
   */
  async function list(search: string | undefined, enough = Infinity): Promise<KeycloakGroup[]> {
    const all = new Map<string, KeycloakGroup>();
    for (let first = 0; ; first += WINDOW) {
      const page = { first, max: WINDOW, briefRepresentation: false };
      const roles = await call('GET roles', () =>
        admin.roles.find({ ...page, ...(search === undefined ? {} : { search }) }),
      );
      for (const group of roles.flatMap((role) => asGroup(role) ?? [])) all.set(group.id, group);
      if (roles.length < WINDOW || all.size >= enough) return [...all.values()];
    }
  }

  /**
   * Lists the roles that are mapped directly to a user. That list has no attributes, so they are taken from the list of
   * effective roles (contract/roles-as-groups: "are seen from the user: direct roles without attributes, effective
   * roles with attributes").
   */
  async function ofMember(id: string): Promise<KeycloakGroup[]> {
    if (!isId(id)) return [];
    try {
      const directRoles = await call('GET users/{id}/role-mappings/realm', () =>
        admin.users.listRealmRoleMappings({ id }),
      );
      const ids = new Set(directRoles.flatMap((role) => asGroup(role)?.id ?? []));
      if (ids.size === 0) return [];
      const query = { id, briefRepresentation: false };
      const effectiveRoles = await call('GET users/{id}/role-mappings/realm/composite', () =>
        admin.users.listCompositeRealmRoleMappings(query),
      );
      const groups = effectiveRoles.flatMap((role) => (ids.has(role.id ?? '') ? (asGroup(role) ?? []) : []));
      return groups.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      if (error instanceof KeycloakError && error.failure === 'notFound') return [];
      throw error;
    }
  }

  /** Finds at least the first `enough` groups that match a query. */
  async function findGroups(query: GroupQuery, enough: number): Promise<KeycloakGroup[]> {
    refuseEmpty(query);
    switch (query.by) {
      case 'all':
        return list(undefined, enough);
      case 'id':
        return [await get(query.id)].filter((group) => group !== undefined);
      case 'name':
        return list(searchText(query.value));
      case 'attribute':
        return (await list(undefined)).filter(
          ({ attributes }) => attributes[query.name]?.includes(query.value) === true,
        );
      case 'member':
        return ofMember(query.userId);
    }
  }

  return { get, list, findGroups, asGroup, names };
}

/** The reads of roles as groups. */
export type RoleReads = ReturnType<typeof createRoleReads>;
