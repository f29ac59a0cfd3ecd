import {
  emptyObject,
  equal,
  isObject,
  objectOf,
  type Json,
  type JsonObject,
} from '../../bridge/scim/json.ts';
import type { Attribute } from '../../bridge/scim/schema/types.ts';
import type { ExactTexts } from '../exact.ts';
import type { KeycloakFields } from '../fields.ts';
import { readValue, writeValue, type SimpleRow } from './simple.ts';

/** One value of a list with a home of its own, such as `phoneNumbers[type eq "mobile"].value`. */
export interface ElementPart extends Pick<SimpleRow, 'target' | 'transforms' | 'mirrors'> {
  readonly path: string;
  /** What the element is known by, such as `{type: "mobile"}`. */
  readonly template: JsonObject;
  readonly sub: Attribute;
}

/** A test for elements of which the template's members are given, texts in any case. */
export function isElement({ template }: Pick<ElementPart, 'template'>, element: Json): element is JsonObject {
  if (!isObject(element)) return false;
  return Object.entries(template).every(([name, wanted]) => {
    const value = element[name];
    return typeof value === 'string' && typeof wanted === 'string'
      ? value.toLowerCase() === wanted.toLowerCase()
      : equal(value, wanted);
  });
}

/**
 * Writes the values of a list that have homes of their own. What is left for the list's records has null in their
 * place: a value that somebody changes at its home shows up at once, and its element keeps its place in the list.
 */
export function writeParts(
  parts: readonly ElementPart[],
  list: readonly Json[],
  fields: KeycloakFields,
  exact: ExactTexts,
): Json[] {
  const rest = [...list];
  for (const part of parts) {
    const at = list.findIndex((element) => isElement(part, element));
    const element = list[at];
    const value = isObject(element) ? element[part.sub.name] : undefined;
    writeValue(part.path, part.sub, part, value, fields, exact);
    const left = rest[at];
    if (value !== undefined && isObject(left)) {
      rest[at] = objectOf([...Object.entries(left), [part.sub.name, null]]);
    }
  }
  return rest;
}

const withoutNulls = (element: Json): Json[] => {
  if (!isObject(element)) return [element];
  const kept = Object.entries(element).filter(([, value]) => value !== null);
  return kept.length === 0 ? [] : [objectOf(kept)];
};

/** Fills a list that was read from its records with the values that have homes of their own. */
export function readParts(
  parts: readonly ElementPart[],
  stored: readonly Json[],
  fields: KeycloakFields,
  exact: ExactTexts,
): Json[] {
  let list = [...stored];
  for (const part of parts) {
    const { template, sub, path } = part;
    const value = readValue(path, sub, part, fields, exact);
    const isIt = (element: Json): element is JsonObject => isElement(part, element);
    const marked = list.find((element) => isIt(element) && element[sub.name] === null);
    const element = marked ?? list.find(isIt);
    if (value !== undefined) {
      const filled = objectOf([...Object.entries(element ?? template), [sub.name, value]]);
      list = element === undefined ? [...list, filled] : list.map((one) => (one === element ? filled : one));
    } else if (marked !== undefined && isObject(marked)) {
      const kept = objectOf(Object.entries(marked).filter(([name]) => name !== sub.name));
      const isBare = Object.keys(kept).every((name) => Object.hasOwn(template, name));
      list = list.flatMap((one) => (one === marked ? (isBare ? [] : [kept]) : [one]));
    }
  }
  return list.flatMap(withoutNulls);
}

/** An element template as a text, in the spelling of paths: `type eq "mobile"`. */
export const templateOf = (entries: readonly (readonly [string, Json])[]): JsonObject =>
  entries.length === 0 ? emptyObject() : objectOf(entries);
