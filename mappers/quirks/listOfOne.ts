import { isObject, type Json } from '../../scim/json.ts';
import type { Quirk } from '../rewriting/quirk.ts';
import { rewriteOperations, rewriteValues } from '../rewriting/rewrite.ts';

/** The only element of a list; any other value as it is, and also a list of null. */
const onlyElement = (value: Json): Json =>
  Array.isArray(value) && value.length === 1 ? (value[0] ?? value) : value;

const quirk: Quirk = {
  name: 'list-of-one',
  clients: ['SCIM-SDK', 'scripts'],
  wire: '{"op": "replace", "value": [{"title": "Chief"}]}, {"op": "replace", "path": "emails[type eq \\"work\\"].value", "value": ["ann@example.com"]}',
  meaning:
    'In a PATCH: a list of one in place of a single value, or of the object of an operation without a path.',
  seen: '2026-11',
  fixture: 'scim-sdk/patch-and-search.json',
  rewrite: (request) => {
    if (request.message !== 'patch') return request;
    const withObjects = rewriteOperations(request, (operation) => {
      const { path, value = null } = operation;
      const single = onlyElement(value);
      const isListed = path === undefined && single !== value && isObject(single);
      return [isListed ? { ...operation, value: single } : operation];
    });
    return rewriteValues(withObjects, (_attribute, value, place) =>
      place === 'element' ? onlyElement(value) : value,
    );
  },
};

export default quirk;
