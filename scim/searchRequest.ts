import { ScimError, show } from './errors.ts';
import { isObject, memberOf, type Json, type JsonObject } from './json.ts';
import { MESSAGES } from './messages.ts';
import { readNames } from './projection.ts';

/** The members of a SearchRequest (RFC 7644 §3.4.3). */
export interface SearchRequest {
  readonly attributes?: readonly string[];
  readonly excludedAttributes?: readonly string[];
  readonly filter?: string;
  readonly sortBy?: string;
  readonly sortOrder?: string;
  readonly startIndex?: number;
  readonly count?: number;
}

function names(body: JsonObject, name: string): readonly string[] | undefined {
  const value = memberOf(body, name);
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return readNames(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
    return readNames(value.join(','));
  }
  throw new ScimError('invalidValue', `"${name}" takes an array of attribute names, not ${show(value)}.`);
}

function text(body: JsonObject, name: string): string | undefined {
  const value = memberOf(body, name);
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  throw new ScimError('invalidValue', `"${name}" takes a string, not ${show(value)}.`);
}

function whole(body: JsonObject, name: string): number | undefined {
  const value = memberOf(body, name);
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw new ScimError('invalidValue', `"${name}" takes a whole number, not ${show(value)}.`);
}

/** Reads the body of a POST to `/.search` (RFC 7644 §3.4.3). */
export function readSearchRequest(body: Json | undefined): SearchRequest {
  if (!isObject(body)) {
    throw new ScimError('invalidSyntax', 'The body must be a JSON object, a SearchRequest.');
  }
  const schemas = memberOf(body, 'schemas');
  if (
    !Array.isArray(schemas) ||
    !schemas.some((urn) => typeof urn === 'string' && urn.toLowerCase() === MESSAGES.search.toLowerCase())
  ) {
    throw new ScimError('invalidSyntax', `"schemas" must be an array that names "${MESSAGES.search}".`);
  }
  const members = {
    attributes: names(body, 'attributes'),
    excludedAttributes: names(body, 'excludedAttributes'),
    filter: text(body, 'filter'),
    sortBy: text(body, 'sortBy'),
    sortOrder: text(body, 'sortOrder'),
    startIndex: whole(body, 'startIndex'),
    count: whole(body, 'count'),
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
