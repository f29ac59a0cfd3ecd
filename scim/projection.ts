import { emptyObject, isObject, objectOf, type Json, type JsonObject } from './json.ts';
import { schemasOf } from './resource.ts';
import { COMMON_ATTRIBUTES } from './schema/common.ts';
import { findAttribute, findSchema, resolve } from './schema/lookup.ts';
import type { Attribute, ResourceType, Schema } from './schema/types.ts';

/** What a client wants to see of a resource (RFC 7644 §3.9); both lists at once: `attributes` wins. */
export interface Projection {
  readonly attributes?: readonly string[];
  readonly excludedAttributes?: readonly string[];
}

/** A text without what stands between square brackets; a bracket that is never closed is a character as any other. */
function withoutBrackets(text: string): string {
  const kept: string[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf('[', from);
    const close = open === -1 ? -1 : text.indexOf(']', open);
    if (close === -1) return [...kept, text.slice(from)].join('');
    kept.push(text.slice(from, open));
    from = close + 1;
  }
}

/** Reads a comma-separated `attributes` parameter, each name once; a value filter inside a name is dropped. */
export function readNames(text: string | undefined): readonly string[] | undefined {
  const names = withoutBrackets(text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.length === 0 ? undefined : [...new Set(names)];
}

/** The sub-attributes selected of each attribute, by canonical path; `null` selects the attribute as a whole. */
type Selection = Map<string, Set<string> | null>;

const key = (urn: string | undefined, name: string): string => (urn === undefined ? name : `${urn}:${name}`);

function select(type: ResourceType, names: readonly string[]): Selection {
  const selection: Selection = new Map();
  const whole = (path: string) => selection.set(path, null);
  for (const name of names) {
    const resolved = resolve(type, name);
    if (resolved.kind === 'attribute') {
      const path = key(resolved.extension?.id, resolved.attribute.name);
      const subs = selection.get(path);
      if (resolved.sub === undefined) whole(path);
      else if (subs !== null) selection.set(path, (subs ?? new Set()).add(resolved.sub.name));
    } else if (resolved.kind === 'extension') {
      for (const { name: own } of resolved.extension.attributes) whole(key(resolved.extension.id, own));
    } else if (findSchema(type, name) === type.schema) {
      for (const { name: own } of type.schema.attributes) whole(own);
    }
  }
  return selection;
}

type Choice = (attribute: Attribute, path: string) => boolean | ((sub: Attribute) => boolean);

function chooser(type: ResourceType, projection: Projection): Choice {
  if (projection.attributes !== undefined) {
    const wanted = select(type, projection.attributes);
    return (_attribute, path) => {
      const subs = wanted.get(path);
      return subs === undefined ? false : subs === null ? true : (sub) => subs.has(sub.name);
    };
  }
  const unwanted = select(type, projection.excludedAttributes ?? []);
  return (attribute, path) => {
    const subs = unwanted.get(path);
    if (subs === null || attribute.returned !== 'default') return false;
    return subs === undefined ? true : (sub) => sub.returned === 'default' && !subs.has(sub.name);
  };
}

function projectValue(
  attribute: Attribute,
  value: Json,
  wants: (sub: Attribute) => boolean,
): Json | undefined {
  if (Array.isArray(value)) {
    const elements = value
      .map((element) => projectValue(attribute, element, wants))
      .filter((element) => element !== undefined);
    return elements.length === 0 ? undefined : elements;
  }
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => {
    const sub = findAttribute(attribute.subAttributes ?? [], name);
    return sub === undefined || sub.returned === 'always' || (sub.returned !== 'never' && wants(sub));
  });
  return kept.length === 0 ? undefined : objectOf(kept);
}

function projectAttributes(
  attributes: readonly Attribute[],
  source: JsonObject,
  urn: string | undefined,
  choose: Choice,
): JsonObject {
  const result = emptyObject();
  for (const attribute of attributes) {
    const value = source[attribute.name];
    if (value === undefined || attribute.returned === 'never') continue;
    const choice = attribute.returned === 'always' || choose(attribute, key(urn, attribute.name));
    if (choice === false) continue;
    const wants = choice === true ? (sub: Attribute) => sub.returned === 'default' : choice;
    const kept = projectValue(attribute, value, wants);
    if (kept !== undefined) result[attribute.name] = kept;
  }
  return result;
}

const undeclared = ({ attributes }: Schema, extension: JsonObject): JsonObject =>
  objectOf(Object.entries(extension).filter(([name]) => findAttribute(attributes, name) === undefined));

type ForeignChoice = (urn: string, extension: JsonObject) => JsonObject;

/** What is shown of extensions that no schema declares. */
function foreignChooser(projection: Projection): ForeignChoice {
  const names = projection.attributes ?? projection.excludedAttributes ?? [];
  const named = new Set(names.map((name) => name.toLowerCase()));
  const keep = projection.attributes !== undefined;
  return (urn, extension) => {
    if (named.has(urn.toLowerCase())) return keep ? extension : emptyObject();
    return objectOf(
      Object.entries(extension).filter(([name]) => named.has(`${urn}:${name}`.toLowerCase()) === keep),
    );
  };
}

/** A projection, compiled for the resources of one type. */
export interface Projector {
  /** Whether any part of a core attribute would be shown; tells whether it is worth reading. */
  wants(name: string): boolean;
  /** Shows of a resource what its schema returns and the client asked for (RFC 7644 §3.9, RFC 7643 §2.4). */
  show(resource: JsonObject): JsonObject;
}

/** Compiles a projection, once for many resources. */
export function compileProjection(type: ResourceType, projection: Projection): Projector {
  const choose = chooser(type, projection);
  const chooseForeign = foreignChooser(projection);
  return {
    wants(name) {
      const attribute = findAttribute(type.schema.attributes, name);
      return attribute !== undefined && choose(attribute, attribute.name) !== false;
    },
    show: (resource) => showResource(type, resource, choose, chooseForeign),
  };
}

function showResource(
  type: ResourceType,
  resource: JsonObject,
  choose: Choice,
  chooseForeign: ForeignChoice,
): JsonObject {
  const result = projectAttributes(
    [...COMMON_ATTRIBUTES, ...type.schema.attributes],
    resource,
    undefined,
    choose,
  );
  for (const [urn, extension] of Object.entries(resource)) {
    if (!/^urn:/i.test(urn) || !isObject(extension)) continue;
    const schema = findSchema(type, urn);
    const shown =
      schema === undefined
        ? chooseForeign(urn, extension)
        : {
            ...projectAttributes(schema.attributes, extension, schema.id, choose),
            ...(schema.open === true ? chooseForeign(urn, undeclared(schema, extension)) : {}),
          };
    if (Object.keys(shown).length > 0) result[urn] = shown;
  }
  if (result.schemas !== undefined) result.schemas = schemasOf(type, result);
  return result;
}
