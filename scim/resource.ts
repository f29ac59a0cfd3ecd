import { ScimError, show } from './errors.ts';
import { emptyObject, isObject, memberOf, objectOf, type Json, type JsonObject } from './json.ts';
import { COMMON_ATTRIBUTES } from './schema/common.ts';
import { findAttribute, findSchema, isExtensionUrn, isReserved, isUrn } from './schema/lookup.ts';
import type { Attribute, ResourceType, Schema } from './schema/types.ts';
import { checkText, readAttributes, readForeign, type Reading } from './values.ts';

function checkSchemas(type: ResourceType, body: JsonObject, reading: Reading): void {
  const schemas = memberOf(body, 'schemas');
  if (!Array.isArray(schemas) || schemas.length === 0) {
    throw new ScimError('invalidSyntax', `"schemas" must be an array that names "${type.schema.id}".`);
  }
  for (const urn of schemas) {
    if (typeof urn !== 'string')
      throw new ScimError('invalidSyntax', `"schemas" takes URNs, not ${show(urn)}.`);
  }
  const namesCore = schemas.some((urn) => typeof urn === 'string' && findSchema(type, urn) === type.schema);
  if (!namesCore && reading.unknown === 'reject') {
    throw new ScimError('invalidSyntax', `"schemas" must name "${type.schema.id}".`);
  }
  if (!namesCore && schemas.every((urn) => typeof urn === 'string' && isReserved(urn))) {
    throw new ScimError(
      'invalidSyntax',
      `"schemas" names nothing that a ${type.name} is: "${type.schema.id}" is missing.`,
    );
  }
}

/**
 * Reads a resource as a client sent it in POST or PUT into canonical form (RFC 7644 §3.3, §3.5.1): attribute names as
 * in the schema, extensions under their URN, read-only attributes passed over, nulls and empty lists gone.
 */
export function readResource(type: ResourceType, body: Json | undefined, reading: Reading): JsonObject {
  if (!isObject(body)) {
    throw new ScimError('invalidSyntax', `The body must be a JSON object describing a ${type.name}.`);
  }
  checkSchemas(type, body, reading);
  const core = emptyObject();
  const resource = emptyObject();
  const given = new Set<string>();
  for (const [key, value] of Object.entries(body)) {
    if (!isUrn(key)) {
      core[key] = value;
      continue;
    }
    const read = readExtension(type, key, value, reading);
    if (read === undefined) continue;
    const folded = read.urn.toLowerCase();
    if (given.has(folded)) {
      throw new ScimError(
        'invalidSyntax',
        `"${read.urn}" is given twice, in different spellings of its URN.`,
      );
    }
    given.add(folded);
    resource[read.urn] = read.value;
  }
  readAttributes([...COMMON_ATTRIBUTES, ...type.schema.attributes], core, '', reading, resource);
  delete resource.schemas;
  return resource;
}

/** Reads the object under the URN of an extension; `undefined` when nothing of it is kept. */
function readExtension(
  type: ResourceType,
  urn: string,
  value: Json,
  reading: Reading,
): { urn: string; value: JsonObject } | undefined {
  if (value === null) return undefined;
  const schema = findSchema(type, urn);
  if (schema !== undefined && schema !== type.schema) {
    const given = knownExtensionObject(schema.id, value);
    const { declared, others } = divided(schema, given, reading);
    const read = readAttributes(schema.attributes, declared, `${schema.id}:`, reading);
    const kept = readForeign(others, schema.id);
    if (isObject(kept)) Object.assign(read, kept);
    return Object.keys(read).length === 0 ? undefined : { urn: schema.id, value: read };
  }
  if (reading.unknown === 'reject') {
    throw new ScimError('invalidSyntax', `There is no extension "${urn}" on ${type.name}.`);
  }
  if (reading.unknown === 'ignore' || isReserved(urn)) {
    reading.ignored(urn);
    return undefined;
  }
  const read = readForeign(extensionObject(checkText(urn, urn), value), urn);
  return isObject(read) ? { urn, value: read } : undefined;
}

/** What an open schema declares of an object, and what it does not, where that is to be kept. */
function divided(
  { attributes, open }: Schema,
  given: JsonObject,
  { unknown }: Reading,
): { declared: JsonObject; others: JsonObject } {
  const isOther = ([name]: readonly [string, Json]): boolean =>
    open === true && unknown === 'keep' && findAttribute(attributes, name) === undefined;
  const members = Object.entries(given);
  return {
    declared: objectOf(members.filter((member) => !isOther(member))),
    others: objectOf(members.filter(isOther)),
  };
}

/** The object that an extension must be. */
export function extensionObject(urn: string, value: Json): JsonObject {
  if (isObject(value)) return value;
  throw new ScimError(
    'invalidValue',
    `"${urn}" takes an object with the attributes of that extension, not ${kindOf(value)}.`,
  );
}

/** What a value is, without the value: it may be a secret under a name that nobody expected. */
const kindOf = (value: Json): string =>
  value === null || typeof value === 'object' ? show(value) : `a ${typeof value}`;

/** The object of an extension that a schema declares; `schemas`, which some clients write into it too, says nothing there. */
export function knownExtensionObject(urn: string, value: Json): JsonObject {
  return objectOf(
    Object.entries(extensionObject(urn, value)).filter(([name]) => name.toLowerCase() !== 'schemas'),
  );
}

function missing(attributes: readonly Attribute[], value: JsonObject, prefix: string): string | undefined {
  for (const attribute of attributes) {
    const path = `${prefix}${attribute.name}`;
    const present = value[attribute.name];
    if (present === undefined || (typeof present === 'string' && present.trim() === '')) {
      if (attribute.required) return path;
      continue;
    }
    if (attribute.type !== 'complex') continue;
    for (const element of Array.isArray(present) ? present : [present]) {
      const inner = isObject(element)
        ? missing(attribute.subAttributes ?? [], element, `${path}.`)
        : undefined;
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

/** Refuses a resource that lacks a required attribute (RFC 7643 §2.2). */
export function checkRequired(type: ResourceType, resource: JsonObject): void {
  let path = missing(type.schema.attributes, resource, '');
  for (const { schema } of type.extensions) {
    const extension = resource[schema.id];
    if (path === undefined && isObject(extension))
      path = missing(schema.attributes, extension, `${schema.id}:`);
  }
  if (path !== undefined) throw new ScimError('invalidValue', `"${path}" is required and must not be empty.`);
}

/** The URNs that a resource's `schemas` must list: its core schema and the extensions it has (RFC 7643 §3). */
export function schemasOf(type: ResourceType, resource: JsonObject): string[] {
  return [type.schema.id, ...Object.keys(resource).filter(isExtensionUrn)];
}
