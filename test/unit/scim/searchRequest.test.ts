import type { Json, JsonObject } from '../../../scim/json.ts';
import { MESSAGES } from '../../../scim/messages.ts';
import { readSearchRequest } from '../../../scim/searchRequest.ts';
import { refusalOf } from './refusal.ts';

const read = (members: JsonObject) => readSearchRequest({ schemas: [MESSAGES.search], ...members });

describe('readSearchRequest (RFC 7644 §3.4.3)', () => {
  it('reads all members, with names in any case', () => {
    const all = {
      attributes: ['userName', 'emails[type eq "work"].value'],
      EXCLUDEDATTRIBUTES: ['id'],
      filter: 'userName eq "ann"',
      sortBy: 'userName',
      sortOrder: 'descending',
      StartIndex: 11,
      count: 10,
    };
    expect(read(all)).toEqual({
      attributes: ['userName', 'emails.value'],
      excludedAttributes: ['id'],
      filter: 'userName eq "ann"',
      sortBy: 'userName',
      sortOrder: 'descending',
      startIndex: 11,
      count: 10,
    });
  });

  it.each<[JsonObject, JsonObject]>([
    [{}, {}],
    [{ attributes: null, filter: null, sortBy: null, startIndex: null, count: null }, {}],
    [{ attributes: [], excludedAttributes: '' }, {}],
    [{ attributes: 'userName, title' }, { attributes: ['userName', 'title'] }],
    [
      { startIndex: -1, count: 0 },
      { startIndex: -1, count: 0 },
    ],
    [{ count: 1e21 }, { count: 1e21 }],
    [{ filter: '' }, { filter: '' }],
  ])('reads %j', (members, expected) => {
    expect(read(members)).toStrictEqual(expected);
  });

  it('finds its URN in any case', () => {
    expect(readSearchRequest({ Schemas: ['urn:x', MESSAGES.search.toLowerCase()] })).toEqual({});
  });

  it.each<[Json | undefined, string]>([
    [undefined, 'The body must be a JSON object, a SearchRequest.'],
    [null, 'The body must be a JSON object, a SearchRequest.'],
    [[], 'The body must be a JSON object, a SearchRequest.'],
    [{}, `"schemas" must be an array that names "${MESSAGES.search}".`],
    [{ schemas: MESSAGES.search }, `"schemas" must be an array that names "${MESSAGES.search}".`],
    [{ schemas: [MESSAGES.patch, 1, null] }, `"schemas" must be an array that names "${MESSAGES.search}".`],
  ])('refuses %j', (body, detail) => {
    expect(refusalOf(() => readSearchRequest(body))).toBe(`invalidSyntax: ${detail}`);
  });

  it.each<[JsonObject, string]>([
    [{ attributes: 1 }, '"attributes" takes an array of attribute names, not 1.'],
    [{ attributes: ['a', 1] }, '"attributes" takes an array of attribute names, not an array.'],
    [{ excludedAttributes: {} }, '"excludedAttributes" takes an array of attribute names, not an object.'],
    [{ filter: 1 }, '"filter" takes a string, not 1.'],
    [{ sortBy: ['a'] }, '"sortBy" takes a string, not an array.'],
    [{ sortOrder: true }, '"sortOrder" takes a string, not true.'],
    [{ count: '10' }, '"count" takes a whole number, not "10".'],
    [{ startIndex: 1.5 }, '"startIndex" takes a whole number, not 1.5.'],
  ])('refuses %j', (members, detail) => {
    expect(refusalOf(() => read(members))).toBe(`invalidValue: ${detail}`);
  });
});
