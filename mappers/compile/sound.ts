import { ScimError } from '../../scim/errors.ts';
import type { Json } from '../../scim/json.ts';
import type { Attribute } from '../../scim/schema/types.ts';
import { readElement, readUndeclared, type ReadOptions } from '../../scim/values.ts';

const READ_OPTIONS: ReadOptions = {
  unknown: 'ignore',
  canonicalValues: 'suggest',
  hollowElements: 'keep',
  ignored: () => undefined,
};

/** Runs a reader; `undefined` if it refuses the value. */
function unlessRefused(read: () => Json | undefined): Json | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ScimError) return undefined;
    throw error;
  }
}

/** Checks a stored value of an attribute; `undefined` if it is not one that a client could have sent. */
export const soundElement = (attribute: Attribute, value: Json): Json | undefined =>
  unlessRefused(() => readElement(attribute, value, attribute.name, READ_OPTIONS));

/** Checks a stored value that no schema declares; `undefined` if it is not one that a client could have sent. */
export const soundUndeclared = (value: Json, urn: string): Json | undefined =>
  unlessRefused(() => readUndeclared(value, urn));
