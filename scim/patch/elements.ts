import type { Filter } from '../filter/ast.ts';
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
import type { Attribute } from '../schema/types.ts';
import { readElement, type ReadOptions } from '../values.ts';
import { workOf, type WorkCounter } from './change.ts';

/** Reads a filter of equalities as names and values; `undefined` for any other filter. */
export function equalities(
  attribute: Attribute,
  filter: Filter,
): readonly (readonly [string, Json])[] | undefined {
  if (filter.kind === 'and') {
    const parts = filter.filters.map((part) => equalities(attribute, part));
    return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq') return undefined;
  const sub = findAttribute(attribute.subAttributes ?? [], filter.path);
  return sub === undefined ? undefined : [[sub.name, filter.value]];
}

/** Creates the element that a filter describes, such as `{type: "work"}`; `undefined` if it describes none. */
export function describedElement(
  attribute: Attribute,
  filter: Filter,
  selects: (element: Json) => boolean,
  options: ReadOptions,
): JsonObject | undefined {
  const members = equalities(attribute, filter);
  if (members === undefined) return undefined;
  const reading: ReadOptions = { ...options, hollowElements: 'keep' };
  const read = readElement(attribute, objectOf(members), attribute.name, reading);
  const element = isObject(read) ? read : emptyObject();
  return selects(element) ? element : undefined;
}

/** Creates the key of elements: their `value`, in any case unless it is case-exact, or else the whole element. */
function keyReader(attribute: Attribute): (element: Json) => string {
  const { caseExact } = findAttribute(attribute.subAttributes ?? [], 'value') ?? attribute;
  return (element) => {
    const value = isObject(element) ? element.value : element;
    if (value === undefined) return canonicalJson(element);
    return canonicalJson(typeof value === 'string' && !caseExact ? value.toLowerCase() : value);
  };
}

/** Whether an element has all sub-attributes of another element with the same key. */
function includes(element: Json | undefined, other: Json): boolean {
  if (!isObject(element) || !isObject(other)) return true;
  return Object.keys(other).every((name) => name === 'value' || equal(element[name], other[name]));
}

const typeOf = (element: Json | undefined): Json | undefined => {
  const type = isObject(element) ? element.type : undefined;
  return typeof type === 'string' ? type.toLowerCase() : type;
};

function push(lists: Map<string, number[]>, key: string, index: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [index]);
  else list.push(index);
}

/**
 * Adds elements to a list (RFC 7644 §3.5.2.1). An element that the list has already is not added again; one that it has
 * with the same value and type takes over the other sub-attributes, since no such pair may occur twice (RFC 7643 §2.4).
 */
export function withAdded(
  attribute: Attribute,
  list: readonly Json[],
  added: readonly Json[],
  countWork: WorkCounter,
): Json[] {
  countWork(workOf(list) + workOf(added));
  const result = [...list];
  const indexesByKey = new Map<string, number[]>();
  const indexesByKeyAndType = new Map<string, number[]>();
  const keyOf = keyReader(attribute);
  const keysOf = (element: Json): { key: string; keyAndType: string } => {
    const key = keyOf(element);
    const type = typeOf(element);
    return { key, keyAndType: type === undefined ? key : `${key}\n${canonicalJson(type)}` };
  };
  const register = (element: Json, index: number): void => {
    const { key, keyAndType } = keysOf(element);
    push(indexesByKey, key, index);
    push(indexesByKeyAndType, keyAndType, index);
  };
  list.forEach(register);

  /** Finds where an added element goes: to the element that it is the same as, or else to the end. */
  function indexFor(element: Json): number {
    const { key, keyAndType } = keysOf(element);
    const sameKey = typeOf(element) === undefined ? indexesByKey.get(key) : undefined;
    const candidates = indexesByKeyAndType.get(keyAndType) ?? sameKey ?? [];
    countWork(Math.max(0, candidates.length - 1));
    const index = candidates.find((candidate) => includes(result[candidate], element)) ?? candidates[0];
    if (index !== undefined) return index;
    register(element, result.length);
    return result.length;
  }

  let primaryIndex: number | undefined;
  for (const element of added) {
    const index = indexFor(element);
    const old = result[index];
    if (old === undefined) result[index] = clone(element);
    else if (isObject(old) && isObject(element) && !includes(old, element)) {
      result[index] = objectOf([...Object.entries(old), ...Object.entries(element)]);
    }
    if (isPrimary(element)) primaryIndex = index;
  }
  const primary = primaryIndex === undefined ? undefined : result[primaryIndex];
  return primary !== undefined && isPrimary(primary) ? onlyPrimary(result, primary) : result;
}

/**
 * Removes the elements that a client listed in the value of a `remove`: those with all its sub-attributes, or else those
 * with its `value`.
 */
export function withoutListed(
  attribute: Attribute,
  list: readonly Json[],
  listed: readonly Json[],
  countWork: WorkCounter,
): Json[] {
  countWork(workOf(list) + workOf(listed));
  const keyOf = keyReader(attribute);
  const byKey = Map.groupBy(list, keyOf);
  const removed = new Set(
    listed.flatMap((other) => {
      const sameKey = byKey.get(keyOf(other)) ?? [];
      countWork(Math.max(0, sameKey.length - 1));
      const exact = sameKey.filter((element) => includes(element, other));
      return exact.length > 0 ? exact : sameKey;
    }),
  );
  return list.filter((element) => !removed.has(element));
}

/** Takes the mark `primary` from all elements of a list but one (RFC 7644 §3.5.2). */
export function onlyPrimary(list: readonly Json[], primary: Json): Json[] {
  return list.map((element) =>
    isObject(element) && isPrimary(element) && element !== primary
      ? objectOf([...Object.entries(element), ['primary', false]])
      : element,
  );
}

/** Whether an element is marked as primary. */
export function isPrimary(element: Json): boolean {
  return isObject(element) && element.primary === true;
}

/** Makes a test of elements take the first element of a list for the primary one if none is marked as primary. */
export function selectsPrimary(
  list: readonly Json[],
  selects: (element: Json) => boolean,
): (element: Json) => boolean {
  const [first] = list;
  if (!isObject(first) || list.some(isPrimary)) return selects;
  const marked = objectOf([...Object.entries(first), ['primary', true]]);
  return (element) => selects(element === first ? marked : element);
}
