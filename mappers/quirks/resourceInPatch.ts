import { isObject, memberOf, objectOf, type JsonObject } from '../../scim/json.ts';
import { MESSAGES } from '../../scim/messages.ts';
import { findAttribute } from '../../scim/schema/lookup.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import type { Quirk } from '../rewriting/quirk.ts';

/** Whether a body is a resource of a type: by its schemas or, without any, by an attribute of the type. */
function isResource({ schema }: ResourceType, body: JsonObject): boolean {
  const schemas = memberOf(body, 'schemas') ?? [];
  if (!Array.isArray(schemas)) return false;
  if (schemas.length === 0)
    return Object.keys(body).some((name) => findAttribute(schema.attributes, name) !== undefined);
  const urns = schemas.map((urn) => (typeof urn === 'string' ? urn.toLowerCase() : ''));
  return urns.includes(schema.id.toLowerCase()) && !urns.includes(MESSAGES.patch.toLowerCase());
}

const quirk: Quirk = {
  name: 'resource-in-patch',
  clients: ['Apache Syncope'],
  wire: 'PATCH {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "title": "Lead"} or PATCH {"title": "Lead"}',
  meaning: 'A resource as the body of a PATCH: its attributes are replaced, the others stay.',
  seen: '2026-11',
  fixture: 'syncope/connid.json',
  rewrite: (request) => {
    const { body, message, type } = request;
    if (message !== 'patch' || !isObject(body) || memberOf(body, 'Operations') !== undefined) return request;
    if (!isResource(type, body)) return request;
    const value = objectOf(
      Object.entries(body).filter(([name]) => !['schemas', 'meta'].includes(name.toLowerCase())),
    );
    const operation = objectOf([
      ['op', 'replace'],
      ['value', value],
    ]);
    return {
      ...request,
      body: objectOf([
        ['schemas', [MESSAGES.patch]],
        ['Operations', [operation]],
      ]),
    };
  },
};

export default quirk;
