import { emptyObject, isObject, memberName, objectOf } from '../../scim/json.ts';
import type { Quirk } from '../rewriting/quirk.ts';

const quirk: Quirk = {
  name: 'empty-operations',
  clients: ['Microsoft SCIM Validator'],
  wire: '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": []}',
  meaning: 'A PATCH without operations changes nothing.',
  seen: '2026-02',
  fixture: 'microsoft/validator-groups.json',
  rewrite: (request) => {
    const { body, message } = request;
    if (message !== 'patch' || !isObject(body)) return request;
    const name = memberName(body, 'Operations');
    const operations = name === undefined ? undefined : body[name];
    if (name === undefined || !Array.isArray(operations) || operations.length > 0) return request;
    const nothing = objectOf([
      ['op', 'replace'],
      ['value', emptyObject()],
    ]);
    return { ...request, body: objectOf([...Object.entries(body), [name, [nothing]]]) };
  },
};

export default quirk;
