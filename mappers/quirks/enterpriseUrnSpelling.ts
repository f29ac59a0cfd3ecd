import { isObject, objectOf, type Json, type JsonObject } from '../../scim/json.ts';
import type { Quirk } from '../rewriting/quirk.ts';
import { rewriteOperations, withBody } from '../rewriting/rewrite.ts';

const MISSPELT = /^urn:ietf:params:scim:schemas:extension:enterprise:2\.0User/i;
const URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const corrected = (name: string): string => name.replace(MISSPELT, URN);

/** Whether an object may name the extension, as a member or in its `schemas`. */
const mayNeedCorrection = (object: JsonObject): boolean =>
  Object.keys(object).some((name) => MISSPELT.test(name) || name.toLowerCase() === 'schemas');

function withCorrectNames(value: Json): Json {
  if (!isObject(value) || !mayNeedCorrection(value)) return value;
  return objectOf(
    Object.entries(value).map(([name, member]) => [
      corrected(name),
      name.toLowerCase() === 'schemas' && Array.isArray(member)
        ? member.map((urn) => (typeof urn === 'string' ? corrected(urn) : urn))
        : member,
    ]),
  );
}

const quirk: Quirk = {
  name: 'enterprise-urn-spelling',
  clients: ['Entra ID (documented samples)'],
  wire: '{"schemas": ["urn:ietf:params:scim:schemas:extension:enterprise:2.0User"]}',
  meaning: 'The URN of the enterprise extension, a colon short.',
  seen: '2026-08',
  fixture: 'entra/users-flag-off.json',
  rewrite: (request) => {
    if (request.message === 'resource') {
      return request.body === undefined ? request : withBody(request, withCorrectNames(request.body));
    }
    return rewriteOperations(request, (operation) => {
      const { path, value } = operation;
      if (path === undefined ? value === undefined : !MISSPELT.test(path)) return [operation];
      const better = {
        ...operation,
        ...(path === undefined ? {} : { path: corrected(path) }),
        ...(value === undefined || path !== undefined ? {} : { value: withCorrectNames(value) }),
      };
      return [better];
    });
  },
};

export default quirk;
