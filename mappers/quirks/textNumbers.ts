import { isObject, objectOf, type Json } from '../../scim/json.ts';
import type { Quirk } from '../rewriting/quirk.ts';
import { rewriteValues, withBody } from '../rewriting/rewrite.ts';

const NUMBER = /^\s*-?\d{1,15}(?:\.\d{1,15})?\s*$/;
const PAGING = /^(startIndex|count)$/i;

const number = (value: Json): Json =>
  typeof value === 'string' && NUMBER.test(value) ? Number(value) : value;

const quirk: Quirk = {
  name: 'text-numbers',
  clients: ['SCIM-SDK'],
  wire: '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "startIndex": "1", "count": "10"}',
  meaning: 'Numbers written as text, in a search and in attributes that are numbers.',
  seen: '2026-11',
  fixture: 'scim-sdk/patch-and-search.json',
  rewrite: (request) => {
    const { body, message } = request;
    if (message === 'search') {
      if (!isObject(body)) return request;
      const members = Object.entries(body);
      return withBody(
        request,
        objectOf(members.map(([name, value]) => [name, PAGING.test(name) ? number(value) : value])),
      );
    }
    return rewriteValues(request, ({ type }, value) =>
      type === 'integer' || type === 'decimal' ? number(value) : value,
    );
  },
};

export default quirk;
