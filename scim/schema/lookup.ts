import { oncePer } from '../oncePer.ts';
import { COMMON_ATTRIBUTES } from './common.ts';
import type { Attribute, ResourceType, Schema } from './types.ts';

/** The attribute that a name means on a resource type. */
export interface ResolvedAttribute {
  /** The extension that the attribute belongs to; absent for core and common attributes. */
  readonly extension?: Schema | undefined;
  readonly attribute: Attribute;
  readonly sub?: Attribute | undefined;
}

/** What a name means on a resource type: an attribute, a whole extension, or nothing that a schema declares. */
export type Resolution =
  | ({ readonly kind: 'attribute' } & ResolvedAttribute)
  | { readonly kind: 'extension'; readonly extension: Schema }
  /** An attribute of an extension that no schema declares, such as `urn:acme:User:tag`; URNs of SCIM itself are `unknown`. */
  | { readonly kind: 'undeclared'; readonly urn: string; readonly name: string }
  | { readonly kind: 'unknown' };

/** Whether a name is a URN, or begins with one. */
export const isUrn = (name: string): boolean => /^urn:/i.test(name);

const RESERVED = /^urn:ietf:params:scim:(?:api|schemas:core)(?::|$)/i;

/** Whether SCIM reserves a URN for its messages and core schemas, which are no extensions (RFC 7643 §10.3, RFC 7644 §8.2). */
export const isReserved = (urn: string): boolean => RESERVED.test(urn);

/** Whether a name can be the URN of an extension. */
export const isExtensionUrn = (name: string): boolean => isUrn(name) && !isReserved(name);

/** The attributes of a list, by name in lower case. */
const byName = oncePer((attributes: readonly Attribute[]): ReadonlyMap<string, Attribute> => {
  const index = new Map<string, Attribute>();
  for (const attribute of attributes) {
    const folded = attribute.name.toLowerCase();
    if (!index.has(folded)) index.set(folded, attribute);
  }
  return index;
});

/** Finds an attribute by name, in any case (RFC 7643 §2.1); `undefined` if there is none. The list must not change. */
export const findAttribute = (attributes: readonly Attribute[], name: string): Attribute | undefined =>
  attributes.length === 0 ? undefined : byName(attributes).get(name.toLowerCase());

/** Lists the common and the core attributes of a resource type. */
export const coreAttributes = oncePer((type: ResourceType): readonly Attribute[] => [
  ...COMMON_ATTRIBUTES,
  ...type.schema.attributes,
]);

/** The schemas of a resource type, by URN in lower case. */
const schemasOf = oncePer((type: ResourceType): ReadonlyMap<string, Schema> => {
  const schemas = [...type.extensions.map(({ schema }) => schema), type.schema];
  return new Map(schemas.map((schema) => [schema.id.toLowerCase(), schema]));
});

/** Finds a schema of a resource type by URN, in any case; `undefined` if the type does not have it. */
export const findSchema = (type: ResourceType, urn: string): Schema | undefined =>
  schemasOf(type).get(urn.toLowerCase());

/** Finds the schema with the longest URN that a name is or begins with; `undefined` if there is none. */
function schemaOf(type: ResourceType, name: string): Schema | undefined {
  const schemas = schemasOf(type);
  const folded = name.toLowerCase();
  for (let end = folded.length; end > 0; end = folded.lastIndexOf(':', end - 1)) {
    const schema = schemas.get(folded.slice(0, end));
    if (schema !== undefined) return schema;
  }
  return undefined;
}

/** The canonical path of an attribute: `name.givenName`, `urn:…:User:department`. */
export function attributePath({ extension, attribute, sub }: ResolvedAttribute): string {
  const name = sub === undefined ? attribute.name : `${attribute.name}.${sub.name}`;
  return extension === undefined ? name : `${extension.id}:${name}`;
}

/** Whether an attribute is the core or common attribute of this name, or a sub-attribute of it. */
export const belongsTo = ({ extension, attribute }: ResolvedAttribute, name: string): boolean =>
  extension === undefined && attribute.name === name;

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
  if (!isUrn(text)) return resolveIn(undefined, coreAttributes(type), text);
  const schema = schemaOf(type, text);
  if (schema !== undefined) {
    const isCore = schema === type.schema;
    if (text.length === schema.id.length) {
      return isCore ? { kind: 'unknown' } : { kind: 'extension', extension: schema };
    }
    const attributes = isCore ? coreAttributes(type) : schema.attributes;
    const name = text.slice(schema.id.length + 1);
    const resolved = resolveIn(isCore ? undefined : schema, attributes, name);
    return resolved.kind === 'unknown' && schema.open === true
      ? { kind: 'undeclared', urn: schema.id, name }
      : resolved;
  }
  if (isReserved(text)) return { kind: 'unknown' };
  const colon = text.lastIndexOf(':');
  return { kind: 'undeclared', urn: text.slice(0, colon), name: text.slice(colon + 1) };
}

/** Whether a name belongs to SCIM's messages or to the core schema of another resource type. */
export function isOfAnotherKind({ schema }: ResourceType, name: string): boolean {
  return isReserved(name) && !`${name}:`.toLowerCase().startsWith(`${schema.id}:`.toLowerCase());
}

/** Whether a name is a sub-attribute of an attribute that is not complex, such as `active.value`. */
export function leadsIntoNothing(type: ResourceType, name: string): boolean {
  const dot = name.lastIndexOf('.');
  const parent = resolve(type, name.slice(0, Math.max(dot, 0)));
  return parent.kind === 'attribute' && (parent.sub ?? parent.attribute).subAttributes === undefined;
}
