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
  type Resolution,
  type ResolvedAttribute,
} from '../schema/lookup.ts';
import type { Attribute, ResourceType, Schema } from '../schema/types.ts';
import { readAttributes, readValue } from '../values.ts';
import { assign, changeExtension, createWorkCounter, type Change, type PatchOptions } from './change.ts';
import { applyUndeclared } from './undeclared.ts';
import { changedList } from './list.ts';
import type { PatchOperation } from './operations.ts';

/**
 * Applies the operations of a PATCH to a copy of a resource, so that an operation that fails undoes all of them
 * (RFC 7644 §3.5.2).
 */
export function applyPatch(
  type: ResourceType,
  resource: JsonObject,
  operations: readonly PatchOperation[],
  options: PatchOptions,
): JsonObject {
  const result = clone(resource);
  const names = createFoldedNames();
  const countWork = createWorkCounter();
  for (const { op, path, value = null } of operations) {
    const change = { op, value, path, type, options, names, countWork };
    if (path === undefined) applyMembers(result, '', change);
    else applyAt(result, path.path, path.resolved, change);
  }
  checkExtensions(resource, result);
  return result;
}

/** Refuses a PATCH that leaves more extensions than allowed, unless the resource had as many before. */
function checkExtensions(before: JsonObject, after: JsonObject): void {
  const { max } = LIMITS.extensions;
  const count = (resource: JsonObject): number => Object.keys(resource).filter(isUrn).length;
  const extensions = count(after);
  if (extensions <= Math.max(max, count(before))) return;
  throw new ScimError(
    'invalidValue',
    `The resource would have ${extensions} extensions, of which ${max} are taken.`,
  );
}

/** Applies each member of a value as an operation of its own (RFC 7644 §3.5.2.1, §3.5.2.3). */
function applyMembers(resource: JsonObject, prefix: string, change: Change): void {
  if (!isObject(change.value)) return;
  for (const [name, value] of Object.entries(change.value)) {
    const path = `${prefix}${name}`;
    applyAt(resource, path, resolve(change.type, path), { ...change, path: undefined, value });
  }
}

function applyAt(resource: JsonObject, name: string, resolved: Resolution, change: Change): void {
  switch (resolved.kind) {
    case 'attribute': {
      applyAttribute(resource, resolved, change);
      return;
    }
    case 'extension': {
      applyExtension(resource, resolved.extension, change);
      return;
    }
    case 'undeclared': {
      applyUndeclared(resource, name, change);
      return;
    }
    case 'unknown': {
      const isCore = findSchema(change.type, name) === change.type.schema;
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

/** Passes over an unknown attribute, or refuses it; a path that no resource of the type can have is always refused. */
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

/** The new value of an attribute; `undefined` if it is to be removed. */
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

/** The new value of a complex attribute; sub-attributes that the change does not name stay (RFC 7644 §3.5.2.1, §3.5.2.3). */
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
    const member = findAttribute(subs, name);
    if (member !== undefined && member.mutability !== 'readOnly')
      assign(after, member.name, read[member.name]);
  }
  return after;
}
