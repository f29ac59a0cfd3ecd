import {
  emptyObject,
  equal,
  isObject,
  memberName,
  memberOf,
  objectOf,
  type JsonObject,
} from '../../scim/json.ts';
import { MESSAGES } from '../../scim/messages.ts';
import type { Quirk } from '../rewriting/quirk.ts';

const isEmptyPatch = (body: JsonObject): boolean =>
  equal(memberOf(body, 'schemas'), [MESSAGES.patch]) && Object.keys(body).length === 1;

const quirk: Quirk = {
  name: 'empty-operations',
  clients: ['Microsoft SCIM Validator', 'Apache Syncope'],
  wire: '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": []}',
  meaning: 'A PATCH without operations, which are an empty list, null or left out, changes nothing.',
  seen: '2026-11',
  fixture: 'microsoft/validator-groups.json',
  rewrite: (request) => {
    const { body, message } = request;
    if (message !== 'patch' || !isObject(body)) return request;
    const name = memberName(body, 'Operations');
    const operations = (name === undefined ? undefined : body[name]) ?? [];
    if (!Array.isArray(operations) || operations.length > 0) return request;
    // A body with anything else in it may mean a change, which must not be answered as if it were made.
    if (name === undefined && !isEmptyPatch(body)) return request;
    const nothing = objectOf([
      ['op', 'replace'],
      ['value', emptyObject()],
    ]);
    return { ...request, body: objectOf([...Object.entries(body), [name ?? 'Operations', [nothing]]]) };
  },
};

export default quirk;
