import { emptyObject, isObject, type Json, type JsonObject } from '../../scim/json.ts';
import type { ResolvedAttribute } from '../../scim/schema/lookup.ts';

/** Reads the value at a resolved attribute of a resource. */
export function getAt(
  resource: JsonObject,
  { extension, attribute, sub }: ResolvedAttribute,
): Json | undefined {
  const holder = extension === undefined ? resource : resource[extension.id];
  const value = isObject(holder) ? holder[attribute.name] : undefined;
  if (sub === undefined) return value;
  return isObject(value) ? value[sub.name] : undefined;
}

function holderAt(object: JsonObject, key: string): JsonObject {
  const existing = object[key];
  if (isObject(existing)) return existing;
  const made = emptyObject();
  object[key] = made;
  return made;
}

/** Sets the value at a resolved attribute of a resource, making the objects on the way. */
export function setAt(
  resource: JsonObject,
  { extension, attribute, sub }: ResolvedAttribute,
  value: Json,
): void {
  const holder = extension === undefined ? resource : holderAt(resource, extension.id);
  if (sub === undefined) holder[attribute.name] = value;
  else holderAt(holder, attribute.name)[sub.name] = value;
}
