import { ScimError, show } from '../errors.ts';
import { isObject, memberOf, type Json } from '../json.ts';
import { LIMITS } from '../limits.ts';
import { MESSAGES } from '../messages.ts';
import { parsePath, type PatchPath } from '../path/parse.ts';
import { findSchema, resolve, type Resolution, type ResolvedAttribute } from '../schema/lookup.ts';
import type { ResourceType } from '../schema/types.ts';

/** A path with what it means on the resource type of the request. */
export interface ResolvedPath extends PatchPath {
  readonly resolved: Resolution;
}

/** One operation of a PATCH request (RFC 7644 §3.5.2). */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path?: ResolvedPath;
  readonly value?: Json;
}

function readPath(type: ResourceType, text: string): ResolvedPath {
  const path = parsePath(text);
  return { ...path, resolved: resolve(type, path.path) };
}

function readOperation(type: ResourceType, source: Json, where: string): PatchOperation {
  if (!isObject(source)) {
    throw new ScimError('invalidSyntax', `${where} must be an object, not ${show(source)}.`);
  }
  const op = memberOf(source, 'op');
  if (op !== 'add' && op !== 'replace' && op !== 'remove') {
    throw new ScimError('invalidSyntax', `${where}: "op" is "add", "replace" or "remove", not ${show(op)}.`);
  }
  const path = memberOf(source, 'path');
  const value = memberOf(source, 'value');
  if (path !== undefined && path !== null && typeof path !== 'string') {
    throw new ScimError('invalidPath', `${where}: "path" takes a string, not ${show(path)}.`);
  }
  if (path === undefined || path === null) {
    if (op === 'remove') throw new ScimError('noTarget', `${where}: "remove" needs a "path".`);
    if (!isObject(value)) {
      throw new ScimError(
        'invalidValue',
        `${where}: without a "path", "value" must be an object of attributes, not ${show(value)}.`,
      );
    }
    return { op, value };
  }
  if (op !== 'remove' && value === undefined) {
    throw new ScimError('invalidValue', `${where}: "${op}" needs a "value".`);
  }
  return { op, path: readPath(type, path), ...(value === undefined ? {} : { value }) };
}

/** Refuses more operations than one PATCH may have. */
export function checkOperations(operations: readonly Json[]): void {
  const { max } = LIMITS.operations;
  if (operations.length <= max) return;
  throw new ScimError('tooLarge', `A PATCH takes at most ${max} operations, not ${operations.length}.`);
}

/** Reads the body of a PATCH request on a resource type; refuses it as a whole if any operation is malformed. */
export function readPatch(type: ResourceType, body: Json | undefined): PatchOperation[] {
  if (!isObject(body)) {
    throw new ScimError('invalidSyntax', 'The body must be a JSON object with "Operations".');
  }
  const schemas = memberOf(body, 'schemas');
  if (
    !Array.isArray(schemas) ||
    !schemas.some((urn) => typeof urn === 'string' && urn.toLowerCase() === MESSAGES.patch.toLowerCase())
  ) {
    throw new ScimError('invalidSyntax', `"schemas" must be an array that names "${MESSAGES.patch}".`);
  }
  const operations = memberOf(body, 'operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw new ScimError('invalidSyntax', '"Operations" must be an array with at least one operation.');
  }
  checkOperations(operations);
  return operations.map((operation, i) => readOperation(type, operation, `Operations[${i}]`));
}

/** Lists the attributes that an operation names: by its path, or by the members of its value and of the schemas in it. */
export function namedAttributes(type: ResourceType, { path, value }: PatchOperation): ResolvedAttribute[] {
  const namesIn = (object: Json | undefined, prefix: string): ResolvedAttribute[] =>
    Object.entries(isObject(object) ? object : {}).flatMap(([name, member]) => {
      const resolved = resolve(type, `${prefix}${name}`);
      if (resolved.kind === 'attribute') return [resolved];
      return prefix === '' && findSchema(type, name) !== undefined ? namesIn(member, `${name}:`) : [];
    });
  if (path === undefined) return namesIn(value, '');
  if (path.resolved.kind === 'attribute') return [path.resolved];
  return findSchema(type, path.path) === undefined ? [] : namesIn(value, `${path.path}:`);
}
