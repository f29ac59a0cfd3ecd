import { equal, isObject, objectOf, type Json, type JsonObject } from '../../scim/json.ts';
import type { Attribute } from '../../scim/schema/types.ts';
import type { ExactTexts } from './originals.ts';
import type { KeycloakFields } from './storage/fields.ts';
import { soundElement } from './sound.ts';
import { heldFor, readValue, writeValue, type SimpleRow } from './simpleRow.ts';

/** One value of a list with a home of its own, such as `phoneNumbers[type eq "mobile"].value`. */
export interface ElementPart extends Pick<SimpleRow, 'target' | 'transforms' | 'mirrors'> {
  readonly path: string;
  /** What the element is known by, such as `{type: "mobile"}`. */
  readonly template: JsonObject;
  readonly sub: Attribute;
}

/** A test for elements of which the template's members are given, texts in any case. */
function isElement({ template }: Pick<ElementPart, 'template'>, element: Json): element is JsonObject {
  if (!isObject(element)) return false;
  return Object.entries(template).every(([name, wanted]) => {
    const value = element[name];
    return typeof value === 'string' && typeof wanted === 'string'
      ? value.toLowerCase() === wanted.toLowerCase()
      : equal(value, wanted);
  });
}

/** Notes in an element of a record which of its parts were written to homes of their own; no attribute has such a name. */
const MARK = '@';

const marksOf = (element: JsonObject): readonly Json[] => {
  const marks = element[MARK];
  return Array.isArray(marks) ? marks : [];
};

/** An element as its record has it, with its marks; nothing where somebody damaged the record in Keycloak. */
export function fromRecord(attribute: Attribute, record: Json): JsonObject[] {
  const sound = soundElement(attribute, record);
  if (!isObject(record) || !isObject(sound)) return [];
  const marks = marksOf(record);
  return [marks.length === 0 ? sound : objectOf([...Object.entries(sound), [MARK, [...marks]]])];
}

/** Exact forms are in the records of the list. */
const IN_RECORDS: ExactTexts = { keep: () => undefined, of: () => undefined, save: () => undefined };

/**
 * Writes the values of a list that have homes of their own, and returns the list for its records, in which such values
 * are marked. A list without records has its exact texts where simple values have theirs.
 */
export function writeParts(
  parts: readonly ElementPart[],
  list: readonly Json[],
  fields: KeycloakFields,
  exact: ExactTexts,
  hasRecords: boolean,
): Json[] {
  const records = [...list];
  for (const part of parts) {
    const at = list.findIndex((element) => isElement(part, element));
    const element = records[at];
    const value = isObject(element) ? element[part.sub.name] : undefined;
    writeValue(part.path, part.sub, part, value, fields, hasRecords ? IN_RECORDS : exact);
    if (value !== undefined && isObject(element)) {
      records[at] = objectOf([...Object.entries(element), [MARK, [...marksOf(element), part.sub.name]]]);
    }
  }
  return records;
}

const withoutMarks = (element: Json): Json =>
  isObject(element) && element[MARK] !== undefined
    ? objectOf(Object.entries(element).filter(([name]) => name !== MARK))
    : element;

/** An element without a part; nothing when no more is left than what it is known by. */
function withoutPart(element: JsonObject, { template, sub }: ElementPart): JsonObject[] {
  const kept = objectOf(Object.entries(element).filter(([name]) => name !== sub.name));
  const isBare = Object.keys(kept).every((name) => name === MARK || Object.hasOwn(template, name));
  return isBare ? [] : [kept];
}

/**
 * A list that was read from its records, brought in line with what the homes of its values hold now. A value that was
 * written to its home and is gone from there was taken away; one that was never written there still counts. The value of
 * the principal element is for Keycloak's own field to say.
 */
export function readParts(
  parts: readonly ElementPart[],
  stored: readonly Json[],
  fields: KeycloakFields,
  exact: ExactTexts,
  principal: JsonObject | undefined,
): Json[] {
  let list = [...stored];
  for (const part of parts) {
    const { template, sub, path, target } = part;
    const element = list.find((one): one is JsonObject => isElement(part, one));
    if (element !== undefined && element === principal && sub.name === 'value') continue;
    const recorded = element?.[sub.name];
    const shaped = recorded === undefined ? undefined : heldFor(part, recorded).shaped;
    const held = target.read(fields);
    if (recorded !== undefined && target.same(shaped, held)) continue;
    const value = readValue(path, sub, part, fields, exact);
    if (value !== undefined) {
      const filled = objectOf([...Object.entries(element ?? template), [sub.name, value]]);
      list = element === undefined ? [...list, filled] : list.map((one) => (one === element ? filled : one));
    } else if (element !== undefined && marksOf(element).includes(sub.name)) {
      list = list.flatMap((one) => (one === element ? withoutPart(element, part) : [one]));
    }
  }
  return list.map(withoutMarks);
}
