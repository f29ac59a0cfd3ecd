import { isObject, objectOf, type Json } from '../../scim/json.ts';
import type { Attribute } from '../../scim/schema/types.ts';
import type { Quirk } from '../rewriting/quirk.ts';
import { rewriteValues } from '../rewriting/rewrite.ts';

/** Stands for a part such as `primary`; it is no address, no number and no name. */
const BOOLEAN = /^(true|false)$/i;

const isMembersText = ({ name }: Attribute, value: Json): boolean =>
  name === 'members' && typeof value !== 'object';

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
      // A text in place of all members counts as an element only if it is the id of a user, which is looked up later.
      if (place === 'whole') return Array.isArray(value) || isMembersText(attribute, value) ? value : [value];
      if (attribute.type !== 'complex') return value;
      const isValue = typeof value === 'number' || (typeof value === 'string' && !BOOLEAN.test(value));
      const takesValue = attribute.subAttributes?.some(({ name }) => name === 'value') === true;
      return isValue && takesValue && !isObject(value) ? objectOf([['value', String(value)]]) : value;
    }),
};

export default quirk;
