import { ScimError } from '../../scim/errors.ts';
import type { JsonObject } from '../../scim/json.ts';
import { LIMITS } from '../../scim/limits.ts';
import { listResponse } from '../../scim/messages.ts';
import { COMMON_ATTRIBUTES } from '../../scim/schema/common.ts';
import { RESOURCE_TYPE, SCHEMA, SERVICE_PROVIDER_CONFIG } from '../../scim/schema/discovery.ts';
import { renderResourceType, renderSchema } from '../../scim/schema/render.ts';
import type { Attribute, ResourceType, Schema } from '../../scim/schema/types.ts';
import { keepsEmail } from '../tenants/emailRule.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { PAGE_LIMITS } from './search.ts';

/** Maximum size of a request body in bytes. */
export const MAX_PAYLOAD = LIMITS.body.max;

/** The authentication schemes that a realm accepts, the primary one first (RFC 7643 §5). */
function authenticationSchemes({ accepted: { tokens, basic, issuers } }: Tenant): JsonObject[] {
  const bearer = {
    type: 'oauthbearertoken',
    name: 'Bearer token',
    description: 'A static token of the realm, sent as "Authorization: Bearer <token>".',
    specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
  };
  const signed = {
    type: 'oauth2',
    name: 'OAuth 2.0 client credentials',
    description: 'An access token of a trusted issuer, sent as "Authorization: Bearer <token>".',
    specUri: 'https://www.rfc-editor.org/rfc/rfc6749',
  };
  const password = {
    type: 'httpbasic',
    name: 'HTTP Basic',
    description: 'A static token of the realm as the password; the user name is noted, not checked.',
    specUri: 'https://www.rfc-editor.org/rfc/rfc7617',
  };
  const schemes = [
    ...(tokens.length > 0 || issuers.length === 0 ? [bearer] : []),
    ...(issuers.length > 0 ? [signed] : []),
    ...(basic ? [password] : []),
  ];
  return schemes.map((scheme, i) => (i === 0 ? { ...scheme, primary: true } : scheme));
}

/** The features that the service supports (RFC 7643 §5). */
export function serviceProviderConfig(tenant: Tenant): JsonObject {
  return {
    schemas: [SERVICE_PROVIDER_CONFIG.id],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 1_000, maxPayloadSize: MAX_PAYLOAD },
    filter: { supported: true, maxResults: PAGE_LIMITS.maxCount },
    changePassword: { supported: tenant.behaviours.password === 'store' },
    sort: { supported: true },
    etag: { supported: true },
    authenticationSchemes: authenticationSchemes(tenant),
    meta: {
      resourceType: 'ServiceProviderConfig',
      location: `${tenant.baseUrl}/ServiceProviderConfig`,
    },
  };
}

/** The resource types of a tenant. */
function resourceTypesOf(tenant: Tenant): readonly ResourceType[] {
  return [tenant.userType, tenant.groupType];
}

/** The common attributes that schemas describe: `externalId` only, since RFC 7643 §3.1 describes the others. */
const COMMON_DESCRIBED: readonly Attribute[] = COMMON_ATTRIBUTES.filter(({ name }) => name === 'externalId');

const READ_ONLY = { mutability: 'readOnly' } as const;

/** Whether Keycloak drops what is written to a target. */
const isDropped = ({ dropped }: Tenant, target: string): boolean =>
  target.startsWith('attributes.') && dropped.has(target.slice('attributes.'.length));

/** Marks attributes of users, or of one of their extensions, as read-only if Keycloak drops their values. */
function withReadOnly(tenant: Tenant, attributes: readonly Attribute[], extension?: string): Attribute[] {
  const droppedRows = tenant.userMapping.rows.filter(
    ({ targets, resolved }) =>
      resolved.extension?.id === extension && targets.every((target) => isDropped(tenant, target)),
  );
  return attributes.map((attribute) => {
    const rows = droppedRows.filter(({ resolved }) => resolved.attribute.name === attribute.name);
    if (rows.length === 0) return attribute;
    if (rows.some(({ resolved }) => resolved.sub === undefined)) return { ...attribute, ...READ_ONLY };
    const { subAttributes = [] } = attribute;
    const isDroppedSub = ({ name }: Attribute): boolean =>
      rows.some(({ resolved }) => resolved.sub?.name === name);
    return {
      ...attribute,
      subAttributes: subAttributes.map((sub) => (isDroppedSub(sub) ? { ...sub, ...READ_ONLY } : sub)),
    };
  });
}

