import { ScimError } from '../errors.ts';
import { isObject, type Json } from '../json.ts';
import { attributePath, findAttribute, resolve } from '../schema/lookup.ts';
import type { Attribute, ResourceType } from '../schema/types.ts';

/** Where a path of a filter leads: how its values are found, and what the schema says of them. */
export interface Target {
  /** The path in its canonical spelling, for messages. */
  readonly name: string;
  /** Absent if no schema declares the attribute. */
  readonly attribute?: Pick<Attribute, 'type' | 'caseExact' | 'subAttributes'>;
  /** All values there; a list counts as its elements. */
  readonly read: (from: Json) => readonly Json[];
}

/** The meaning of paths in one place: in a resource, or between the square brackets of an attribute. */
export type Scope = (path: string) => Target;

/** What becomes of attributes that nothing declares: no resource has them, or the filter is refused. */
export type UnknownAttributes = 'noMatch' | 'reject';

/** An extension as a whole: it can be present, but holds attributes, not sub-attributes. */
const WHOLE = { type: 'complex', caseExact: false } as const;

/** The scope of whole resources. */
export function resourceScope(type: ResourceType, unknown: UnknownAttributes): Scope {
  return (path) => {
    const found = resolve(type, path);
    switch (found.kind) {
      case 'attribute': {
        const { extension, attribute, sub } = found;
        const parts = [attribute, ...(sub === undefined ? [] : [sub])];
        const keys = [...(extension === undefined ? [] : [extension.id]), ...parts.map((part) => part.name)];
        const name = attributePath(found);
        if (parts.some((part) => part.returned === 'never')) refuseSecret(name);
        return { name, attribute: sub ?? attribute, read: walk(keys, ownValue) };
      }
      case 'extension':
        return { name: found.extension.id, attribute: WHOLE, read: walk([found.extension.id], ownValue) };
      case 'foreign':
        return { name: path, read: walk([found.urn, ...found.name.split('.')], foldedValue) };
      case 'unknown':
        return undeclared(path, type.name, unknown);
    }
  };
}

/** The scope between the square brackets of an attribute: its sub-attributes. */
export function elementScope(list: Target, unknown: UnknownAttributes): Scope {
  const { attribute } = list;
  if (attribute === undefined) {
    return (path) => ({ name: `${list.name}.${path}`, read: walk(path.split('.'), foldedValue) });
  }
  if (attribute.subAttributes === undefined) {
    throw new ScimError('invalidFilter', `"${list.name}" has no sub-attributes to filter by.`);
  }
  const element = { ...list, read: (from: Json) => [from] };
  return (path) => subTarget(element, path) ?? undeclared(path, list.name, unknown);
}

/** The target of a sub-attribute. */
export function subTarget(parent: Target, subName: string): Target | undefined {
  const sub = findAttribute(parent.attribute?.subAttributes ?? [], subName);
  if (sub === undefined) return undefined;
  const name = `${parent.name}.${sub.name}`;
  if (sub.returned === 'never') refuseSecret(name);
  return {
    name,
    attribute: sub,
    read: (from) => parent.read(from).flatMap((value) => ownValue(value, sub.name)),
  };
}

function undeclared(path: string, owner: string, unknown: UnknownAttributes): Target {
  if (unknown === 'noMatch') return { name: path, read: () => [] };
  throw new ScimError('invalidFilter', `"${path}" is not an attribute of ${owner}.`);
}

/** Filters travel in URLs, and would let a client guess (RFC 7644 §7.5.2). */
function refuseSecret(name: string): never {
  throw new ScimError('sensitive', `The attribute "${name}" is not allowed in a filter.`);
}

type ValueAt = (from: Json, key: string) => readonly Json[];

/** A reader that follows the keys from object to object, through the elements of lists. */
function walk(keys: readonly string[], valueAt: ValueAt): Target['read'] {
  return (from) =>
    keys.reduce<readonly Json[]>((values, key) => values.flatMap((value) => valueAt(value, key)), [from]);
}

/** The values under a key spelt as in the schema. */
function ownValue(from: Json, key: string): readonly Json[] {
  const value = isObject(from) && Object.hasOwn(from, key) ? from[key] : undefined;
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** The values under a key that no schema spells, whatever its case. */
function foldedValue(from: Json, key: string): readonly Json[] {
  const folded = key.toLowerCase();
  const own = isObject(from) ? Object.keys(from).find((name) => name.toLowerCase() === folded) : undefined;
  return own === undefined ? [] : ownValue(from, own);
}
