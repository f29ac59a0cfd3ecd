import { ScimError } from '../errors.ts';
import { clone, emptyObject, isObject, objectOf, type Json, type JsonObject } from '../json.ts';
import type { PatchPath } from '../path/parse.ts';
import { readExtension } from '../resource.ts';
import { attributePath, findSchema, resolve, type ResolvedAttribute } from '../schema/lookup.ts';
import type { Attribute, ResourceType } from '../schema/types.ts';
import { append, readElement, readForeign, readValue, type Reading } from '../values.ts';
import { describedElement, elementFilter, settlePrimary, withoutListed } from './elements.ts';
import type { PatchOperation } from './operations.ts';

/** How a PATCH is applied. */
export interface PatchOptions extends Reading {
  /** What `emails[type eq "work"].value` means when no element matches: make one, or 400 `noTarget`. */
  readonly unmatchedElement: 'create' | 'noTarget';
}

/** One change at one place: everything that the functions below need to know. */
interface Change {
  readonly op: PatchOperation['op'];
  readonly value: Json | undefined;
  readonly path: PatchPath | undefined;
  readonly type: ResourceType;
  readonly options: PatchOptions;
}

const OBJECT_LIKE_ADD = (change: Change, attribute: Attribute): Json | undefined =>
  attribute.multiValued && change.value !== undefined && change.value !== null && !Array.isArray(change.value)
    ? [change.value]
    : change.value;

/**
 * Applies the operations of a PATCH to a resource and returns the result; the resource given is left as it is, so
 * that an operation that fails undoes all of them (RFC 7644 §3.5.2).
 */
export function applyPatch(
  type: ResourceType,
  resource: JsonObject,
  operations: readonly PatchOperation[],
  options: PatchOptions,
): JsonObject {
  const result = clone(resource);
  for (const { op, path, value } of operations) {
    if (path === undefined) applyObject(result, { op, value, path, type, options });
    else applyAtPath(result, path.path, { op, value, path, type, options });
  }
  return result;
}

/** An operation without a path: each member of its value is an operation of its own (RFC 7644 §3.5.2.1, §3.5.2.3). */
function applyObject(resource: JsonObject, change: Change): void {
  if (!isObject(change.value)) return;
  for (const [name, value] of Object.entries(change.value)) {
    if (findSchema(change.type, name) === change.type.schema) applyObject(resource, { ...change, value });
    else applyAtPath(resource, name, { ...change, value });
  }
}

function applyAtPath(resource: JsonObject, text: string, change: Change): void {
  const { type, options } = change;
  const resolved = resolve(type, text);
  switch (resolved.kind) {
    case 'attribute': {
      applyAttribute(resource, resolved, change);
      return;
    }
    case 'extension': {
      applyExtension(resource, resolved.extension.id, change);
      return;
    }
    case 'foreign': {
      if (isObject(change.value) && change.path === undefined) applyExtension(resource, text, change);
      else applyForeign(resource, resolved.urn, resolved.name, change);
      return;
    }
    case 'unknown': {
      if (options.unknown === 'reject') {
        const code = change.path === undefined ? 'invalidSyntax' : 'invalidPath';
        throw new ScimError(code, `There is no attribute "${text}" on ${type.name}.`);
      }
      options.ignored(text);
    }
  }
}

/** The object an extension's attributes live in, made when it is not there yet. */
function extensionOf(resource: JsonObject, urn: string): JsonObject {
  const key = Object.keys(resource).find((name) => name.toLowerCase() === urn.toLowerCase()) ?? urn;
  const existing = resource[key];
  const holder = isObject(existing) ? existing : emptyObject();
  resource[key] = holder;
  return holder;
}

function dropIfEmpty(resource: JsonObject, urn: string): void {
  for (const [key, value] of Object.entries(resource)) {
    if (key.toLowerCase() === urn.toLowerCase() && isObject(value) && Object.keys(value).length === 0) {
      Reflect.deleteProperty(resource, key);
    }
  }
}

