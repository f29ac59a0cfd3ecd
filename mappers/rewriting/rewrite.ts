import { equal, isObject, memberName, objectOf, type Json, type JsonObject } from '../../scim/json.ts';
import { oncePer } from '../../scim/oncePer.ts';
import { coreAttributes, findAttribute, findSchema, resolve } from '../../scim/schema/lookup.ts';
import type { Attribute, ResourceType } from '../../scim/schema/types.ts';
import type { WireRequest } from './quirk.ts';

/** An operation of a PATCH before the quirks; the names of its members are in lower case. */
export interface WireOperation {
  readonly op: Json;
  readonly path?: string;
  readonly value?: Json;
}

/** Replaces the body of a request; returns the request itself if the body is equal. */
export function withBody(request: WireRequest, body: Json | undefined): WireRequest {
  return equal(request.body, body) ? request : { ...request, body };
}

/** Reads an operation once, however many quirks look at it; a body does not change, its copies do. */
const readOperation = oncePer((source: JsonObject): WireOperation => {
  const get = (name: string): Json | undefined => {
    const key = memberName(source, name);
    return key === undefined ? undefined : source[key];
  };
  const path = get('path');
  const value = get('value');
  return {
    op: get('op') ?? null,
    ...(typeof path === 'string' ? { path } : {}),
    ...(value === undefined ? {} : { value }),
  };
});

/** Rewrites every operation of a PATCH into any number of operations. */
export function rewriteOperations(
  request: WireRequest,
  rewrite: (operation: WireOperation) => readonly WireOperation[],
): WireRequest {
  const { body } = request;
  if (request.message !== 'patch' || !isObject(body)) return request;
  const name = memberName(body, 'Operations');
  const operations = name === undefined ? undefined : body[name];
  if (name === undefined || !Array.isArray(operations)) return request;
  const rewritten = operations.flatMap((operation): Json[] => {
    if (!isObject(operation)) return [operation];
    const before = readOperation(operation);
    const after = rewrite(before);
    return after.length === 1 && after[0] === before
      ? [operation]
      : after.map((wire) => objectOf(Object.entries(wire) as [string, Json][]));
  });
  const isSame = rewritten.length === operations.length && rewritten.every((one, i) => one === operations[i]);
  return isSame ? request : withBody(request, objectOf([...Object.entries(body), [name, rewritten]]));
}

/** Changes a value of an attribute; called for lists, for their elements and for sub-attributes, outermost first. */
export type Visit = (attribute: Attribute, value: Json, place: 'whole' | 'element') => Json;

function visitValue(attribute: Attribute, value: Json, visit: Visit): Json {
  const whole = visit(attribute, value, attribute.multiValued ? 'whole' : 'element');
  if (attribute.multiValued && Array.isArray(whole)) {
    return withElements(whole, (element) =>
      visitElement(attribute, visit(attribute, element, 'element'), visit),
    );
  }
  return visitElement(attribute, whole, visit);
}

function visitElement(attribute: Attribute, value: Json, visit: Visit): Json {
  return isObject(value) ? visitMembers(attribute.subAttributes ?? [], value, visit) : value;
}

/** Changes the elements of a list; returns the list itself if none changes. */
function withElements(list: Json[], change: (element: Json) => Json): Json[] {
  let changed: Json[] | undefined;
  for (const [i, element] of list.entries()) {
    const after = change(element);
    if (after !== element) (changed ??= [...list])[i] = after;
  }
  return changed ?? list;
}

/** Changes the values of an object; returns the object itself if none changes. */
function withValues(object: JsonObject, change: (name: string, value: Json) => Json): JsonObject {
  let changed: JsonObject | undefined;
  for (const name in object) {
    const value = object[name] as Json;
    const after = change(name, value);
    if (after !== value) (changed ??= objectOf(Object.entries(object)))[name] = after;
  }
  return changed ?? object;
}

function visitMembers(attributes: readonly Attribute[], object: JsonObject, visit: Visit): JsonObject {
  return withValues(object, (name, value) => {
    const attribute = findAttribute(attributes, name);
    return attribute === undefined ? value : visitValue(attribute, value, visit);
  });
}

