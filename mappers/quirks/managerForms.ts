import { isObject, objectOf, type Json } from '../../scim/json.ts';
import type { Quirk } from '../rewriting/quirk.ts';
import { rewriteValues } from '../rewriting/rewrite.ts';

/** `"42"`, `["42"]` and `[{"value": "42"}]` as `{"value": "42"}`; nothing, in any form, as null. */
function reference(value: Json): Json {
  const one = Array.isArray(value) ? (value[0] ?? null) : value;
  if (one === null || one === '') return null;
  if (typeof one === 'string' || typeof one === 'number') return objectOf([['value', String(one)]]);
  return isObject(one) && (one.value === '' || one.value === null) ? null : one;
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
