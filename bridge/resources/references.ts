import type { KeycloakGroup } from '../keycloak/port/groups.ts';
import type { KeycloakUser } from '../keycloak/port/users.ts';
import { objectOf, type JsonObject } from '../../scim/json.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** Builds the absolute URI of a resource; an id that a client made up may hold half a character, which no URI can. */
export function locationOf(tenant: Tenant, type: ResourceType, id: string): string {
  return `${tenant.baseUrl}${type.endpoint}/${encodeURIComponent(id.toWellFormed())}`;
}

/** Sets a list attribute of a resource; removes the attribute if the list is empty. */
export function withList(resource: JsonObject, name: string, list: readonly JsonObject[]): JsonObject {
  if (list.length === 0 && resource[name] === undefined) return resource;
  const rest = Object.entries(resource).filter(([key]) => key !== name);
  return objectOf(list.length === 0 ? rest : [...rest, [name, [...list]]]);
}

/** Builds the `groups` of a user (RFC 7643 §4.1.2). */
export function groupReferences(tenant: Tenant, groups: readonly KeycloakGroup[]): JsonObject[] {
  return groups.map(({ id, name }) =>
    objectOf([
      ['value', id],
      ['$ref', locationOf(tenant, tenant.groupType, id)],
      ['display', name],
      ['type', 'direct'],
    ]),
  );
}

/** A member of a group; of a user that has just joined, only the id is known. */
export type Member = Pick<KeycloakUser, 'id'> & Partial<KeycloakUser>;

/** Builds the `members` of a group (RFC 7643 §4.2). */
export function memberReferences(tenant: Tenant, members: readonly Member[]): JsonObject[] {
  return members.map(({ id, username, firstName, lastName }) => {
    const name = [firstName, lastName].filter((part) => part !== undefined && part !== '').join(' ');
    const display = name === '' ? username : name;
    return objectOf([
      ['value', id],
      ['$ref', locationOf(tenant, tenant.userType, id)],
      ['type', tenant.userType.name],
      ...(display === undefined ? [] : [['display', display] as const]),
    ]);
  });
}
