import {
  createFoldedNames,
  emptyObject,
  isObject,
  objectOf,
  type Json,
  type JsonObject,
} from '../../scim/json.ts';
import { findAttribute, isUrn, resolve } from '../../scim/schema/lookup.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import type { Quirk } from '../rewriting/quirk.ts';
import { FILTER_OPERATOR, filterTokens, rewriteOperations, withBody } from '../rewriting/rewrite.ts';

/** Finds the URN of the extension that declares a name unknown to the core schema; `undefined` if there is none. */
function extensionOf(type: ResourceType, path: string): string | undefined {
  const name = /^[\w$-]+/.exec(path)?.[0];
  if (name === undefined || isUrn(path) || resolve(type, name).kind !== 'unknown') return undefined;
  return type.extensions.find(({ schema }) => findAttribute(schema.attributes, name) !== undefined)?.schema
    .id;
}

/** Moves attributes of extensions from the top level into their extension; a value that is there already stays. */
function moved(type: ResourceType, resource: JsonObject): JsonObject {
  const misplaced = Object.keys(resource).flatMap((name) => {
    const urn = extensionOf(type, name);
    return urn === undefined ? [] : [{ name, urn, value: resource[name] ?? null }];
  });
  if (misplaced.length === 0) return resource;
  const result = objectOf(Object.entries(resource));
  const names = createFoldedNames();
  for (const { name, urn, value } of misplaced) {
    names.assign(result, name, undefined);
    const key = names.find(result, urn) ?? urn;
    const holder: Json = result[key] ?? emptyObject();
    if (isObject(holder) && names.find(holder, name) === undefined) {
      names.assign(result, key, objectOf([...Object.entries(holder), [name, value]]));
    }
  }
  return result;
}

/** Prefixes attributes of extensions in a filter, outside of square brackets, with the URN of their extension. */
function prefixed(type: ResourceType, filter: string): string {
  const tokens = filterTokens(filter);
  let depth = 0;
  return tokens
    .map((token, i) => {
      if (token === '[') depth += 1;
      if (token === ']') depth -= 1;
      const compared = tokens[i + 1] === '[' || FILTER_OPERATOR.test(tokens[i + 2] ?? '');
      const urn = depth === 0 && compared ? extensionOf(type, token) : undefined;
      return urn === undefined ? token : `${urn}:${token}`;
    })
    .join('');
}

const quirk: Quirk = {
  name: 'unprefixed-extension',
  clients: ['Entra ID (documented samples)', 'vendor guides'],
  wire: '{"op": "Add", "path": "manager", "value": "42"}',
  meaning: 'An attribute of an extension named without the URN of its schema.',
  seen: '2026-08',
  fixture: 'entra/mappers-by-hand.json',
  rewrite: (request) => {
    const { type, body, message, filter } = request;
    if (filter !== undefined) {
      const better = prefixed(type, filter);
      return better === filter ? request : { ...request, filter: better };
    }
    if (message === 'resource') return isObject(body) ? withBody(request, moved(type, body)) : request;
    return rewriteOperations(request, (operation) => {
      const { path, value } = operation;
      if (path !== undefined) {
        const urn = extensionOf(type, path);
        return [urn === undefined ? operation : { ...operation, path: `${urn}:${path}` }];
      }
      return [isObject(value) ? { ...operation, value: moved(type, value) } : operation];
    });
  },
};

export default quirk;
