import { ScimError, show } from './errors.ts';
import { emptyObject, isObject, type Json, type JsonObject } from './json.ts';
import { instantOf } from './filter/compare.ts';
import { findAttribute } from './schema/lookup.ts';
import type { Attribute } from './schema/types.ts';

/** How strictly a client's values are read. */
export interface ReadOptions {
  /** How attributes that no schema declares are treated. */
  readonly unknown: 'keep' | 'ignore' | 'reject';
  /** Whether canonical values are suggestions (RFC 7643 §2.4) or the only values allowed. */
  readonly canonicalValues: 'suggest' | 'enforce';
  /** Elements of lists that lost their value and have only a type, a mark or a name left: removed, or kept. */
  readonly hollowElements: 'remove' | 'keep';
  /** Called with the path of every attribute that is passed over. */
  readonly ignored: (path: string) => void;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function wrongType(path: string, expected: string, value: Json): ScimError {
  return new ScimError('invalidValue', `"${path}" takes ${expected}, not ${show(value)}.`);
}

/** Refuses text that Keycloak's database cannot store: NUL characters and halves of surrogate pairs. */
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

function readSimple(attribute: Attribute, value: Json, path: string, options: ReadOptions): Json {
  if (attribute.type === 'complex') throw new TypeError(`${path} is complex`);
  const { expected, accepts } = READERS[attribute.type];
  if (!accepts(value)) {
    // A value that is never returned must not be in an error either (RFC 7643 §7, `returned`).
    if (attribute.returned === 'never') throw new ScimError('invalidValue', `"${path}" takes ${expected}.`);
    throw wrongType(path, expected, value);
  }
  if (typeof value !== 'string') return value;
  checkText(value, path);
  const allowed = attribute.canonicalValues;
  if (options.canonicalValues === 'enforce' && allowed !== undefined) {
    const match = allowed.find((canonical) => canonical.toLowerCase() === value.toLowerCase());
    if (match === undefined) throw wrongType(path, `one of ${allowed.join(', ')}`, value);
  }
  return value;
}

/** Reads the members of an object as attributes; read-only ones are passed over (RFC 7644 §3.5.1). */
export function readAttributes(
  attributes: readonly Attribute[],
  source: JsonObject,
  prefix: string,
  options: ReadOptions,
  target: JsonObject = emptyObject(),
): JsonObject {
  const seen = new Set<string>();
  for (const [key, value] of Object.entries(source)) {
    const attribute = findAttribute(attributes, key);
    if (attribute === undefined) {
      if (options.unknown === 'reject') {
        throw new ScimError('invalidSyntax', `There is no attribute "${prefix}${key}".`);
      }
      options.ignored(`${prefix}${key}`);
      continue;
    }
    const path = `${prefix}${attribute.name}`;
    if (seen.has(attribute.name)) {
      throw new ScimError('invalidSyntax', `"${path}" is given twice, in different spellings of its name.`);
    }
    seen.add(attribute.name);
    if (attribute.mutability === 'readOnly') continue;
    const read = readValue(attribute, value, path, options);
    if (read !== undefined) target[attribute.name] = read;
  }
  return target;
}

/** Sub-attributes that say something about the value of an element, and nothing without one (RFC 7643 §2.4). */
const ABOUT_THE_VALUE: ReadonlySet<string> = new Set(['type', 'primary', 'display']);

/** Whether an element has no other sub-attributes than `type`, `primary` and `display`, although its schema declares others. */
export function isHollow({ subAttributes = [] }: Attribute, element: JsonObject): boolean {
  const holdsValue = (name: string): boolean => !ABOUT_THE_VALUE.has(name);
  return !Object.keys(element).some(holdsValue) && subAttributes.some(({ name }) => holdsValue(name));
}

/** Reads one value of an attribute, for a list one element; `undefined` if it is unassigned. */
export function readElement(
  attribute: Attribute,
  value: Json,
  path: string,
  options: ReadOptions,
): Json | undefined {
  if (value === null) return undefined;
  if (attribute.type !== 'complex') return readSimple(attribute, value, path, options);
  if (!isObject(value)) throw wrongType(path, 'an object', value);
  const read = readAttributes(attribute.subAttributes ?? [], value, `${path}.`, options);
  const lostValue =
    attribute.multiValued &&
    options.hollowElements === 'remove' &&
    Object.values(value).includes(null) &&
    isHollow(attribute, read);
  return lostValue || Object.keys(read).length === 0 ? undefined : read;
}

/**
 * Reads the value of an attribute into canonical form: names as in the schema, no nulls, nothing empty. `undefined` if it
 * is unassigned, which null and an empty list are too (RFC 7643 §2.5).
 */
export function readValue(
  attribute: Attribute,
  value: Json,
  path: string,
  options: ReadOptions,
): Json | undefined {
  if (!attribute.multiValued) return readElement(attribute, value, path, options);
  if (value === null) return undefined;
  if (!Array.isArray(value)) throw wrongType(path, 'an array', value);
  const elements = value
    .map((element, i) => readElement(attribute, element, `${path}[${i}]`, options))
    .filter((element) => element !== undefined);
  if (primaries(elements).length > 1) {
    throw new ScimError(
      'invalidValue',
      `"${path}" has more than one primary value; at most one may be primary.`,
    );
  }
  return elements.length === 0 ? undefined : elements;
}

/** The elements that are marked as primary (RFC 7643 §2.4). */
export function primaries(elements: readonly Json[]): JsonObject[] {
  return elements.filter((element) => isObject(element)).filter((element) => element.primary === true);
}

/** Maximum depth of an extension that no schema declares. */
export const UNDECLARED_DEPTH = 8;

/** Reads a value that no schema declares: any JSON of bounded depth with text that can be stored; `undefined` if it is unassigned. */
export function readUndeclared(value: Json, path: string, depth = UNDECLARED_DEPTH): Json | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') return checkText(value, path);
  if (typeof value !== 'object') return value;
  if (depth === 0) throw new ScimError('invalidValue', `"${path}" is nested too deeply.`);
  if (Array.isArray(value)) {
    const elements = value
      .map((element, i) => readUndeclared(element, `${path}[${i}]`, depth - 1))
      .filter((element) => element !== undefined);
    return elements.length === 0 ? undefined : elements;
  }
  const object = emptyObject();
  for (const [key, member] of Object.entries(value)) {
    const read = readUndeclared(member, `${path}.${checkText(key, path)}`, depth - 1);
    if (read !== undefined) object[key] = read;
  }
  return Object.keys(object).length === 0 ? undefined : object;
}