function applyExtension(resource: JsonObject, urn: string, change: Change): void {
  const value = change.value ?? null;
  if (change.op === 'remove' || value === null) {
    const holder = extensionOf(resource, urn);
    for (const name of Object.keys(holder)) Reflect.deleteProperty(holder, name);
  } else {
    const schema = findSchema(change.type, urn);
    if (schema === undefined || !isObject(value)) {
      const read = readExtension(change.type, urn, value, change.options);
      if (read !== undefined) Object.assign(extensionOf(resource, read.urn), read.value);
    } else {
      for (const [name, member] of Object.entries(value)) {
        applyAtPath(resource, `${schema.id}:${name}`, { ...change, path: undefined, value: member });
      }
    }
  }
  dropIfEmpty(resource, urn);
}

function applyForeign(resource: JsonObject, urn: string, name: string, change: Change): void {
  const path = `${urn}:${name}`;
  if (change.options.unknown !== 'keep') {
    if (change.options.unknown === 'reject')
      throw new ScimError('invalidPath', `There is no attribute "${path}".`);
    change.options.ignored(path);
    return;
  }
  if (change.path?.filter !== undefined || name.includes('.')) {
    throw new ScimError(
      'invalidPath',
      `"${path}" is declared by no schema and can only be changed as a whole.`,
    );
  }
  const holder = extensionOf(resource, urn);
  const own = Object.keys(holder).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
  const read = change.op === 'remove' ? undefined : readForeign(change.value ?? null, path);
  const old = holder[own];
  if (read === undefined) Reflect.deleteProperty(holder, own);
  else
    holder[own] =
      change.op === 'add' && Array.isArray(old) ? append(old, Array.isArray(read) ? read : [read]) : read;
  dropIfEmpty(resource, urn);
}

function applyAttribute(resource: JsonObject, resolved: ResolvedAttribute, change: Change): void {
  const { extension, attribute, sub } = resolved;
  const target = sub ?? attribute;
  if (attribute.mutability === 'readOnly' || target.mutability === 'readOnly') {
    if (change.path === undefined) return;
    throw new ScimError(
      'mutability',
      `"${attributePath(resolved)}" is set by the service and cannot be changed.`,
    );
  }
  if (attribute.name === 'schemas' && extension === undefined) return;
  const holder = extension === undefined ? resource : extensionOf(resource, extension.id);
  const before = holder[attribute.name];
  const after = changed(before, resolved, change);
  const empty = after === undefined || (Array.isArray(after) && after.length === 0);
  if (empty || (isObject(after) && Object.keys(after).length === 0)) {
    Reflect.deleteProperty(holder, attribute.name);
  } else {
    holder[attribute.name] =
      Array.isArray(after) && Array.isArray(before)
        ? settlePrimary(
            before,
            after,
            attributePath(extension === undefined ? { attribute } : { extension, attribute }),
          )
        : after;
  }
  if (extension !== undefined) dropIfEmpty(resource, extension.id);
}

/** The new value of an attribute. */
function changed(before: Json | undefined, resolved: ResolvedAttribute, change: Change): Json | undefined {
  const { attribute, sub } = resolved;
  const filter = change.path?.filter;
  if (filter !== undefined || (sub !== undefined && attribute.multiValued)) {
    return changedElements(Array.isArray(before) ? before : [], resolved, change);
  }
  if (sub !== undefined) return withSub(isObject(before) ? before : emptyObject(), sub, resolved, change);

  const path = attributePath(resolved);
  if (change.op === 'remove') {
    const listed = attribute.multiValued ? OBJECT_LIKE_ADD(change, attribute) : undefined;
    if (!Array.isArray(listed) || !Array.isArray(before)) return undefined;
    return withoutListed(before, listed);
  }
  const value = OBJECT_LIKE_ADD(change, attribute) ?? null;
  if (!attribute.multiValued && attribute.type === 'complex' && isObject(value)) {
    const merged = isObject(before) ? before : emptyObject();
    for (const [name, member] of Object.entries(value)) {
      const inner = attribute.subAttributes?.find((one) => one.name.toLowerCase() === name.toLowerCase());
      if (inner === undefined) readValue(attribute, objectOf([[name, member]]), path, change.options);
      else if (inner.mutability !== 'readOnly')
        withSub(merged, inner, resolved, { ...change, value: member });
    }
    return merged;
  }
  const read = readValue(attribute, value, path, change.options);
  return change.op === 'add' && Array.isArray(before) && Array.isArray(read)
    ? append(before, read)
    : (read ?? (change.op === 'add' && Array.isArray(value) ? before : undefined));
}

