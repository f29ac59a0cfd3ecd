import { isObject, objectOf, type Json } from '../../scim/json.ts';
import type { Quirk } from '../rewriting/quirk.ts';
import { rewriteValues } from '../rewriting/rewrite.ts';

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

const quirk: Quirk = {
  name: 'roles-in-text',
  clients: ['Entra ID'],
  wire: '{"op": "Add", "path": "roles", "value": [{"value": "{\\"id\\":\\"…\\",\\"value\\":\\"25\\",\\"displayName\\":\\"Auditor\\"}"}]}',
  meaning: 'An app role as JSON inside a string; its value and its name are what counts.',
  seen: '2026-08',
  fixture: 'entra/users-flag-off.json',
  rewrite: (request) =>
    rewriteValues(request, (attribute, value, place) => {
      if (attribute.name !== 'roles' || place !== 'element' || !isObject(value)) return value;
      const text = value.value;
      const role = typeof text === 'string' && text.startsWith('{') ? parsed(text) : null;
      if (!isObject(role) || typeof role.value !== 'string') return value;
      const display = role.displayName;
      return objectOf([
        ...Object.entries(value),
        ['value', role.value],
        ...(typeof display === 'string' ? [['display', display] as const] : []),
      ]);
    }),
};

export default quirk;
