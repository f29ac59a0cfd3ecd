import { emptyObject, isObject, objectOf, type Json, type JsonObject } from './json.ts';
import { oncePer } from './oncePer.ts';
import { schemasOf } from './resource.ts';
import { coreAttributes, findAttribute, findSchema, isUrn, resolve } from './schema/lookup.ts';
import type { Attribute, ResourceType, Schema } from './schema/types.ts';

/** The attributes of a resource that a client asks for (RFC 7644 §3.9); if both lists are there, `attributes` wins. */
export interface Projection {
  readonly attributes?: readonly string[];
  readonly excludedAttributes?: readonly string[];
}

/** Removes the text between square brackets; a bracket that is never closed stays. */
function withoutBrackets(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf('[', from);
    const close = open === -1 ? -1 : text.indexOf(']', open);
    if (close === -1) return [...parts, text.slice(from)].join('');
    parts.push(text.slice(from, open));
    from = close + 1;
  }
}

/** Removes the colon that some clients put after the URN of a whole extension. */
const withoutColon = (name: string): string => (name.endsWith(':') ? name.slice(0, -1) : name);

/**
 * Reads the comma-separated names of an `attributes` parameter, each once; a filter within a name is dropped. `undefined`
 * if there are no names.
 */
export function readNames(text: string | undefined): readonly string[] | undefined {
  const names = withoutBrackets(text ?? '')
    .split(',')
    .map((name) => withoutColon(name.trim()))
    .filter((name) => name !== '');
  return names.length === 0 ? undefined : [...new Set(names)];
}

/** The selected sub-attributes of each attribute, by canonical path; `null` selects the whole attribute. */
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
    const included = select(type, projection.attributes);
    return (_attribute, path) => {
      const subs = included.get(path);
      return subs === undefined ? false : subs === null ? true : (sub) => subs.has(sub.name);
    };
  }
  const excluded = select(type, projection.excludedAttributes ?? []);
  return (attribute, path) => {
    const subs = excluded.get(path);
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
  const names = Object.keys(value);
  const shown = names.filter((name) => {
    const sub = findAttribute(attribute.subAttributes ?? [], name);
    return sub === undefined || sub.returned === 'always' || (sub.returned !== 'never' && wants(sub));
  });
  if (shown.length === 0) return undefined;
  return shown.length === names.length
    ? value
    : objectOf(shown.map((name): [string, Json] => [name, value[name] ?? null]));
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
    const projected = projectValue(attribute, value, wants);
    if (projected !== undefined) result[attribute.name] = projected;
  }
  return result;
}

const undeclared = ({ attributes }: Schema, extension: JsonObject): JsonObject =>
  objectOf(Object.entries(extension).filter(([name]) => findAttribute(attributes, name) === undefined));

type UndeclaredChoice = (urn: string, extension: JsonObject) => JsonObject;

/** Creates the choice of attributes that no schema declares. */
function undeclaredChooser(projection: Projection): UndeclaredChoice {
  const names = projection.attributes ?? projection.excludedAttributes ?? [];
  const folded = new Set(names.map((name) => name.toLowerCase()));
  const includes = projection.attributes !== undefined;
  return (urn, extension) => {
    if (folded.has(urn.toLowerCase())) return includes ? extension : emptyObject();
    return objectOf(
      Object.entries(extension).filter(([name]) => folded.has(`${urn}:${name}`.toLowerCase()) === includes),
    );
  };
}

/** A projection, compiled for the resources of one type. */
export interface Projector {
  /** Whether any part of a core attribute is shown; if not, it need not be read from Keycloak. */
  wants(name: string): boolean;
  /** Reduces a resource to what its schema returns and the client asked for (RFC 7644 §3.9, RFC 7643 §7, `returned`). */
  show(resource: JsonObject): JsonObject;
}

/** The projection of requests that name no attributes. */
const unselected = oncePer((type: ResourceType) => compile(type, {}));

/** Compiles a projection, once for many resources. */
export function compileProjection(type: ResourceType, projection: Projection): Projector {
  const selects = projection.attributes !== undefined || projection.excludedAttributes !== undefined;
  return selects ? compile(type, projection) : unselected(type);
}

function compile(type: ResourceType, projection: Projection): Projector {
  const choose = chooser(type, projection);
  const chooseUndeclared = undeclaredChooser(projection);
  return {
    wants(name) {
      const attribute = findAttribute(type.schema.attributes, name);
      return attribute !== undefined && choose(attribute, attribute.name) !== false;
    },
    show: (resource) => showResource(type, resource, choose, chooseUndeclared),
  };
}

function showResource(
  type: ResourceType,
  resource: JsonObject,
  choose: Choice,
  chooseUndeclared: UndeclaredChoice,
): JsonObject {
  const result = projectAttributes(coreAttributes(type), resource, undefined, choose);
  for (const [urn, extension] of Object.entries(resource)) {
    if (!isUrn(urn) || !isObject(extension)) continue;
    const schema = findSchema(type, urn);
    const projected =
      schema === undefined
        ? chooseUndeclared(urn, extension)
        : {
            ...projectAttributes(schema.attributes, extension, schema.id, choose),
            ...(schema.open === true ? chooseUndeclared(urn, undeclared(schema, extension)) : {}),
          };
    if (Object.keys(projected).length > 0) result[urn] = projected;
  }
  if (result.schemas !== undefined) result.schemas = schemasOf(type, result);
  return result;
}
