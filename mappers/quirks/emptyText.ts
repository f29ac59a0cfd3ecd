import type { Quirk } from '../rewriting/quirk.ts';
import { rewriteValues } from '../rewriting/rewrite.ts';

const quirk: Quirk = {
  name: 'empty-text',
  clients: ['Entra ID', 'OneLogin', 'Microsoft SCIM Validator'],
  wire: '{"op": "Replace", "path": "title", "value": ""}',
  meaning: 'An empty text means that the attribute has no value.',
  seen: '2026-08',
  fixture: 'onelogin/users.json',
  rewrite: (request) =>
    rewriteValues(request, (attribute, value) => {
      // An existing group would lose its members.
      const wouldEmpty = attribute.name === 'members' && request.method !== 'POST';
      return value === '' && !attribute.required && !wouldEmpty ? null : value;
    }),
};

export default quirk;
