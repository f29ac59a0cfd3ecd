import { isObject, memberName, objectOf } from '../../scim/json.ts';
import { MESSAGES } from '../../scim/messages.ts';
import type { Quirk } from '../rewriting/quirk.ts';

const quirk: Quirk = {
  name: 'missing-schemas',
  clients: ['OneLogin', 'scripts'],
  wire: '{"userName": "ann"}',
  meaning: 'A body without "schemas" is of the kind that the endpoint takes.',
  seen: '2026-06',
  fixture: 'onelogin/users.json',
  rewrite: (request) => {
    const { body, message, type } = request;
    if (message === 'none' || !isObject(body)) return request;
    const name = memberName(body, 'schemas');
    const schemas = name === undefined ? null : body[name];
    const absent =
      schemas === null || schemas === undefined || (Array.isArray(schemas) && schemas.length === 0);
    if (!absent) return request;
    const urn = message === 'resource' ? type.schema.id : MESSAGES[message];
    return { ...request, body: objectOf([...Object.entries(body), [name ?? 'schemas', [urn]]]) };
  },
};

export default quirk;
