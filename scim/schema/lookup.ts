import { COMMON_ATTRIBUTES } from './common.ts';
import type { Attribute, ResourceType, Schema } from './types.ts';

/** What an attribute name means on a resource type. */
export interface ResolvedAttribute {
  /** The extension that the attribute belongs to; absent for core and common attributes. */
  readonly extension?: Schema;
  readonly attribute: Attribute;
  readonly sub?: Attribute;
}

/** What a name can stand for: an attribute, a whole extension, or nothing that we know. */
export type Resolution =
  | ({ readonly kind: 'attribute' } & ResolvedAttribute)
  | { readonly kind: 'extension'; readonly extension: Schema }
  /** An attribute of an extension that no schema declares, such as `urn:acme:User:tag`; URNs of SCIM itself are `unknown`. */
  | { readonly kind: 'foreign'; readonly urn: string; readonly name: string }
  | { readonly kind: 'unknown' };

/** Tells the name of a schema from that of an attribute. */
export const isUrn = (name: string): boolean => /^urn:/i.test(name);

const RESERVED = /^urn:ietf:params:scim:(?:api|schemas:core)(?::|$)/i;

/** Whether SCIM keeps a URN for its messages and core schemas (RFC 7643 §10.3, RFC 7644 §8.2); none of these is an extension. */
export const isReserved = (urn: string): boolean => RESERVED.test(urn);

/** Whether a name can be that of an extension. */
export const isExtensionUrn = (name: string): boolean => isUrn(name) && !isReserved(name);

/** Finds an attribute by name, whatever its case (RFC 7643 §2.1). */
export function findAttribute(attributes: readonly Attribute[], name: string): Attribute | undefined {
  const folded = name.toLowerCase();
  return attributes.find((attribute) => attribute.name.toLowerCase() === folded);
}

/** The schemas of each resource type that was looked at, by URN in lower case. */
const schemasByType = new WeakMap<ResourceType, ReadonlyMap<string, Schema>>();

function schemasOf(type: ResourceType): ReadonlyMap<string, Schema> {
  const known = schemasByType.get(type);
  if (known !== undefined) return known;
  const schemas = [...type.extensions.map(({ schema }) => schema), type.schema];
  const byUrn = new Map(schemas.map((schema) => [schema.id.toLowerCase(), schema]));
  schemasByType.set(type, byUrn);
  return byUrn;
}

/** Finds the schema of a resource type with this URN, whatever its case. */
export const findSchema = (type: ResourceType, urn: string): Schema | undefined =>
  schemasOf(type).get(urn.toLowerCase());

/** The schema that a name begins with, or is: the one with the longest URN. */
function schemaOf(type: ResourceType, name: string): Schema | undefined {
  const schemas = schemasOf(type);
  const folded = name.toLowerCase();
  for (let end = folded.length; end > 0; end = folded.lastIndexOf(':', end - 1)) {
    const schema = schemas.get(folded.slice(0, end));
    if (schema !== undefined) return schema;
  }
  return undefined;
}

/** The text of a resolved attribute in its canonical spelling: `name.givenName`, `urn:…:User:department`. */
export function attributePath({ extension, attribute, sub }: ResolvedAttribute): string {
  const name = sub === undefined ? attribute.name : `${attribute.name}.${sub.name}`;
  return extension === undefined ? name : `${extension.id}:${name}`;
}

function resolveIn(schema: Schema | undefined, attributes: readonly Attribute[], dotted: string): Resolution {
  const [name = '', subName, ...rest] = dotted.split('.');
  const attribute = findAttribute(attributes, name);
  if (attribute === undefined || rest.length > 0) return { kind: 'unknown' };
  const base = schema === undefined ? { attribute } : { extension: schema, attribute };
  if (subName === undefined) return { kind: 'attribute', ...base };
  const sub = findAttribute(attribute.subAttributes ?? [], subName);
  return sub === undefined ? { kind: 'unknown' } : { kind: 'attribute', ...base, sub };
}

/**
 * Resolves an attribute name as filters, paths and projections spell it: in any case, with or without the URN of
 * its schema, with at most one sub-attribute (RFC 7644 §3.10).
 */
export function resolve(type: ResourceType, text: string): Resolution {
  if (!/^urn:/i.test(text)) {
    return resolveIn(undefined, [...COMMON_ATTRIBUTES, ...type.schema.attributes], text);
  }
  const schema = schemaOf(type, text);
  if (schema !== undefined) {
    const isCore = schema === type.schema;
    if (text.length === schema.id.length) {
      return isCore ? { kind: 'unknown' } : { kind: 'extension', extension: schema };
    }
    const attributes = isCore ? [...COMMON_ATTRIBUTES, ...schema.attributes] : schema.attributes;
    const name = text.slice(schema.id.length + 1);
    const found = resolveIn(isCore ? undefined : schema, attributes, name);
    return found.kind === 'unknown' && schema.open === true
      ? { kind: 'foreign', urn: schema.id, name }
      : found;
  }
  if (isReserved(text)) return { kind: 'unknown' };
  const colon = text.lastIndexOf(':');
  return { kind: 'foreign', urn: text.slice(0, colon), name: text.slice(colon + 1) };
}

/** Whether a name belongs to SCIM's messages or to the core schema of another kind of resource. */
export function isOfAnotherKind({ schema }: ResourceType, name: string): boolean {
  return isReserved(name) && !`${name}:`.toLowerCase().startsWith(`${schema.id}:`.toLowerCase());
}

/** Whether a name asks for a part of an attribute that has no parts, such as `active.value`. */
export function leadsIntoNothing(type: ResourceType, name: string): boolean {
  const dot = name.lastIndexOf('.');
  const holder = resolve(type, name.slice(0, Math.max(dot, 0)));
  return holder.kind === 'attribute' && (holder.sub ?? holder.attribute).subAttributes === undefined;
}
