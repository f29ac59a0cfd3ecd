import {
  emptyObject,
  isObject,
  memberOf,
  objectOf,
  textAt,
  type Json,
  type JsonObject,
} from '../../scim/json.ts';
import { MESSAGES } from '../../scim/messages.ts';
import { ENTERPRISE_USER } from '../../scim/schema/enterpriseUser.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import type { Quirk } from '../rewriting/quirk.ts';

const CORE = /^urn:scim:schemas:core:1\.0(?:[.:](.+))?$/i;
const ENTERPRISE = /^urn:scim:schemas:extension:enterprise:1\.0(?:[.:](.+))?$/i;

/** Replaces a URN of SCIM 1.1 at the beginning of a name. */
function renamed({ schema }: ResourceType, name: string): string {
  for (const [pattern, urn] of [
    [CORE, schema.id],
    [ENTERPRISE, ENTERPRISE_USER.id],
  ] as const) {
    const [whole, attribute] = pattern.exec(name) ?? [];
    if (whole !== undefined) return attribute === undefined ? urn : `${urn}:${attribute}`;
  }
  return name;
}

/** SCIM 1.1 calls the id of the manager `managerId`. */
function withManagerValue(extension: Json): Json {
  if (!isObject(extension)) return extension;
  return objectOf(
    Object.entries(extension).map(([name, value]) => {
      const isManager = name.toLowerCase() === 'manager' && isObject(value);
      const parts = isManager ? Object.entries(value) : [];
      return isManager
        ? [name, objectOf(parts.map(([part, of]) => [part === 'managerId' ? 'value' : part, of]))]
        : [name, value];
    }),
  );
}

/** Gives the attributes of a resource, and its schemas, their names in SCIM 2.0. */
const asScim2 = (type: ResourceType, resource: JsonObject): JsonObject =>
  objectOf(
    Object.entries(resource).map(([name, value]) => {
      if (name.toLowerCase() === 'schemas' && Array.isArray(value)) {
        return [name, value.map((urn) => (typeof urn === 'string' ? renamed(type, urn) : urn))];
      }
      return ENTERPRISE.test(name) ? [renamed(type, name), withManagerValue(value)] : [name, value];
    }),
  );

const isDeleted = (element: Json): element is JsonObject =>
  isObject(element) && textAt(element, 'operation').toLowerCase() === 'delete';

/** The operations that remove elements of a list: by their values, or by what else is said of them. */
function removals(name: string, elements: readonly JsonObject[]): Json[] {
  if (elements.length === 0) return [];
  if (name.toLowerCase() === 'members') {
    const value = elements.map((element) => objectOf([['value', memberOf(element, 'value') ?? null]]));
    return [objectOf([['op', 'remove'], ['path', name], ['value', value]])]; // prettier-ignore
  }
  return elements.map((element) => {
    const parts = Object.entries(element).filter(
      ([part, value]) => part.toLowerCase() !== 'operation' && typeof value === 'string',
    );
    const value = parts.filter(([part]) => part.toLowerCase() === 'value');
    const filter = (value.length > 0 ? value : parts).map(
      ([part, text]) => `${part} eq ${JSON.stringify(text)}`,
    );
    return objectOf([
      ['op', 'remove'],
      ['path', `${name}[${filter.join(' and ')}]`],
    ]);
  });
}

const NOT_CHANGED = ['schemas', 'id', 'meta'];

/**
 * The operations that a partial resource means: the attributes that `meta.attributes` lists are removed first, then elements
 * that are marked as deleted, and the rest is added (SCIM 1.1 §3.3.2).
 */
function operationsOf(type: ResourceType, resource: JsonObject): Json[] {
  const meta = memberOf(resource, 'meta');
  const cleared = isObject(meta) ? memberOf(meta, 'attributes') : undefined;
  const removes = (Array.isArray(cleared) ? cleared : []).map((name) =>
    objectOf([
      ['op', 'remove'],
      ['path', typeof name === 'string' ? renamed(type, name) : name],
    ]),
  );
  const rest: [string, Json][] = [];
  for (const [name, value] of Object.entries(resource)) {
    if (NOT_CHANGED.includes(name.toLowerCase())) continue;
    const deleted = Array.isArray(value) ? value.filter(isDeleted) : [];
    removes.push(...(removals(name, deleted) as JsonObject[]));
    const kept = Array.isArray(value) ? value.filter((element) => !isDeleted(element)) : value;
    if (!Array.isArray(kept) || kept.length > 0) rest.push([name, kept]);
  }
  const addition = objectOf([
    ['op', 'add'],
    ['value', rest.length === 0 ? emptyObject() : objectOf(rest)],
  ]);
  return rest.length > 0 || removes.length === 0 ? [...removes, addition] : removes;
}

const quirk: Quirk = {
  name: 'scim-1.1',
  clients: ['Slack SDKs', 'PingFederate'],
  wire: 'PATCH {"schemas": ["urn:scim:schemas:core:1.0"], "members": [{"value": "42", "operation": "delete"}]}',
  meaning: 'A body of SCIM 1.1. In PATCH it is a part of the resource; answers are SCIM 2.0.',
  seen: '2026-11',
  fixture: 'slack/sdk.json',
  endpoints: new Map([['serviceproviderconfigs', 'ServiceProviderConfig']]),
  rewrite: (request) => {
    const { body, message, type } = request;
    if ((message !== 'resource' && message !== 'patch') || !isObject(body)) return request;
    const schemas = memberOf(body, 'schemas');
    const isOld =
      Array.isArray(schemas) &&
      schemas.some((urn) => typeof urn === 'string' && /^urn:scim:schemas:/i.test(urn));
    if (!isOld) return request;
    const resource = asScim2(type, body);
    if (message === 'resource') return { ...request, body: resource };
    const operations = memberOf(body, 'Operations') ?? operationsOf(type, resource);
    return {
      ...request,
      body: objectOf([
        ['schemas', [MESSAGES.patch]],
        ['Operations', operations],
      ]),
    };
  },
};

export default quirk;
