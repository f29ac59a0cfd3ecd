import { ScimError } from '../errors.ts';
import { emptyObject, isObject, type FoldedNames, type Json, type JsonObject } from '../json.ts';
import { LIMITS } from '../limits.ts';
import type { ResourceType } from '../schema/types.ts';
import type { ReadOptions } from '../values.ts';
import type { PatchOperation, ResolvedPath } from './operations.ts';

/** How strictly a PATCH is applied. */
export interface PatchOptions extends ReadOptions {
  /** For `emails[type eq "work"].value` if no element matches: create one, or answer 400 `noTarget`. */
  readonly unmatchedElement: 'create' | 'noTarget';
  /** Refuses a path to an unknown attribute even if `unknown` would pass over it. */
  readonly unknownPath?: 'refuse';
}

/** One change of one attribute or extension. */
export interface Change {
  readonly op: PatchOperation['op'];
  /** Null if the operation has none: the two are the same to SCIM (RFC 7643 §2.5). */
  readonly value: Json;
  /** Absent in an operation without a path. */
  readonly path: ResolvedPath | undefined;
  readonly type: ResourceType;
  readonly options: PatchOptions;
  /** The index of the members of the resource and its extensions. */
  readonly names: FoldedNames;
  readonly countWork: WorkCounter;
}

/** Counts elements that a change looks at; refuses more than one PATCH may look at. */
export type WorkCounter = (elements: number) => void;

/** So many characters of an element count as one more: long texts are folded, printed and compared as well. */
const CHARACTERS_PER_ELEMENT = 200;

/** The characters of all texts in a value. */
function charactersIn(value: Json): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  const parts: readonly Json[] = Array.isArray(value) ? value : Object.values(value);
  return parts.reduce<number>((sum, part) => sum + charactersIn(part), 0);
}

/** How much work it is to look at a list, in elements. */
export const workOf = (list: readonly Json[]): number =>
  list.reduce<number>(
    (sum, element) => sum + 1 + Math.floor(charactersIn(element) / CHARACTERS_PER_ELEMENT),
    0,
  );

/** Creates the counter of the elements that all operations of one PATCH look at. */
export function createWorkCounter(): WorkCounter {
  const { max } = LIMITS.patchWork;
  let total = 0;
  return (elements) => {
    total += elements;
    if (total <= max) return;
    throw new ScimError(
      'tooLarge',
      `The operations look at more than ${max} elements of lists altogether; send fewer in one PATCH.`,
    );
  };
}

/** Sets a member of an object; removes it if the value is `undefined`. */
export function assign(holder: JsonObject, name: string, value: Json | undefined): void {
  if (value === undefined) Reflect.deleteProperty(holder, name);
  else holder[name] = value;
}

/** Changes the extension of a resource under a URN, in any case; removes the extension if it is empty then. */
export function changeExtension(
  resource: JsonObject,
  urn: string,
  names: FoldedNames,
  change: (extension: JsonObject) => void,
): void {
  const key = names.find(resource, urn) ?? urn;
  const before = resource[key];
  const extension = isObject(before) ? before : emptyObject();
  change(extension);
  names.assign(resource, key, names.isEmpty(extension) ? undefined : extension);
}
