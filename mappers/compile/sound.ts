import { ScimError } from '../../scim/errors.ts';
import type { Json } from '../../scim/json.ts';
import type { Attribute } from '../../scim/schema/types.ts';
import { readElement, readForeign, type Reading } from '../../scim/values.ts';

const READING: Reading = { unknown: 'ignore', canonicalValues: 'suggest', ignored: () => undefined };

/** What a reader makes of a value; nothing where it refuses the value. */
function unlessRefused(read: () => Json | undefined): Json | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ScimError) return undefined;
    throw error;
  }
}

/** One value of an attribute as a client could have sent it; `undefined` where somebody damaged it in Keycloak. */
export const soundElement = (attribute: Attribute, value: Json): Json | undefined =>
  unlessRefused(() => readElement(attribute, value, attribute.name, READING));

/** A value that no schema declares, as a client could have sent it; `undefined` where somebody damaged it in Keycloak. */
export const soundForeign = (value: Json, urn: string): Json | undefined =>
  unlessRefused(() => readForeign(value, urn));
