import type { Quirk } from '../rewriting/quirk.ts';
import { rewriteValues } from '../rewriting/rewrite.ts';

const quirk: Quirk = {
  name: 'numbers-for-text',
  clients: ['OneLogin', 'HR systems', 'scripts'],
  wire: '{"urn:…:enterprise:2.0:User": {"employeeNumber": 4711}}',
  meaning: 'A number or a boolean where the schema has text.',
  seen: '2026-06',
  fixture: 'onelogin/users.json',
  rewrite: (request) =>
    rewriteValues(request, (attribute, value) =>
      attribute.type === 'string' && (typeof value === 'number' || typeof value === 'boolean')
        ? String(value)
        : value,
    ),
};

export default quirk;
