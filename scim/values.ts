import { ScimError, show } from './errors.ts';
import { emptyObject, isObject, type Json, type JsonObject } from './json.ts';
import { instantOf } from './filter/compare.ts';
import { findAttribute } from './schema/lookup.ts';
import type { Attribute } from './schema/types.ts';

/** How strictly a client's values are read. */
export interface Reading {
  /** What to do with attributes that no schema declares. */
  readonly unknown: 'keep' | 'ignore' | 'reject';
  /** Whether canonical values are suggestions (RFC 7643 §2.4) or the only values allowed. */
  readonly canonicalValues: 'suggest' | 'enforce';
  /** Told the path of everything that was read past. */
  readonly ignored: (path: string) => void;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function wrong(path: string, expected: string, value: Json): ScimError {
  return new ScimError('invalidValue', `"${path}" takes ${expected}, not ${show(value)}.`);
}

/** Refuses text that no store can hold: NUL characters and halves of surrogate pairs. */
export function checkText(text: string, path: string): string {
  if (text.includes('\u0000')) {
    throw new ScimError('invalidValue', `"${path}" holds a NUL character (U+0000); leave it out.`);
  }
  if (!text.isWellFormed()) {
    throw new ScimError('invalidValue', `"${path}" holds half of a surrogate pair; send whole characters.`);
  }
  return text;
}

const READERS: Record<
  Exclude<Attribute['type'], 'complex'>,
  { expected: string; accepts: (value: Json) => boolean }
> = {
  string: { expected: 'a string', accepts: (value) => typeof value === 'string' },
  reference: { expected: 'a string holding a URI', accepts: (value) => typeof value === 'string' },
  boolean: { expected: 'true or false', accepts: (value) => typeof value === 'boolean' },
  integer: { expected: 'a whole number', accepts: (value) => Number.isSafeInteger(value) },
  decimal: { expected: 'a number', accepts: (value) => typeof value === 'number' },
  dateTime: {
    expected: 'a date and time with a zone, such as "2026-01-31T08:00:00Z"',
    accepts: (value) => typeof value === 'string' && instantOf(value) !== undefined,
  },
  binary: {
    expected: 'Base64 text',
    accepts: (value) => typeof value === 'string' && BASE64.test(value),
  },
};

function readSimple(attribute: Attribute, value: Json, path: string, reading: Reading): Json {
  if (attribute.type === 'complex') throw new TypeError(`${path} is complex`);
  const { expected, accepts } = READERS[attribute.type];
  if (!accepts(value)) {
    // What is never returned does not belong into an error either.
    if (attribute.returned === 'never') throw new ScimError('invalidValue', `"${path}" takes ${expected}.`);
    throw wrong(path, expected, value);
  }
  if (typeof value !== 'string') return value;
  checkText(value, path);
  const allowed = attribute.canonicalValues;
  if (reading.canonicalValues === 'enforce' && allowed !== undefined) {
    const match = allowed.find((one) => one.toLowerCase() === value.toLowerCase());
    if (match === undefined) throw wrong(path, `one of ${allowed.join(', ')}`, value);
  }
  return value;
}

/** Reads the members of an object against the attributes that it may have; read-only ones are passed over. */
export function readAttributes(
  attributes: readonly Attribute[],
  source: JsonObject,
  prefix: string,
  reading: Reading,
  target: JsonObject = emptyObject(),
): JsonObject {
  const seen = new Set<string>();
  for (const [key, value] of Object.entries(source)) {
    const attribute = findAttribute(attributes, key);
    if (attribute === undefined) {
      if (reading.unknown === 'reject') {
        throw new ScimError('invalidSyntax', `There is no attribute "${prefix}${key}".`);
      }
      reading.ignored(`${prefix}${key}`);
      continue;
    }
    const path = `${prefix}${attribute.name}`;
    if (seen.has(attribute.name)) {
      throw new ScimError('invalidSyntax', `"${path}" is given twice, in different spellings of its name.`);
    }
    seen.add(attribute.name);
    if (attribute.mutability === 'readOnly') continue;
    const read = readValue(attribute, value, path, reading);
    if (read !== undefined) target[attribute.name] = read;
  }
  return target;
}

/** Reads one value of an attribute, not the list as a whole; `undefined` when it says nothing. */
export function readElement(
  attribute: Attribute,
  value: Json,
  path: string,
  reading: Reading,
): Json | undefined {
  if (value === null) return undefined;
  if (attribute.type !== 'complex') return readSimple(attribute, value, path, reading);
  if (!isObject(value)) throw wrong(path, 'an object', value);
  const read = readAttributes(attribute.subAttributes ?? [], value, `${path}.`, reading);
  return Object.keys(read).length === 0 ? undefined : read;
}

/**
 * Reads the value of an attribute into its canonical form: names as in the schema, no nulls, nothing empty
 * (RFC 7643 §2.5: null and an empty list are the same as no value). `undefined` means unassigned.
 */
export function readValue(
  attribute: Attribute,
  value: Json,
  path: string,
  reading: Reading,
): Json | undefined {
  if (!attribute.multiValued) return readElement(attribute, value, path, reading);
  if (value === null) return undefined;
  if (!Array.isArray(value)) throw wrong(path, 'an array', value);
  const elements = value
    .map((element, i) => readElement(attribute, element, `${path}[${i}]`, reading))
    .filter((element) => element !== undefined);
  if (primaries(elements).length > 1) {
    throw new ScimError(
      'invalidValue',
      `"${path}" has more than one primary value; at most one may be primary.`,
    );
  }
  return elements.length === 0 ? undefined : elements;
}

/** The elements that are marked as primary. */
export function primaries(elements: readonly Json[]): JsonObject[] {
  return elements.filter((element) => isObject(element)).filter((element) => element.primary === true);
}

/** How deep an extension that no schema declares may be nested. */
export const FOREIGN_DEPTH = 8;

/** Reads a value that no schema declares: any JSON of bounded depth with storable text. */
export function readForeign(value: Json, path: string, depth = FOREIGN_DEPTH): Json | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') return checkText(value, path);
  if (typeof value !== 'object') return value;
  if (depth === 0) throw new ScimError('invalidValue', `"${path}" is nested too deeply.`);
  if (Array.isArray(value)) {
    const elements = value
      .map((element, i) => readForeign(element, `${path}[${i}]`, depth - 1))
      .filter((element) => element !== undefined);
    return elements.length === 0 ? undefined : elements;
  }
  const read = emptyObject();
  for (const [key, member] of Object.entries(value)) {
    const kept = readForeign(member, `${path}.${checkText(key, path)}`, depth - 1);
    if (kept !== undefined) read[key] = kept;
  }
  return Object.keys(read).length === 0 ? undefined : read;
}
