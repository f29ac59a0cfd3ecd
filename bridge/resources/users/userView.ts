import type { KeycloakUser, UserWrite } from '../../keycloak/port/users.ts';
import { isOfFederation, LAST_MODIFIED_ATTRIBUTE, withoutFederation } from '../../tenants/scimAttributes.ts';
import { ScimError } from '../../../scim/errors.ts';
import { LIMITS } from '../../../scim/limits.ts';
import { isObject, objectOf, textAt, type Json, type JsonObject } from '../../../scim/json.ts';
import { ENTERPRISE_USER } from '../../../scim/schema/enterpriseUser.ts';
import { schemasOf } from '../../../scim/resource.ts';
import { versionOf } from '../../../scim/version.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { dateTimeOf, metaTimes } from '../metaTimes.ts';
import { locationOf } from '../references.ts';

/** Converts a Keycloak user to what clients change of it: its SCIM resource without `schemas`, `id` and `meta`. */
export function toContent(tenant: Tenant, user: KeycloakUser): JsonObject {
  const attributes = tenant.userMapping.toScim(user);
  addManagerReference(tenant, attributes);
  return attributes;
}

/** Converts a Keycloak user to its SCIM resource, complete with `schemas`, `id` and `meta`. */
export function toResource(tenant: Tenant, user: KeycloakUser): JsonObject {
  const attributes = toContent(tenant, user);
  const body = Object.assign(
    objectOf([
      ['schemas', schemasOf(tenant.userType, attributes)],
      ['id', user.id],
    ]),
    attributes,
  );
  body.meta = objectOf([
    ['resourceType', tenant.userType.name],
    ...metaTimes(dateTimeOf(user.createdTimestamp), user.attributes[LAST_MODIFIED_ATTRIBUTE]?.[0]),
    ['location', locationOf(tenant, tenant.userType, user.id)],
    ['version', versionOf(body)],
  ]);
  return body;
}

/** Keycloak stores the manager's id only; the URI follows from it (RFC 7643 §4.3). */
function addManagerReference(tenant: Tenant, attributes: JsonObject): void {
  const enterprise = attributes[ENTERPRISE_USER.id];
  const manager = isObject(enterprise) ? enterprise.manager : undefined;
  if (isObject(manager)) manager.$ref = locationOf(tenant, tenant.userType, textAt(manager, 'value'));
}

/** Removes what the service itself adds to a resource: the rest is what clients change. */
export function withoutOwn(resource: JsonObject): JsonObject {
  return objectOf(Object.entries(resource).filter(([name]) => !['schemas', 'id', 'meta'].includes(name)));
}

/** Refuses a user whose attributes are larger than allowed, and larger than before. */
function checkStored(characters: number, before: number): void {
  const { max } = LIMITS.stored;
  // A user that is too large already can still be made smaller, and be deactivated.
  if (characters <= Math.max(max, before)) return;
  throw new ScimError(
    'invalidValue',
    `The user is too large: ${characters} characters, of which ${max} can be kept.`,
  );
}

/** Counts the characters of all texts in a value. */
function charactersIn(value: Json): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, member) => sum + charactersIn(member), 0);
}

const sizeOf = (attributes: KeycloakUser['attributes']): number =>
  Object.values(attributes).flat().join('').length;

/** Converts a resource to a write; attributes of the current user that the mapping does not own are kept. */
export function toWrite(tenant: Tenant, resource: JsonObject, current?: KeycloakUser): UserWrite {
  const { ownedAttributes } = tenant.userMapping;
  // Attributes of the directory stay if they are left out, and are refused if they are stale (contract/federation).
  const stored = Object.entries(withoutFederation(current?.attributes ?? {}));
  const unowned = stored.filter(([name]) => !ownedAttributes.has(name));
  const sizeBefore = sizeOf(Object.fromEntries(stored.filter(([name]) => ownedAttributes.has(name))));
  checkStored(charactersIn(resource), sizeBefore);
  const fields = tenant.userMapping.toKeycloak(resource);
  const attributes = { ...Object.fromEntries(unowned), ...fields.attributes };
  checkStored(sizeOf(fields.attributes), sizeBefore);
  const password: Json | undefined = resource.password;
  const storesPassword =
    tenant.behaviours.password === 'store' && typeof password === 'string' && password !== '';
  const emailAsUsername = tenant.settings.emailAsUsername ? fields.email : undefined;
  const { userMapping } = tenant;
  /** A field that no row of the mapping owns stays as it is. */
  const text = (name: 'email' | 'firstName' | 'lastName'): string | undefined =>
    userMapping.ownsField(name) ? fields[name] : (fields[name] ?? current?.[name]);
  return {
    username: emailAsUsername ?? fields.username ?? '',
    email: text('email'),
    firstName: text('firstName'),
    lastName: text('lastName'),
    enabled: fields.enabled ?? current?.enabled ?? true,
    ...(fields.emailVerified === undefined ? {} : { emailVerified: fields.emailVerified }),
    attributes,
    ...(storesPassword ? { password } : {}),
  };
}

const sorted = (values: readonly string[] | undefined): string => JSON.stringify([...(values ?? [])].sort());

/** Whether two lists have the same values; Keycloak has no order (contract/users-write: "differ only in their order"). */
export const isSameList = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  sorted(a) === sorted(b);

/** Whether a write would change nothing. */
export function isSame(user: KeycloakUser, write: UserWrite): boolean {
  const names = new Set([...Object.keys(user.attributes), ...Object.keys(write.attributes)]);
  names.delete(LAST_MODIFIED_ATTRIBUTE);
  return (
    write.password === undefined &&
    user.username.toLowerCase() === write.username.toLowerCase() &&
    // Keycloak drops empty names and addresses (contract/users-write: "drops empty and blank names").
    (['email', 'firstName', 'lastName'] as const).every(
      (name) => (user[name] ?? '') === (write[name] ?? ''),
    ) &&
    user.enabled === write.enabled &&
    (write.emailVerified ?? user.emailVerified) === user.emailVerified &&
    [...names].every(
      (name) => isOfFederation(name) || isSameList(user.attributes[name], write.attributes[name]),
    )
  );
}
