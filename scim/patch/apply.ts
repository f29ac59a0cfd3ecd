import { ScimError } from '../errors.ts';
import { clone, createFoldedNames, emptyObject, isObject, type Json, type JsonObject } from '../json.ts';
import { LIMITS } from '../limits.ts';
import { extensionObject, knownExtensionObject } from '../resource.ts';
import {
  attributePath,
  findAttribute,
  findSchema,
  isOfAnotherKind,
  isUrn,
  leadsIntoNothing,
  resolve,
  type ResolvedAttribute,
} from '../schema/lookup.ts';
import type { Attribute, ResourceType, Schema } from '../schema/types.ts';
import { readAttributes, readValue } from '../values.ts';
import { assign, changeExtension, createLook, type Change, type PatchOptions } from './change.ts';
import { applyForeign } from './foreign.ts';
import { changedList } from './list.ts';
import type { PatchOperation } from './operations.ts';

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
  const names = createFoldedNames();
  const look = createLook();
  for (const { op, path, value = null } of operations) {
    const change = { op, value, path, type, options, names, look };
    if (path === undefined) applyMembers(result, '', change);
    else applyAt(result, path.path, change);
  }
  checkExtensions(resource, result);
  return result;
}

/** Refuses a resource that has got more extensions than it may; what it has had all along stays. */
function checkExtensions(before: JsonObject, after: JsonObject): void {
  const { max } = LIMITS.extensions;
  const [had, has] = [before, after].map((resource) => Object.keys(resource).filter(isUrn).length);
  if (has === undefined || has <= Math.max(max, had ?? 0)) return;
  throw new ScimError(
    'invalidValue',
    `The resource would have ${has} extensions, of which ${max} are taken.`,
  );
}

/** Applies each member of a value as an operation of its own (RFC 7644 §3.5.2.1, §3.5.2.3). */
function applyMembers(resource: JsonObject, prefix: string, change: Change): void {
  if (!isObject(change.value)) return;
  for (const [name, value] of Object.entries(change.value)) {
    applyAt(resource, `${prefix}${name}`, { ...change, path: undefined, value });
  }
}

function applyAt(resource: JsonObject, name: string, change: Change): void {
  const { type } = change;
  const resolved = resolve(type, name);
  switch (resolved.kind) {
    case 'attribute': {
      applyAttribute(resource, resolved, change);
      return;
    }
    case 'extension': {
      applyExtension(resource, resolved.extension, change);
      return;
    }
    case 'foreign': {
      applyForeign(resource, name, change);
      return;
    }
    case 'unknown': {
      const isCore = findSchema(type, name) === type.schema;
      if (isCore && change.op !== 'remove') applyCore(resource, name, change);
      else passOver(name, change);
    }
  }
}

/** Applies the members of an object under the URN of the core schema. */
function applyCore(resource: JsonObject, urn: string, change: Change): void {
  if (change.path?.filter !== undefined) {
    throw new ScimError('invalidPath', `"${urn}" is a schema, not a list; a path to it takes no filter.`);
  }
  if (change.value !== null)
    applyMembers(resource, '', { ...change, value: extensionObject(urn, change.value) });
}

/** Reads past an attribute that nobody knows, or refuses it; a path that can lead nowhere is refused in any case. */
function passOver(name: string, { path, type, options }: Change): void {
  const refuses =
    options.unknown === 'reject' ||
    (path !== undefined &&
      (options.unknownPath === 'refuse' || isOfAnotherKind(type, name) || leadsIntoNothing(type, name)));
  if (!refuses) {
    options.ignored(name);
    return;
  }
  const code = path === undefined ? 'invalidSyntax' : 'invalidPath';
  throw new ScimError(code, `There is no attribute "${name}" on ${type.name}.`);
}

function applyExtension(resource: JsonObject, { id }: Schema, change: Change): void {
  const { op, path, value } = change;
  if (path?.filter !== undefined) {
    throw new ScimError('invalidPath', `"${id}" is an extension, not a list; a path to it takes no filter.`);
  }
  if (op === 'remove' || value === null) {
    changeExtension(resource, id, change.names, (extension) => {
      for (const name of Object.keys(extension)) change.names.assign(extension, name, undefined);
    });
  } else {
    applyMembers(resource, `${id}:`, { ...change, value: knownExtensionObject(id, value) });
  }
}

function applyAttribute(resource: JsonObject, resolved: ResolvedAttribute, change: Change): void {
  const { extension, attribute, sub } = resolved;
  if (attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly') {
    if (change.path === undefined) return;
    throw new ScimError(
      'mutability',
      `"${attributePath(resolved)}" is set by the service and cannot be changed.`,
    );
  }
  if (attribute.name === 'schemas' && extension === undefined) return;
  const set = (holder: JsonObject): void => {
    const value = changed(holder[attribute.name], resolved, change);
    const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
    change.names.assign(holder, attribute.name, isEmpty ? undefined : value);
  };
  if (extension === undefined) set(resource);
  else changeExtension(resource, extension.id, change.names, set);
}

/** The new value of an attribute. */
function changed(before: Json | undefined, resolved: ResolvedAttribute, change: Change): Json | undefined {
  const { attribute } = resolved;
  const { op, path, value, options } = change;
  if (attribute.multiValued) return changedList(Array.isArray(before) ? before : [], resolved, change);
  const name = attributePath(resolved);
  if (path?.filter !== undefined) {
    throw new ScimError('invalidPath', `"${name}" is not a list; a path to it takes no filter.`);
  }
  if (attribute.type === 'complex') return changedComplex(before, resolved, change);
  return op === 'remove' ? undefined : readValue(attribute, value, name, options);
}

/** Sub-attributes that a change does not speak of stay as they are (RFC 7644 §3.5.2.1, §3.5.2.3). */
function changedComplex(
  before: Json | undefined,
  { sub, ...whole }: ResolvedAttribute,
  { op, value, options }: Change,
): Json | undefined {
  const after = isObject(before) ? before : emptyObject();
  const path = attributePath(whole);
  if (sub !== undefined) {
    const read = op === 'remove' ? undefined : readValue(sub, value, `${path}.${sub.name}`, options);
    assign(after, sub.name, read);
    return after;
  }
  if (op === 'remove' || value === null) return undefined;
  if (!isObject(value)) return readValue(whole.attribute, value, path, options);
  const subs: readonly Attribute[] = whole.attribute.subAttributes ?? [];
  const read = readAttributes(subs, value, `${path}.`, options);
  for (const name of Object.keys(value)) {
    const named = findAttribute(subs, name);
    if (named !== undefined && named.mutability !== 'readOnly') assign(after, named.name, read[named.name]);
  }
  return after;
}
