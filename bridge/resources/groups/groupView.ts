import type { GroupWrite, KeycloakGroup } from '../../keycloak/port/groups.ts';
import { CREATED_ATTRIBUTE, LAST_MODIFIED_ATTRIBUTE } from '../../tenants/scimAttributes.ts';
import { objectOf, textAt, type JsonObject } from '../../../scim/json.ts';
import { schemasOf } from '../../../scim/resource.ts';
import { versionOf } from '../../../scim/version.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { metaTimes } from '../metaTimes.ts';
import { locationOf, withList } from '../references.ts';

/** Converts a Keycloak group to its SCIM resource, without members. */
export function toGroupResource(tenant: Tenant, group: KeycloakGroup): JsonObject {
  const attributes = tenant.groupMapping.toScim(group);
  return objectOf([
    ['schemas', schemasOf(tenant.groupType, attributes)],
    ['id', group.id],
    ...Object.entries(attributes),
    [
      'meta',
      objectOf([
        ['resourceType', tenant.groupType.name],
        // Keycloak has no times of groups, so they are stored in attributes.
        ...metaTimes(
          group.attributes[CREATED_ATTRIBUTE]?.[0],
          group.attributes[LAST_MODIFIED_ATTRIBUTE]?.[0],
        ),
        ['location', locationOf(tenant, tenant.groupType, group.id)],
      ]),
    ],
  ]);
}

/** The content that a version covers: the ids of the members, not their order or names. */
function versioned(resource: JsonObject, members: readonly JsonObject[]): JsonObject {
  const ids = members.map((member) => textAt(member, 'value')).sort();
  return objectOf([...Object.entries(resource), ['members', ids]]);
}

/** Adds members to a group, and the version, which covers the members too. */
export function withMembers(resource: JsonObject, members: readonly JsonObject[]): JsonObject {
  const whole = withList(resource, 'members', members);
  const { meta } = whole;
  const version = versionOf(versioned(resource, members));
  whole.meta = objectOf([...Object.entries(meta ?? {}), ['version', version]]);
  return whole;
}

/** Converts a resource to a write; the description and attributes that the mapping does not own are kept. */
export function toGroupWrite(
  tenant: Tenant,
  resource: JsonObject,
  current: KeycloakGroup | undefined,
  now: Date,
): GroupWrite {
  const { name = '', attributes } = tenant.groupMapping.toKeycloak(resource);
  const unowned = Object.entries(current?.attributes ?? {}).filter(
    ([key]) => !tenant.groupMapping.ownedAttributes.has(key),
  );
  return {
    name,
    // A PUT without a description clears it (contract/groups: "clears the description that a PUT leaves out").
    description: current?.description,
    attributes: {
      ...Object.fromEntries(unowned),
      ...(current === undefined ? { [CREATED_ATTRIBUTE]: [now.toISOString()] } : {}),
      [LAST_MODIFIED_ATTRIBUTE]: [now.toISOString()],
      ...attributes,
    },
  };
}

const comparable = (attributes: KeycloakGroup['attributes']): string =>
  JSON.stringify(
    Object.entries(attributes)
      .filter(([key]) => key !== LAST_MODIFIED_ATTRIBUTE)
      .map(([key, values]) => [key, [...values].sort()])
      .sort(),
  );

/** Whether a write would change nothing. */
export function isSameGroup(group: KeycloakGroup, write: GroupWrite): boolean {
  return group.name === write.name && comparable(group.attributes) === comparable(write.attributes);
}
