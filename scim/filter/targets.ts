import { ScimError } from '../errors.ts';
import { isObject, type Json } from '../json.ts';
import {
  attributePath,
  findAttribute,
  findSchema,
  resolve,
  type ResolvedAttribute,
} from '../schema/lookup.ts';
import type { Attribute, ResourceType } from '../schema/types.ts';
import type { Filter } from './ast.ts';

/** The meaning of a path in a filter: its attribute, and a reader of its values. */
export interface Target {
  /** The path in its canonical spelling, for messages. */
  readonly name: string;
  /** The attribute that the path was resolved to; `undefined` for a whole extension and for what no schema declares. */
  readonly resolved?: ResolvedAttribute | undefined;
  /** Absent if no schema declares the attribute. */
  readonly attribute?: Pick<Attribute, 'type' | 'caseExact' | 'subAttributes'>;
  /** All values there; a list counts as its elements. */
  readonly read: (from: Json) => readonly Json[];
}

/** A filter whose paths carry the attributes that they mean on a resource type. */
export type ResolvedFilter = Filter<Target>;

/** The meaning of paths in one place: in a resource, or between the square brackets of an attribute. */
type Scope = (path: string) => Target;

/** How a filter on an unknown attribute is answered: it matches nothing, or is refused. */
export type UnknownAttributes = 'noMatch' | 'reject';

/** An extension as a whole, for `pr`; it holds attributes, not sub-attributes. */
const WHOLE = { type: 'complex', caseExact: false } as const;

/** The target of an attribute; refuses attributes that are never returned (RFC 7644 §7.5.2). */
export function attributeTarget(resolved: ResolvedAttribute): Target {
  const { extension, attribute, sub } = resolved;
  const parts = [attribute, ...(sub === undefined ? [] : [sub])];
  const keys = [...(extension === undefined ? [] : [extension.id]), ...parts.map((part) => part.name)];
  const name = attributePath(resolved);
  if (parts.some((part) => part.returned === 'never')) refuseSecret(name);
  return { name, resolved, attribute: sub ?? attribute, read: walk(keys, ownValue) };
}

/** The scope of whole resources. */
export function resourceScope(type: ResourceType, unknown: UnknownAttributes): Scope {
  return (path) => {
    const resolved = resolve(type, path);
    switch (resolved.kind) {
      case 'attribute':
        return attributeTarget(resolved);
      case 'extension':
        return {
          name: resolved.extension.id,
          attribute: WHOLE,
          read: walk([resolved.extension.id], ownValue),
        };
      case 'undeclared':
        if (unknown === 'reject' && findSchema(type, resolved.urn) === undefined) {
          return unknownPath(path, type.name, unknown);
        }
        return { name: path, read: walk([resolved.urn, ...resolved.name.split('.')], foldedValue) };
      case 'unknown':
        return unknownPath(path, type.name, unknown);
    }
  };
}

/** The scope between the square brackets of an attribute: its sub-attributes. */
function elementScope(list: Target, unknown: UnknownAttributes): Scope {
  const { attribute } = list;
  if (attribute === undefined) {
    return (path) => ({ name: `${list.name}.${path}`, read: walk(path.split('.'), foldedValue) });
  }
  if (attribute.subAttributes === undefined) {
    throw new ScimError('invalidFilter', `"${list.name}" has no sub-attributes to filter by.`);
  }
  const element = { ...list, read: (from: Json) => [from] };
  return (path) => subTarget(element, path) ?? unknownPath(path, list.name, unknown);
}

/** Gives every path of a filter its meaning on a resource type, once for all that works with the filter. */
export function resolveFilter(
  filter: Filter,
  type: ResourceType,
  unknown: UnknownAttributes = 'noMatch',
): ResolvedFilter {
  return resolveIn(filter, resourceScope(type, unknown), unknown);
}

/** Gives every path between the square brackets of a list its meaning. */
export function resolveElementFilter(
  filter: Filter,
  list: Target,
  unknown: UnknownAttributes,
): ResolvedFilter {
  return resolveIn(filter, elementScope(list, unknown), unknown);
}

function resolveIn(filter: Filter, scope: Scope, unknown: UnknownAttributes): ResolvedFilter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, filters: filter.filters.map((part) => resolveIn(part, scope, unknown)) };
    case 'not':
      return { kind: 'not', filter: resolveIn(filter.filter, scope, unknown) };
    case 'element': {
      const path = scope(filter.path);
      return { kind: 'element', path, filter: resolveElementFilter(filter.filter, path, unknown) };
    }
    case 'compare':
    case 'present':
      return { ...filter, path: scope(filter.path) };
  }
}

/** The target of a sub-attribute; `undefined` if the schema declares none of this name. */
export function subTarget(parent: Target, subName: string): Target | undefined {
  const sub = findAttribute(parent.attribute?.subAttributes ?? [], subName);
  if (sub === undefined) return undefined;
  const name = `${parent.name}.${sub.name}`;
  if (sub.returned === 'never') refuseSecret(name);
  return {
    name,
    resolved: parent.resolved === undefined ? undefined : { ...parent.resolved, sub },
    attribute: sub,
    read: (from) => parent.read(from).flatMap((value) => ownValue(value, sub.name)),
  };
}

function unknownPath(path: string, owner: string, unknown: UnknownAttributes): Target {
  if (unknown === 'noMatch') return { name: path, read: () => [] };
  throw new ScimError('invalidFilter', `"${path}" is not an attribute of ${owner}.`);
}

/** Refuses a secret: filters travel in URLs, and would let a client guess values (RFC 7644 §7.5.2). */
function refuseSecret(name: string): never {
  throw new ScimError('sensitive', `The attribute "${name}" is not allowed in a filter.`);
}

type ValueAt = (from: Json, key: string) => readonly Json[];

/** Creates a reader that follows the keys from object to object, through the elements of lists. */
function walk(keys: readonly string[], valueAt: ValueAt): Target['read'] {
  return (from) =>
    keys.reduce<readonly Json[]>((values, key) => values.flatMap((value) => valueAt(value, key)), [from]);
}

/** The values under a key, spelt as in the schema. */
function ownValue(from: Json, key: string): readonly Json[] {
  const value = isObject(from) && Object.hasOwn(from, key) ? from[key] : undefined;
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** The values under a key in any case, for names that no schema declares. */
function foldedValue(from: Json, key: string): readonly Json[] {
  const folded = key.toLowerCase();
  const name = isObject(from) ? Object.keys(from).find((other) => other.toLowerCase() === folded) : undefined;
  return name === undefined ? [] : ownValue(from, name);
}
