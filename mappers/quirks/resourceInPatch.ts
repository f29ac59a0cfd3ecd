import { isObject, memberOf, objectOf } from '../../scim/json.ts';
import { MESSAGES } from '../../scim/messages.ts';
import type { Quirk } from '../rewriting/quirk.ts';

const quirk: Quirk = {
  name: 'resource-in-patch',
  clients: ['Apache Syncope'],
  wire: 'PATCH {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "title": "Lead"}',
  meaning: 'A resource as the body of a PATCH: its attributes are replaced, the others stay.',
  seen: '2026-11',
  fixture: 'syncope/connid.json',
  rewrite: (request) => {
    const { body, message, type } = request;
    if (message !== 'patch' || !isObject(body) || memberOf(body, 'Operations') !== undefined) return request;
    const schemas = memberOf(body, 'schemas');
    const urns = Array.isArray(schemas)
      ? schemas.map((urn) => (typeof urn === 'string' ? urn.toLowerCase() : ''))
      : [];
    if (!urns.includes(type.schema.id.toLowerCase()) || urns.includes(MESSAGES.patch.toLowerCase())) {
      return request;
    }
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