/** Marks the attributes that hold Keycloak's e-mail address as unique, unless the realm lets users share one. */
function withUniqueEmail(tenant: Tenant, attributes: readonly Attribute[]): Attribute[] {
  const rows = tenant.userMapping.rows.filter(({ targets }) => targets.includes('email'));
  const isAddress = (name: string): boolean =>
    !tenant.settings.duplicateEmails &&
    !keepsEmail(tenant) &&
    rows.some(({ resolved }) => resolved.extension === undefined && resolved.attribute.name === name);
  const unique = (attribute: Attribute, sentence: string): Attribute => ({
    ...attribute,
    uniqueness: 'server',
    description: `${attribute.description} ${sentence}`,
  });
  return attributes.map((attribute) => {
    if (!isAddress(attribute.name)) return attribute;
    const { subAttributes } = attribute;
    if (subAttributes === undefined) return unique(attribute, 'It is unique in the realm.');
    return {
      ...attribute,
      subAttributes: subAttributes.map((sub) =>
        sub.name === 'value' ? unique(sub, 'That of the primary element is unique in the realm.') : sub,
      ),
    };
  });
}

function schemasOf(tenant: Tenant): { schema: Schema; extra: readonly Attribute[] }[] {
  const { userType, groupType } = tenant;
  const discovery = [SERVICE_PROVIDER_CONFIG, RESOURCE_TYPE, SCHEMA].map((schema) => ({ schema, extra: [] }));
  const user = {
    schema: {
      ...userType.schema,
      attributes: withUniqueEmail(tenant, withReadOnly(tenant, userType.schema.attributes)),
    },
    extra: withReadOnly(tenant, COMMON_DESCRIBED),
  };
  const ofUser = userType.extensions.map(({ schema }) => ({
    schema: { ...schema, attributes: withReadOnly(tenant, schema.attributes, schema.id) },
    extra: [],
  }));
  const group = { schema: groupType.schema, extra: COMMON_DESCRIBED };
  const ofGroup = groupType.extensions.map(({ schema }) => ({ schema, extra: [] }));
  return [user, ...ofUser, group, ...ofGroup, ...discovery];
}

const list = (resources: JsonObject[]): JsonObject =>
  listResponse({ total: resources.length, startIndex: 1, resources });

function refuseFilter(filter: string | undefined): void {
  if (filter !== undefined) {
    throw new ScimError('forbidden', 'Discovery endpoints take no filter (RFC 7644 §4).');
  }
}

/** Lists all resource types (RFC 7644 §4). */
export function listResourceTypes(tenant: Tenant, filter: string | undefined): JsonObject {
  refuseFilter(filter);
  return list(resourceTypesOf(tenant).map((type) => renderResourceType(type, tenant.baseUrl)));
}

/** Finds a resource type by its id, in any case; throws `notFound` if there is none. */
export function getResourceType(tenant: Tenant, id: string): JsonObject {
  const type = resourceTypesOf(tenant).find((candidate) => candidate.id.toLowerCase() === id.toLowerCase());
  if (type === undefined) throw new ScimError('notFound', `There is no resource type "${id.slice(0, 100)}".`);
  return renderResourceType(type, tenant.baseUrl);
}

/** Lists all schemas (RFC 7644 §4). */
export function listSchemas(tenant: Tenant, filter: string | undefined): JsonObject {
  refuseFilter(filter);
  return list(schemasOf(tenant).map(({ schema, extra }) => renderSchema(schema, extra, tenant.baseUrl)));
}

/** Finds a schema by its URN, in any case; throws `notFound` if there is none. */
export function getSchema(tenant: Tenant, urn: string): JsonObject {
  const entry = schemasOf(tenant).find(({ schema }) => schema.id.toLowerCase() === urn.toLowerCase());
  if (entry === undefined) throw new ScimError('notFound', `There is no schema "${urn.slice(0, 100)}".`);
  return renderSchema(entry.schema, entry.extra, tenant.baseUrl);
}
