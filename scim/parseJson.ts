import { ScimError } from './errors.ts';
import { emptyObject, RESERVED_NAMES, type Json } from './json.ts';
import { LIMITS } from './limits.ts';

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const COMMA = ','.charCodeAt(0);
const [OPEN_LIST, CLOSE_LIST] = ['['.charCodeAt(0), ']'.charCodeAt(0)];
const [OPEN_OBJECT, CLOSE_OBJECT] = ['{'.charCodeAt(0), '}'.charCodeAt(0)];

const tooDeep = (): ScimError =>
  new ScimError('invalidSyntax', `The body is nested more than ${LIMITS.depth.max} levels deep.`);

const tooManyMembers = (at: number): ScimError =>
  new ScimError(
    'invalidValue',
    `An object in the body has more than ${LIMITS.members.max} members, at character ${at + 1}.`,
  );

const tooManyValues = (): ScimError =>
  new ScimError('tooLarge', `The body holds more than ${LIMITS.values.max} values.`);

/** Refuses text that is nested too deeply or holds too many values, before it is parsed. */
function checkText(text: string): void {
  /** The number of commas in each open object; `undefined` for an open list. */
  const open: (number | undefined)[] = [];
  let values = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i);
    if (quoted) {
      if (char === BACKSLASH) i += 1;
      else if (char === QUOTE) quoted = false;
    } else if (char === QUOTE) quoted = true;
    else if (char === COMMA) {
      values += 1;
      const commas = open.at(-1);
      if (commas === undefined) continue;
      if (commas + 2 > LIMITS.members.max) throw tooManyMembers(i);
      open[open.length - 1] = commas + 1;
    } else if (char === OPEN_LIST || char === OPEN_OBJECT) {
      values += 1;
      if (open.length === LIMITS.depth.max) throw tooDeep();
      open.push(char === OPEN_OBJECT ? 0 : undefined);
    } else if (char === CLOSE_LIST || char === CLOSE_OBJECT) open.pop();
  }
  if (values > LIMITS.values.max) throw tooManyValues();
}

function withoutPrototypes(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutPrototypes);
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
    throw new ScimError('invalidValue', 'The body holds a number that is too large to keep.');
  }
  if (typeof value !== 'object' || value === null) return value;
  const result = emptyObject();
  for (const [key, member] of Object.entries(value)) {
    if (RESERVED_NAMES.has(key)) throw new ScimError('invalidSyntax', `"${key}" is no name of an attribute.`);
    result[key] = withoutPrototypes(member);
  }
  return result;
}

/** The message of a syntax error without the piece of the body that V8 quotes, which may be a secret. */
const messageOf = (error: unknown): string => (error as Error).message.replace(/, (\.\.\.)?".*$/s, '');

/**
 * Parses the JSON of a request into objects without a prototype; refuses deep nesting, too many values, and names with a
 * meaning to JavaScript.
 */
export function parseJson(text: string): Json {
  checkText(text);
  try {
    return withoutPrototypes(JSON.parse(text) as Json);
  } catch (error) {
    if (error instanceof ScimError) throw error;
    throw new ScimError('invalidSyntax', `The body is not JSON: ${messageOf(error)}.`);
  }
}
