import { ScimError } from './errors.ts';
import { checkLength } from './filter/tokens.ts';
import { isObject, memberOf, type Json, type JsonObject } from './json.ts';
import { LIMITS, type Limit } from './limits.ts';
import { checkOperations } from './patch/operations.ts';
import { readNames } from './projection.ts';
import { isUrn } from './schema/lookup.ts';

/** The parts of a request that have bounds. */
export interface Bounded {
  /** The kind of message in the body; `none` for requests without one. */
  readonly message: 'resource' | 'patch' | 'search' | 'none';
  readonly query: ReadonlyMap<string, string>;
  readonly body: Json | undefined;
}

/** Refuses a request in which a text or a list is over its bound ({@link LIMITS}), before anything works on it. */
export function checkBounds({ message, query, body }: Bounded): void {
  for (const [name, value] of query) checkParameter(name, value);
  if (body === undefined) return;
  if (message === 'patch' && isObject(body)) {
    checkPatch(body);
    return;
  }
  checkValue(body, '');
  if (!isObject(body)) return;
  if (message === 'resource') checkExtensions(body, 'The body');
  if (message === 'search') for (const [name, value] of Object.entries(body)) checkParameter(name, value);
}

/** A parameter of a query, or a member of a SearchRequest (RFC 7644 §3.4.2, §3.4.3). */
function checkParameter(name: string, value: Json): void {
  switch (name.toLowerCase()) {
    case 'filter':
      if (typeof value === 'string') checkLength(value, 'filter');
      return;
    case 'sortby':
      if (typeof value === 'string') checkCharacters(name, value.length, LIMITS.sortBy);
      return;
    case 'attributes':
    case 'excludedattributes':
      checkNames(
        name,
        (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string'),
      );
  }
}

function checkNames(name: string, texts: readonly string[]): void {
  const characters = texts.reduce((sum, text) => sum + text.length + 1, -1);
  checkCharacters(name, characters, LIMITS.attributes);
  const names = readNames(texts.join(','))?.length ?? 0;
  const { max } = LIMITS.attributeNames;
  if (names <= max) return;
  throw new ScimError('invalidValue', `"${name}" has ${names} names, of which at most ${max} are taken.`);
}

function checkCharacters(name: string, length: number, { max }: Limit): void {
  if (length <= max) return;
  throw new ScimError('invalidValue', `"${name}" takes at most ${max} characters, not ${length}.`);
}

/** Groups have many members, and users many groups. The path has not been parsed yet: its length is checked first. */
const limitOf = (path: string): Limit =>
  /(^|:)(members|groups)$/i.test(path.split('[', 1)[0] ?? '') ? LIMITS.memberships : LIMITS.elements;

/** Checks every list and object in a value; `where` is its place in the body, for errors. */
function checkValue(value: Json, where: string, { max }: Limit = LIMITS.elements): void {
  if (Array.isArray(value)) {
    if (value.length > max) {
      const detail = `${place(where)} has ${value.length} elements, of which at most ${max} are taken.`;
      throw new ScimError('invalidValue', detail);
    }
    value.forEach((element, i) => {
      if (typeof element === 'object') checkValue(element, `${where}[${i}]`);
    });
  } else if (isObject(value)) {
    checkMemberNames(value, where);
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === 'object') checkValue(member, inner(where, name), limitOf(name));
    }
  }
}

const inner = (where: string, name: string): string => (where === '' ? name : `${where}.${name}`);

const place = (where: string): string => (where === '' ? 'The body' : `"${where}"`);

function checkMemberNames(object: JsonObject, where: string): void {
  const { max } = LIMITS.name;
  if (Object.keys(object).every((name) => name.length <= max)) return;
  const detail = `${place(where)} has a member whose name is longer than ${max} characters.`;
  throw new ScimError('invalidSyntax', detail);
}

function checkExtensions(object: JsonObject, where: string): void {
  const { max } = LIMITS.extensions;
  const count = Object.keys(object).filter(isUrn).length;
  if (count <= max) return;
  throw new ScimError('invalidValue', `${where} has ${count} extensions, of which at most ${max} are taken.`);
}

function checkPatch(body: JsonObject): void {
  checkMemberNames(body, '');
  for (const [name, value] of Object.entries(body)) {
    if (name.toLowerCase() === 'operations' && Array.isArray(value)) {
      checkOperations(value);
      value.forEach((operation, i) => {
        checkOperation(operation, `${name}[${i}]`);
      });
    } else checkValue(value, name);
  }
}

function checkOperation(operation: Json, where: string): void {
  if (!isObject(operation)) {
    checkValue(operation, where);
    return;
  }
  checkMemberNames(operation, where);
  const path = memberOf(operation, 'path');
  for (const [name, value] of Object.entries(operation)) {
    if (name.toLowerCase() === 'path' && typeof value === 'string') checkLength(value, 'path', where);
  }
  const limit = typeof path === 'string' ? limitOf(path) : LIMITS.elements;
  for (const [name, value] of Object.entries(operation)) {
    checkValue(value, inner(where, name), limit);
    if (isObject(value)) checkExtensions(value, `"${inner(where, name)}"`);
  }
}
