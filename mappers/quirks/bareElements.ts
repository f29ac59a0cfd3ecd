import { isObject, objectOf } from '../../bridge/scim/json.ts';
import type { Quirk } from '../quirk.ts';
import { rewriteValues } from '../rewrite.ts';

const quirk: Quirk = {
  name: 'bare-elements',
  clients: ["Microsoft's Postman collection", 'scripts'],
  wire: '{"emails": "ann@example.com"} or {"emails": ["ann@example.com"]}',
  meaning: 'A list given as its only element, or an element given as its bare value.',
  seen: '2026-02',
  fixture: 'microsoft/postman-collection.json',
  rewrite: (request) =>
    rewriteValues(request, (attribute, value, place) => {
      const isList = attribute.multiValued && attribute.name !== 'schemas';
      if (!isList || value === null || value === '') return value;
      if (place === 'whole') return Array.isArray(value) ? value : [value];
      if (attribute.type !== 'complex') return value;
      const isValue = typeof value === 'string' || typeof value === 'number';
      const takesValue = attribute.subAttributes?.some(({ name }) => name === 'value') === true;
      return isValue && takesValue && !isObject(value) ? objectOf([['value', String(value)]]) : value;
    }),
};

export default quirk;
