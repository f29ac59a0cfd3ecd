import { emptyObject, isObject, type Json, type JsonObject } from '../../scim/json.ts';
import type { ResolvedAttribute } from '../../scim/schema/lookup.ts';

/** Reads the value of an attribute of a resource; `undefined` if it has none. */
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
  const holder = emptyObject();
  object[key] = holder;
  return holder;
}

/** Sets the value of an attribute of a resource; creates the objects on the way. */
export function setAt(
  resource: JsonObject,
  { extension, attribute, sub }: ResolvedAttribute,
  value: Json,
): void {
  const holder = extension === undefined ? resource : holderAt(resource, extension.id);
  if (sub === undefined) holder[attribute.name] = value;
  else holderAt(holder, attribute.name)[sub.name] = value;
}