/** A structured value with one sub-attribute changed. */
function withSub(
  holder: JsonObject,
  sub: Attribute,
  resolved: ResolvedAttribute,
  change: Change,
): JsonObject {
  const path = attributePath({ ...resolved, sub });
  const read =
    change.op === 'remove' ? undefined : readValue(sub, change.value ?? null, path, change.options);
  if (read === undefined) Reflect.deleteProperty(holder, sub.name);
  else holder[sub.name] = read;
  return holder;
}

/** A list with some elements changed: those that the path's filter selects, or all of them. */
function changedElements(before: readonly Json[], resolved: ResolvedAttribute, change: Change): Json[] {
  const { extension, attribute } = resolved;
  const { type, op, path, options } = change;
  const filter = path?.filter;
  if (!attribute.multiValued || attribute.type !== 'complex') {
    throw new ScimError(
      'invalidPath',
      `"${attributePath(resolved)}" is not a list; a path to it takes no filter.`,
    );
  }
  const sub = path?.sub === undefined ? resolved.sub : subAttribute(attribute, path.sub, resolved);
  if (sub?.mutability === 'readOnly') {
    throw new ScimError(
      'mutability',
      `"${attribute.name}.${sub.name}" is set by the service and cannot be changed.`,
    );
  }
  const selects = filter === undefined ? () => true : elementFilter(type, extension?.id, attribute, filter);
  const inner = { ...resolved, attribute };
  const apply = (element: JsonObject): JsonObject | undefined => {
    if (sub !== undefined) return withSub(element, sub, inner, change);
    if (op === 'remove') return undefined;
    const read = readElement(attribute, change.value ?? null, attribute.name, options);
    if (!isObject(read)) return undefined;
    return op === 'add' ? objectOf([...Object.entries(element), ...Object.entries(read)]) : read;
  };
  const after: Json[] = [];
  let matched = false;
  for (const element of before) {
    if (!isObject(element) || !selects(element)) {
      after.push(element);
      continue;
    }
    matched = true;
    const next = apply(clone(element));
    if (next !== undefined && Object.keys(next).length > 0) after.push(next);
  }
  if (matched || op === 'remove' || change.value === null) return after;
  return [...after, newElement(resolved, change, apply)];
}

function newElement(
  resolved: ResolvedAttribute,
  { path, options }: Change,
  apply: (element: JsonObject) => JsonObject | undefined,
): JsonObject {
  const filter = path?.filter;
  const described = filter === undefined ? emptyObject() : describedElement(resolved.attribute, filter);
  if (filter !== undefined && (options.unmatchedElement === 'noTarget' || described === undefined)) {
    throw new ScimError(
      'noTarget',
      `No element of "${attributePath(resolved)}" matches the filter of the path.`,
    );
  }
  const made = apply(described ?? emptyObject());
  if (made === undefined) throw new ScimError('invalidValue', `"${attributePath(resolved)}" needs a value.`);
  return objectOf([...Object.entries(described ?? {}), ...Object.entries(made)]);
}

function subAttribute(attribute: Attribute, name: string, resolved: ResolvedAttribute): Attribute {
  const sub = attribute.subAttributes?.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (sub === undefined) {
    throw new ScimError('invalidPath', `There is no attribute "${attributePath(resolved)}.${name}".`);
  }
  return sub;
}
