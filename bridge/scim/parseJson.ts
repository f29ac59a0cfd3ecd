import { ScimError } from './errors.ts';
import { emptyObject, RESERVED_NAMES, type Json } from './json.ts';

/** Deepest nesting of a request body; SCIM itself needs six levels. */
const MAX_DEPTH = 32;

function checkDepth(text: string): void {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (quoted) {
      if (char === '\\') i += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') {
      depth += 1;
      if (depth > MAX_DEPTH) {
        throw new ScimError('invalidSyntax', `The body is nested more than ${MAX_DEPTH} levels deep.`);
      }
    } else if (char === '}' || char === ']') depth -= 1;
  }
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

/** What is wrong with a text that is no JSON, without the piece of the body that V8 quotes: it may be a secret. */
const mistake = (error: unknown): string => (error as Error).message.replace(/, (\.\.\.)?".*$/s, '');

/** Parses the JSON of a request into prototype-less objects, refusing deep nesting and names with a meaning to JavaScript. */
export function parseJson(text: string): Json {
  checkDepth(text);
  try {
    return withoutPrototypes(JSON.parse(text) as Json);
  } catch (error) {
    if (error instanceof ScimError) throw error;
    throw new ScimError('invalidSyntax', `The body is not JSON: ${mistake(error)}.`);
  }
}
