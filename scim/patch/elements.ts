import type { Filter } from '../filter/ast.ts';
import { compileElementFilter } from '../filter/evaluate.ts';
import {
  canonicalJson,
  clone,
  emptyObject,
  equal,
  isObject,
  objectOf,
  type Json,
  type JsonObject,
} from '../json.ts';
import { findAttribute } from '../schema/lookup.ts';
import type { Attribute, ResourceType } from '../schema/types.ts';
import { readElement, type Reading } from '../values.ts';
import type { Look } from './change.ts';

/** A test for single elements of a multi-valued attribute; a filter that names what they do not have is refused. */
export function elementFilter(
  type: ResourceType,
  urn: string | undefined,
  attribute: Attribute,
  filter: Filter,
): (element: Json) => boolean {
  const path = urn === undefined ? attribute.name : `${urn}:${attribute.name}`;
  return compileElementFilter(type, path, filter);
}

/** What a filter of equalities says of an element; `undefined` for any other filter. */
export function equalities(
  attribute: Attribute,
  filter: Filter,
): readonly (readonly [string, Json])[] | undefined {
  if (filter.kind === 'and') {
    const parts = filter.filters.map((part) => equalities(attribute, part));
    return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq') return undefined;
  const sub = findAttribute(attribute.subAttributes ?? [], filter.path);
  return sub === undefined ? undefined : [[sub.name, filter.value]];
}

/** The element that a filter describes, such as `{type: "work"}`; `undefined` when it describes none. */
export function describedElement(
  attribute: Attribute,
  filter: Filter,
  selects: (element: Json) => boolean,
  reading: Reading,
): JsonObject | undefined {
  const said = equalities(attribute, filter);
  if (said === undefined) return undefined;
  const read = readElement(attribute, objectOf(said), attribute.name, reading);
  const element = isObject(read) ? read : emptyObject();
  return selects(element) ? element : undefined;
}

/** What elements are known by: their value (in any case, unless the schema says case-exact), or else all of them. */
function keyReader(attribute: Attribute): (element: Json) => string {
  const { caseExact } = findAttribute(attribute.subAttributes ?? [], 'value') ?? attribute;
  return (element) => {
    const value = isObject(element) ? element.value : element;
    if (value === undefined) return canonicalJson(element);
    return canonicalJson(typeof value === 'string' && !caseExact ? value.toLowerCase() : value);
  };
}

/** Whether an element has all that is given of one with the same key. */
function has(element: Json | undefined, given: Json): boolean {
  if (!isObject(element) || !isObject(given)) return true;
  return Object.keys(given).every((name) => name === 'value' || equal(element[name], given[name]));
}

const typeOf = (element: Json | undefined): Json | undefined => {
  const type = isObject(element) ? element.type : undefined;
  return typeof type === 'string' ? type.toLowerCase() : type;
};

function push(lists: Map<string, number[]>, key: string, at: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [at]);
  else list.push(at);
}

/**
 * A list with more elements (RFC 7644 §3.5.2.1). One that it has already is not added again; one that it has with the
 * same value and type takes over what else is given, as no such pair is to be there twice (RFC 7643 §2.4).
 */
export function withAdded(
  attribute: Attribute,
  list: readonly Json[],
  added: readonly Json[],
  look: Look,
): Json[] {
  look(list.length + added.length);
  const result = [...list];
  const places = new Map<string, number[]>();
  const typed = new Map<string, number[]>();
  const keyOf = keyReader(attribute);
  const keysOf = (element: Json): { key: string; both: string } => {
    const key = keyOf(element);
    const type = typeOf(element);
    return { key, both: type === undefined ? key : `${key}\n${canonicalJson(type)}` };
  };
  const note = (element: Json, at: number): void => {
    const { key, both } = keysOf(element);
    push(places, key, at);
    push(typed, both, at);
  };
  list.forEach(note);

  /** Where an element goes that is given: the place of the one it is, or else the end. */
  function placeOf(given: Json): number {
    const { key, both } = keysOf(given);
    const candidates = typed.get(both) ?? (typeOf(given) === undefined ? places.get(key) : undefined) ?? [];
    look(Math.max(0, candidates.length - 1));
    const place = candidates.find((at) => has(result[at], given)) ?? candidates[0];
    if (place !== undefined) return place;
    note(given, result.length);
    return result.length;
  }

  let primary: number | undefined;
  for (const given of added) {
    const at = placeOf(given);
    const old = result[at];
    if (old === undefined) result[at] = clone(given);
    else if (isObject(old) && isObject(given) && !has(old, given)) {
      result[at] = objectOf([...Object.entries(old), ...Object.entries(given)]);
    }
    if (isPrimary(given)) primary = at;
  }
  const chosen = primary === undefined ? undefined : result[primary];
  return chosen !== undefined && isPrimary(chosen) ? onlyPrimary(result, chosen) : result;
}

/**
 * A list without the elements that a client listed: those that have all that is given of one, or else those that have
 * its `value`.
 */
export function withoutListed(
  attribute: Attribute,
  list: readonly Json[],
  listed: readonly Json[],
  look: Look,
): Json[] {
  look(list.length + listed.length);
  const keyOf = keyReader(attribute);
  const byKey = Map.groupBy(list, keyOf);
  const unwanted = new Set(
    listed.flatMap((given) => {
      const alike = byKey.get(keyOf(given)) ?? [];
      look(Math.max(0, alike.length - 1));
      const exact = alike.filter((element) => has(element, given));
      return exact.length > 0 ? exact : alike;
    }),
  );
  return list.filter((element) => !unwanted.has(element));
}

/** The same list with no other element marked as primary than the one given (RFC 7644 §3.5.2). */
export function onlyPrimary(list: readonly Json[], chosen: Json): Json[] {
  return list.map((element) =>
    isObject(element) && isPrimary(element) && element !== chosen
      ? objectOf([...Object.entries(element), ['primary', false]])
      : element,
  );
}

/** Whether an element is marked as primary. */
export function isPrimary(element: Json): boolean {
  return isObject(element) && element.primary === true;
}
