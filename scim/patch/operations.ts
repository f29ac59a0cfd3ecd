import { ScimError, show } from '../errors.ts';
import { isObject, memberOf, type Json } from '../json.ts';
import { LIMITS } from '../limits.ts';
import { MESSAGES } from '../messages.ts';
import { parsePath, type PatchPath } from '../path/parse.ts';

/** One operation of a PATCH request (RFC 7644 §3.5.2). */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path?: PatchPath;
  readonly value?: Json;
}

function readOperation(source: Json, where: string): PatchOperation {
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
  return { op, path: parsePath(path), ...(value === undefined ? {} : { value }) };
}

/** Refuses more operations than one PATCH may hold. */
export function checkOperations(operations: readonly Json[]): void {
  const { max } = LIMITS.operations;
  if (operations.length <= max) return;
  throw new ScimError('tooLarge', `A PATCH takes at most ${max} operations, not ${operations.length}.`);
}

/** Reads the body of a PATCH request; everything in it is checked before anything is applied. */
export function readPatch(body: Json | undefined): PatchOperation[] {
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
  return operations.map((operation, i) => readOperation(operation, `Operations[${i}]`));
}
