import { equal, isObject, objectOf, type Json, type JsonObject } from '../../scim/json.ts';
import type { Attribute } from '../../scim/schema/types.ts';
import type { Originals } from './originals.ts';
import type { KeycloakFields } from './storage/fields.ts';
import { soundElement } from './sound.ts';
import { storedFor, readValue, writeValue, type SimpleRow } from './simpleRow.ts';

/** One value of a list with a target of its own, such as `phoneNumbers[type eq "mobile"].value`. */
export interface ElementPart extends Pick<SimpleRow, 'target' | 'transforms' | 'mirrors'> {
  readonly path: string;
  /** The values by which the element is found, such as `{type: "mobile"}`. */
  readonly template: JsonObject;
  readonly sub: Attribute;
}

/** Whether an element has the values of a template, text in any case. */
function isElement({ template }: Pick<ElementPart, 'template'>, element: Json): element is JsonObject {
  if (!isObject(element)) return false;
  return Object.entries(template).every(([name, expected]) => {
    const value = element[name];
    return typeof value === 'string' && typeof expected === 'string'
      ? value.toLowerCase() === expected.toLowerCase()
      : equal(value, expected);
  });
}

/** Lists in a record which values of its element were also written to their own targets; no attribute has this name. */
const MARK = '@';

const marksOf = (element: JsonObject): readonly Json[] => {
  const marks = element[MARK];
  return Array.isArray(marks) ? marks : [];
};

/** Reads an element from its record, with its marks; none if the record was damaged in Keycloak. */
export function fromRecord(attribute: Attribute, record: Json): JsonObject[] {
  const sound = soundElement(attribute, record);
  if (!isObject(record) || !isObject(sound)) return [];
  const marks = marksOf(record);
  return [marks.length === 0 ? sound : objectOf([...Object.entries(sound), [MARK, [...marks]]])];
}

/** For lists with records, which have the originals of their values. */
const IN_RECORDS: Originals = { keep: () => undefined, of: () => undefined, save: () => undefined };

/**
 * Writes the values of a list that have their own targets, and returns the elements for the records, with marks for these
 * values. The originals of a list without records are stored as those of simple values are.
 */
export function writeParts(
  parts: readonly ElementPart[],
  list: readonly Json[],
  fields: KeycloakFields,
  originals: Originals,
  hasRecords: boolean,
): Json[] {
  const records = [...list];
  for (const part of parts) {
    const index = list.findIndex((candidate) => isElement(part, candidate));
    const element = records[index];
    const value = isObject(element) ? element[part.sub.name] : undefined;
    writeValue(part.path, part.sub, part, value, fields, hasRecords ? IN_RECORDS : originals);
    if (value !== undefined && isObject(element)) {
      records[index] = objectOf([...Object.entries(element), [MARK, [...marksOf(element), part.sub.name]]]);
    }
  }
  return records;
}

const withoutMarks = (element: Json): Json =>
  isObject(element) && element[MARK] !== undefined
    ? objectOf(Object.entries(element).filter(([name]) => name !== MARK))
    : element;

/** Removes a value from an element; removes the element if only the values of the template are left. */
function withoutPart(element: JsonObject, { template, sub }: ElementPart): JsonObject[] {
  const rest = objectOf(Object.entries(element).filter(([name]) => name !== sub.name));
  const isBare = Object.keys(rest).every((name) => name === MARK || Object.hasOwn(template, name));
  return isBare ? [] : [rest];
}

/**
 * Updates the list of the records with the values in their own targets. A value that was written to its target and is
 * gone from there was removed in Keycloak; one that was never written there stays. The value of the principal element is
 * left to Keycloak's own field.
 */
export function readParts(
  parts: readonly ElementPart[],
  elements: readonly Json[],
  fields: KeycloakFields,
  originals: Originals,
  principal: JsonObject | undefined,
): Json[] {
  let list = [...elements];
  for (const part of parts) {
    const { template, sub, path, target } = part;
    const element = list.find((candidate): candidate is JsonObject => isElement(part, candidate));
    if (element !== undefined && element === principal && sub.name === 'value') continue;
    const recorded = element?.[sub.name];
    const shaped = recorded === undefined ? undefined : storedFor(part, recorded).shaped;
    const stored = target.read(fields);
    if (recorded !== undefined && target.same(shaped, stored)) continue;
    const value = readValue(path, sub, part, fields, originals);
    if (value !== undefined) {
      const filled = objectOf([...Object.entries(element ?? template), [sub.name, value]]);
      list =
        element === undefined ? [...list, filled] : list.map((other) => (other === element ? filled : other));
    } else if (element !== undefined && marksOf(element).includes(sub.name)) {
      list = list.flatMap((other) => (other === element ? withoutPart(element, part) : [other]));
    }
  }
  return list.map(withoutMarks);
}
