import fc from 'fast-check';
import { equal, type Json } from '../../../scim/json.ts';
import { parseJson } from '../../../scim/parseJson.ts';
import { refusalOf } from './refusal.ts';
import { inheritsNothing } from '../../support/scim/inheritsNothing.ts';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

function objectsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [...(Array.isArray(value) ? [] : [value]), ...Object.values(value).flatMap(objectsIn)];
}

describe('parseJson', () => {
  it.each<[string, Json]>([
    ['{}', {}],
    [' [1, "a", null, true] ', [1, 'a', null, true]],
    ['"\\u0041\\ud83d\\ude00"', 'A😀'],
    ['0', 0],
    ['-1.5e3', -1500],
    ['9007199254740991', 9007199254740991],
    ['1e-400', 0],
    ['{"a":{"b":[{"c":null}]}}', { a: { b: [{ c: null }] } }],
    ['{"a":1,"a":2}', { a: 2 }],
    ['{"a":"[[[[\\"{{{{"}', { a: '[[[["{{{{' }],
    ['{"proto":1,"__proto":2,"CONSTRUCTOR":3}', { proto: 1, __proto: 2, CONSTRUCTOR: 3 }],
    [nested(32), JSON.parse(nested(32)) as Json],
  ])('reads %s', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it.each([
    ['', 'Unexpected end of JSON input'],
    ['{"a":', 'Unexpected end of JSON input'],
    ['{a:1}', "Expected property name or '}' in JSON at position 1 (line 1 column 2)"],
    ['[1,]', "Unexpected token ']'"],
    ['\uFEFF{}', "Unexpected token '\uFEFF'"],
    ['{}{}', 'Unexpected non-whitespace character after JSON at position 2 (line 1 column 3)'],
    ["{'a':1}", "Expected property name or '}' in JSON at position 1 (line 1 column 2)"],
    ['NaN', '"NaN" is not valid JSON'],
    [']]]]', "Unexpected token ']'"],
    [']'.repeat(50) + nested(20), "Unexpected token ']'"],
  ])('refuses %j', (text, mistake) => {
    expect(refusalOf(() => parseJson(text))).toBe(`invalidSyntax: The body is not JSON: ${mistake}.`);
  });

  it('does not quote the body, which may hold a password', () => {
    expect(refusalOf(() => parseJson('{"password": geheim}'))).not.toContain('geheim');
    expect(refusalOf(() => parseJson(`{"password": "geheim${' '.repeat(100)}" x}`))).not.toContain('geheim');
  });

  const object = (members: number): string =>
    JSON.stringify(Object.fromEntries(Array.from({ length: members }, (_, i) => [`a"${i},{`, 1])));

  it('accepts 1,000 members of an object, and refuses one more', () => {
    expect(() => parseJson(`[${object(1_000)},${object(1_000)}]`)).not.toThrow();
    for (const text of [object(1_001), `{"a":[{},${object(1_001)}]}`, `{${'"a":1,'.repeat(1_000)}"a":1}`]) {
      expect(refusalOf(() => parseJson(text))).toMatch(
        /^invalidValue: An object in the body has more than 1000 members, at character \d+\.$/,
      );
    }
  });

  it('accepts 200,000 values, and refuses one more', () => {
    const list = (length: number): string => JSON.stringify(Array.from({ length }, (_, i) => [i, ',[{']));
    expect(() => parseJson(list(66_666))).not.toThrow();
    expect(refusalOf(() => parseJson(list(66_667)))).toBe(
      'tooLarge: The body holds more than 200000 values.',
    );
  });

  it.each([33, 10_000, 1_000_000])('refuses %i levels without recursion', (depth) => {
    const expected = 'invalidSyntax: The body is nested more than 32 levels deep.';
    expect(refusalOf(() => parseJson(nested(depth)))).toBe(expected);
    expect(refusalOf(() => parseJson('{"a":'.repeat(depth)))).toBe(expected);
  });

  it.each([
    '{"__proto__":{"isAdmin":true}}',
    '{"a":[{"b":{"__proto__":1}}]}',
    '{"\\u005f_proto__":1}',
    '{"constructor":{"prototype":{}}}',
    '[{"prototype":1}]',
  ])('refuses the reserved name in %s', (text) => {
    expect(refusalOf(() => parseJson(text))).toMatch(
      /^invalidSyntax: "(__proto__|constructor|prototype)" is no name of an attribute\.$/,
    );
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it.each(['1e999', '[-1e999]', '{"a":{"b":1e309}}'])('refuses the number in %s', (text) => {
    expect(refusalOf(() => parseJson(text))).toBe(
      'invalidValue: The body holds a number that is too large to keep.',
    );
  });

  it('creates objects that inherit nothing, at every level', () => {
    const objects = objectsIn(parseJson('{"a":{"b":[{"c":{}}]}}'));
    expect(objects.map(inheritsNothing)).toEqual([true, true, true, true]);
  });

  it('agrees with JSON.parse on everything else', () => {
    const reserved = /__proto__|constructor|prototype/;
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 6 }).filter((text) => !reserved.test(text)),
        (text) => equal(parseJson(text), JSON.parse(text) as Json),
      ),
    );
  });
});
