import { isObject, objectOf, type Json } from '../../scim/json.ts';
import type { Quirk } from '../rewriting/quirk.ts';
import { rewriteValues } from '../rewriting/rewrite.ts';

/** Rewrites `"42"`, `["42"]` and `[{"value": "42"}]` to `{"value": "42"}`, and an empty value of any form to null. */
function reference(value: Json): Json {
  const manager = Array.isArray(value) ? (value[0] ?? null) : value;
  if (manager === null || manager === '') return null;
  if (typeof manager === 'string' || typeof manager === 'number') {
    return objectOf([['value', String(manager)]]);
  }
  return isObject(manager) && (manager.value === '' || manager.value === null) ? null : manager;
}

const quirk: Quirk = {
  name: 'manager-forms',
  clients: ['Entra ID', 'Microsoft SCIM Validator'],
  wire: '{"op": "Replace", "path": "urn:…:enterprise:2.0:User:manager", "value": [{"$ref": "…", "value": "42"}]}',
  meaning: 'The manager as bare id, as list of one, or as an empty value that means "no manager".',
  seen: '2026-04',
  fixture: 'microsoft/validator-users.json',
  rewrite: (request) =>
    rewriteValues(request, (attribute, value) => {
      const isReference =
        attribute.type === 'complex' && !attribute.multiValued && attribute.name === 'manager';
      return isReference ? reference(value) : value;
    }),
};

export default quirk;