function visitResource(type: ResourceType, resource: JsonObject, visit: Visit): JsonObject {
  return withValues(resource, (name, value) => {
    const schema = findSchema(type, name);
    if (schema !== undefined) return isObject(value) ? visitMembers(schema.attributes, value, visit) : value;
    const resolved = resolve(type, name);
    return resolved.kind === 'attribute'
      ? visitValue(resolved.sub ?? resolved.attribute, value, visit)
      : value;
  });
}

/**
 * Finds the attribute of a PATCH path, and whether the path selects its elements; `undefined` if no schema declares it. The
 * path is matched by its shape: quirks run before it is parsed, and some repair it.
 */
function targetOf(type: ResourceType, path: string): { attribute: Attribute; element: boolean } | undefined {
  const bracket = /^([^[]+)\[[^]*\](?:\.([\w$-]+))?$/.exec(path);
  const resolved = resolve(type, bracket?.[1] ?? path);
  if (resolved.kind !== 'attribute') return undefined;
  if (bracket === null) return { attribute: resolved.sub ?? resolved.attribute, element: false };
  const sub = bracket[2];
  if (sub === undefined) return { attribute: resolved.attribute, element: true };
  const attribute = findAttribute(resolved.attribute.subAttributes ?? [], sub);
  return attribute === undefined ? undefined : { attribute, element: false };
}

function visitOperation(type: ResourceType, operation: WireOperation, visit: Visit): WireOperation {
  const { op, path, value } = operation;
  // The value of a `remove` lists what to remove; an empty text there must not come to mean the whole list.
  if (value === undefined || (op === 'remove' && value === '')) return operation;
  if (path === undefined)
    return isObject(value) ? { ...operation, value: visitResource(type, value, visit) } : operation;
  const schema = findSchema(type, path);
  if (schema !== undefined && isObject(value)) {
    return { ...operation, value: visitMembers(schema.attributes, value, visit) };
  }
  const target = targetOf(type, path);
  if (target === undefined) return operation;
  const { attribute, element } = target;
  return {
    ...operation,
    value: element
      ? visitElement(attribute, visit(attribute, value, 'element'), visit)
      : visitValue(attribute, value, visit),
  };
}

/** Rewrites the values of declared attributes, in a resource or a PATCH. */
export function rewriteValues(request: WireRequest, visit: Visit): WireRequest {
  if (request.message === 'resource' && isObject(request.body)) {
    return withBody(request, visitResource(request.type, request.body, visit));
  }
  return rewriteOperations(request, (operation) => {
    const visited = visitOperation(request.type, operation, visit);
    return [visited.value === operation.value ? operation : visited];
  });
}

/** Rewrites all filters of a request: its own, and those in PATCH paths. */
export function rewriteFilters(request: WireRequest, rewrite: (filter: string) => string): WireRequest {
  const patched = rewriteOperations(request, (operation) => {
    const { path: before = '' } = operation;
    const [open, close] = [before.indexOf('['), before.lastIndexOf(']')];
    if (open === -1 || close < open) return [operation];
    const path = `${before.slice(0, open)}[${rewrite(before.slice(open + 1, close))}${before.slice(close)}`;
    return [path === before ? operation : { ...operation, path }];
  });
  if (patched.filter === undefined) return patched;
  const filter = rewrite(patched.filter);
  return filter === patched.filter ? patched : { ...patched, filter };
}

/** Lists every attribute and sub-attribute of a resource type. */
export function allAttributes(type: ResourceType): Attribute[] {
  return [...coreAttributes(type), ...type.extensions.flatMap(({ schema }) => schema.attributes)].flatMap(
    (attribute) => [attribute, ...(attribute.subAttributes ?? [])],
  );
}

const TOKENS = /"(?:[^"\\]|\\[^])*"?|[[\]]|[()\s]+|[^"()[\]\s]+/g;

/** The operators of filters, in any case. */
export const FILTER_OPERATOR = /^(eq|ne|co|sw|ew|gt|ge|lt|le|pr)$/i;

/**
 * Splits a filter into quoted texts (the last perhaps without its closing quote), brackets, blanks with parentheses, and
 * words; joined, they are the filter again.
 */
export const filterTokens = (filter: string): string[] => filter.match(TOKENS) ?? [];
