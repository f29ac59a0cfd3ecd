import { objectOf, type JsonObject } from '../json.ts';
import { RESOURCE_TYPE, SCHEMA } from './discovery.ts';
import type { Attribute, ResourceType, Schema } from './types.ts';

function renderAttribute(attribute: Attribute): JsonObject {
  const { name, type, multiValued, description, required, caseExact, mutability, returned, uniqueness } =
    attribute;
  const rendered: JsonObject = { name, type, multiValued, description, required, mutability, returned };
  if (type === 'complex') {
    rendered.subAttributes = (attribute.subAttributes ?? []).map(renderAttribute);
  } else {
    Object.assign(rendered, { caseExact, uniqueness });
  }
  if (attribute.canonicalValues !== undefined) rendered.canonicalValues = [...attribute.canonicalValues];
  if (attribute.referenceTypes !== undefined) rendered.referenceTypes = [...attribute.referenceTypes];
  return rendered;
}

const meta = (resourceType: string, location: string): JsonObject =>
  objectOf(Object.entries({ resourceType, location }));

/** Renders a schema for `/Schemas` (RFC 7643 §7). */
export function renderSchema(schema: Schema, extra: readonly Attribute[], baseUrl: string): JsonObject {
  const { id, name, description } = schema;
  return {
    schemas: [SCHEMA.id],
    id,
    name,
    description,
    attributes: [...extra, ...schema.attributes].map(renderAttribute),
    meta: meta('Schema', `${baseUrl}/Schemas/${id}`),
  };
}

/** Renders a resource type for `/ResourceTypes` (RFC 7643 §6). */
export function renderResourceType(type: ResourceType, baseUrl: string): JsonObject {
  const { id, name, description, endpoint, schema, extensions } = type;
  return {
    schemas: [RESOURCE_TYPE.id],
    id,
    name,
    description,
    endpoint,
    schema: schema.id,
    schemaExtensions: extensions.map((extension) => ({
      schema: extension.schema.id,
      required: extension.required,
    })),
    meta: meta('ResourceType', `${baseUrl}/ResourceTypes/${id}`),
  };
}
