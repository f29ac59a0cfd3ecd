import { ScimError } from '../errors.ts';
import { emptyObject, isObject, type FoldedNames, type Json, type JsonObject } from '../json.ts';
import { LIMITS } from '../limits.ts';
import type { PatchPath } from '../path/parse.ts';
import type { ResourceType } from '../schema/types.ts';
import type { Reading } from '../values.ts';
import type { PatchOperation } from './operations.ts';

/** How a PATCH is applied. */
export interface PatchOptions extends Reading {
  /** What `emails[type eq "work"].value` means when no element matches: make one, or 400 `noTarget`. */
  readonly unmatchedElement: 'create' | 'noTarget';
  /** Refuses an operation whose path names an attribute that nobody knows, where `unknown` would pass over it. */
  readonly unknownPath?: 'refuse';
}

/** One change at one place. */
export interface Change {
  readonly op: PatchOperation['op'];
  /** Null where there is none: the two are the same to SCIM (RFC 7643 §2.5). */
  readonly value: Json;
  /** Absent in an operation without a path. */
  readonly path: PatchPath | undefined;
  readonly type: ResourceType;
  readonly options: PatchOptions;
  /** The names of the resource and of its extensions. */
  readonly names: FoldedNames;
  readonly look: Look;
}

/** Told how many elements a change looks at; refuses more than one PATCH may look at. */
export type Look = (elements: number) => void;

/** Counts what the operations of one PATCH look at. */
export function createLook(): Look {
  const { max } = LIMITS.patchWork;
  let seen = 0;
  return (elements) => {
    seen += elements;
    if (seen <= max) return;
    throw new ScimError(
      'tooLarge',
      `The operations look at more than ${max} elements of lists altogether; send fewer in one PATCH.`,
    );
  };
}

/** Sets a member of an object, or takes it away where there is no value. */
export function assign(holder: JsonObject, name: string, value: Json | undefined): void {
  if (value === undefined) Reflect.deleteProperty(holder, name);
  else holder[name] = value;
}

/** Changes what a resource holds under the URN of an extension, in any case; an empty extension does not stay. */
export function changeExtension(
  resource: JsonObject,
  urn: string,
  names: FoldedNames,
  change: (extension: JsonObject) => void,
): void {
  const key = names.find(resource, urn) ?? urn;
  const held = resource[key];
  const extension = isObject(held) ? held : emptyObject();
  change(extension);
  names.assign(resource, key, names.isEmpty(extension) ? undefined : extension);
}
