import { oncePer } from './oncePer.ts';

/** Any JSON value, as `JSON.parse` returns it. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object; an object with names that a client chose inherits nothing (see {@link emptyObject}). */
export interface JsonObject {
  [key: string]: Json;
}

/** Names with a meaning to JavaScript objects, which no SCIM attribute has. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether a value is an object, not an array, null or a scalar. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Makes objects that inherit nothing: their prototype is empty and frozen. It is there because V8 keeps the members of
 * objects without any prototype in hash tables, at two to three times the CPU time for each use.
 */
const BareObject = function () {
  // The prototype is all that counts.
} as unknown as new () => JsonObject;
BareObject.prototype = Object.freeze(Object.create(null) as object);

/** Creates an object that inherits nothing, so that no key has a meaning of its own. */
export const emptyObject = (): JsonObject => new BareObject();

/** Creates an object that inherits nothing from entries. */
export function objectOf(entries: Iterable<readonly [string, Json]>): JsonObject {
  const result = emptyObject();
  for (const [key, value] of entries) result[key] = value;
  return result;
}

/** Finds the member of an object by name, in any case; `undefined` if there is none. */
export function memberOf(object: JsonObject, name: string): Json | undefined {
  const key = memberName(object, name);
  return key === undefined ? undefined : object[key];
}

/** An index of the members of objects by name in any case; while it is used, objects are changed through it only. */
export interface FoldedNames {
  /** Finds how an object spells the name of a member; `undefined` if it has no such member. */
  find(object: JsonObject, name: string): string | undefined;
  /** Sets a member of an object; removes it if the value is `undefined`. */
  assign(object: JsonObject, name: string, value: Json | undefined): void;
  isEmpty(object: JsonObject): boolean;
}

/** Creates an index of members; for work on many members of the same objects. */
export function createFoldedNames(): FoldedNames {
  const indexOf = oncePer((object: JsonObject) =>
    Map.groupBy(Object.keys(object), (name) => name.toLowerCase()),
  );
  return {
    find: (object, name) => indexOf(object).get(name.toLowerCase())?.[0],
    assign(object, name, value) {
      const index = indexOf(object);
      const folded = name.toLowerCase();
      const spellings = index.get(folded) ?? [];
      const others = spellings.filter((spelling) => spelling !== name);
      if (value === undefined) {
        Reflect.deleteProperty(object, name);
        if (others.length === 0) index.delete(folded);
        else index.set(folded, others);
      } else {
        object[name] = value;
        if (others.length === spellings.length) index.set(folded, [...spellings, name]);
      }
    },
    isEmpty: (object) => indexOf(object).size === 0,
  };
}

/** Finds how an object spells the name of a member; `undefined` if it has no such member. */
export function memberName(object: JsonObject, name: string): string | undefined {
  const folded = name.toLowerCase();
  return Object.keys(object).find((key) => key.toLowerCase() === folded);
}

/** Whether two values are equal; the order of object keys does not count, the order of array elements does. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((element, i) => equal(element, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]))
  );
}

/** Copies a value deeply. */
export function clone<T extends Json>(value: T): T {
  if (Array.isArray(value)) return value.map((element) => clone(element)) as T;
  if (isObject(value)) return objectOf(Object.entries(value).map(([k, v]) => [k, clone(v)])) as T;
  return value;
}

/** Prints JSON with sorted keys, so that equal values give equal text. */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return Array.isArray(value)
    ? `[${value.map(canonicalJson).join(',')}]`
    : canonicalMembers(value, Object.keys(value));
}

/** Prints an object with these members only, as {@link canonicalJson} does it. */
export function canonicalMembers(object: JsonObject, names: string[]): string {
  let text = '';
  for (const name of names.sort()) {
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(object[name] ?? null)}`;
  }
  return `{${text}}`;
}

/** Reads a text member of an object; empty if there is none. */
export function textAt(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : '';
}
