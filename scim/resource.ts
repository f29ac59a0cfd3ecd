import { ScimError, show } from './errors.ts';
import { emptyObject, isObject, memberOf, objectOf, type Json, type JsonObject } from './json.ts';
import {
  coreAttributes,
  findAttribute,
  findSchema,
  isExtensionUrn,
  isReserved,
  isUrn,
} from './schema/lookup.ts';
import type { Attribute, ResourceType, Schema } from './schema/types.ts';
import { checkText, readAttributes, readUndeclared, type ReadOptions } from './values.ts';

function checkSchemas(type: ResourceType, body: JsonObject, options: ReadOptions): void {
  const schemas = memberOf(body, 'schemas');
  if (!Array.isArray(schemas) || schemas.length === 0) {
    throw new ScimError('invalidSyntax', `"schemas" must be an array that names "${type.schema.id}".`);
  }
  for (const urn of schemas) {
    if (typeof urn !== 'string')
      throw new ScimError('invalidSyntax', `"schemas" takes URNs, not ${show(urn)}.`);
  }
  const namesCore = schemas.some((urn) => typeof urn === 'string' && findSchema(type, urn) === type.schema);
  if (!namesCore && options.unknown === 'reject') {
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
 * Reads the body of a POST or PUT into canonical form (RFC 7644 §3.3, §3.5.1): attribute names as in the schema,
 * extensions under their URN, without read-only attributes, nulls and empty lists.
 */
export function readResource(type: ResourceType, body: Json | undefined, options: ReadOptions): JsonObject {
  if (!isObject(body)) {
    throw new ScimError('invalidSyntax', `The body must be a JSON object describing a ${type.name}.`);
  }
  checkSchemas(type, body, options);
  const core = emptyObject();
  const resource = emptyObject();
  const urns = new Set<string>();
  for (const [key, value] of Object.entries(body)) {
    if (!isUrn(key)) {
      core[key] = value;
      continue;
    }
    const read = readExtension(type, key, value, options);
    if (read === undefined) continue;
    const folded = read.urn.toLowerCase();
    if (urns.has(folded)) {
      throw new ScimError(
        'invalidSyntax',
        `"${read.urn}" is given twice, in different spellings of its URN.`,
      );
    }
    urns.add(folded);
    resource[read.urn] = read.value;
  }
  readAttributes(coreAttributes(type), core, '', options, resource);
  delete resource.schemas;
  return resource;
}

/** Reads the object under the URN of an extension; `undefined` if nothing of it is kept. */
function readExtension(
  type: ResourceType,
  urn: string,
  value: Json,
  options: ReadOptions,
): { urn: string; value: JsonObject } | undefined {
  if (value === null) return undefined;
  const schema = findSchema(type, urn);
  if (schema !== undefined && schema !== type.schema) {
    const object = knownExtensionObject(schema.id, value);
    const { declared, others } = divide(schema, object, options);
    const read = readAttributes(schema.attributes, declared, `${schema.id}:`, options);
    const undeclared = readUndeclared(others, schema.id);
    if (isObject(undeclared)) Object.assign(read, undeclared);
    return Object.keys(read).length === 0 ? undefined : { urn: schema.id, value: read };
  }
  if (options.unknown === 'reject') {
    throw new ScimError('invalidSyntax', `There is no extension "${urn}" on ${type.name}.`);
  }
  if (options.unknown === 'ignore' || isReserved(urn)) {
    options.ignored(urn);
    return undefined;
  }
  const read = readUndeclared(extensionObject(checkText(urn, urn), value), urn);
  return isObject(read) ? { urn, value: read } : undefined;
}

/** Divides an object into the members that a schema declares, and others of an open schema that are to be kept. */
function divide(
  { attributes, open }: Schema,
  object: JsonObject,
  { unknown }: ReadOptions,
): { declared: JsonObject; others: JsonObject } {
  const isOther = ([name]: readonly [string, Json]): boolean =>
    open === true && unknown === 'keep' && findAttribute(attributes, name) === undefined;
  const members = Object.entries(object);
  return {
    declared: objectOf(members.filter((member) => !isOther(member))),
    others: objectOf(members.filter(isOther)),
  };
}

/** Returns the value of an extension; refuses a value that is no object. */
export function extensionObject(urn: string, value: Json): JsonObject {
  if (isObject(value)) return value;
  throw new ScimError(
    'invalidValue',
    `"${urn}" takes an object with the attributes of that extension, not ${kindOf(value)}.`,
  );
}

/** Describes a value by its type only: under an unknown name it may be a secret. */
const kindOf = (value: Json): string =>
  value === null || typeof value === 'object' ? show(value) : `a ${typeof value}`;

/** Returns the value of an extension that a schema declares, without `schemas`, which some clients write into it too. */
export function knownExtensionObject(urn: string, value: Json): JsonObject {
  return objectOf(
    Object.entries(extensionObject(urn, value)).filter(([name]) => name.toLowerCase() !== 'schemas'),
  );
}

/** Finds the path of a required attribute without a value; `undefined` if there is none. */
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

/** Lists the URNs for `schemas` of a resource: its core schema and the extensions that it has (RFC 7643 §3). */
export function schemasOf(type: ResourceType, resource: JsonObject): string[] {
  return [type.schema.id, ...Object.keys(resource).filter(isExtensionUrn)];
}
