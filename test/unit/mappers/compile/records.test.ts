import fc from 'fast-check';
import type { Json } from '../../../../scim/json.ts';
import { decodeRecords, encodeRecords } from '../../../../mappers/compile/records.ts';
import { inheritsNothing } from '../../../support/scim/inheritsNothing.ts';

const shuffled = <T>(list: readonly T[]): fc.Arbitrary<T[]> =>
  fc.shuffledSubarray([...list], { minLength: list.length });

const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('😀', '"', '\\', 'é', '\n', '\u2028', 'x'),
    minLength: 50,
    maxLength: 400,
  }),
);
const values: fc.Arbitrary<Json[]> = fc.array(
  fc.oneof(
    texts,
    fc.record({ value: texts, list: fc.array(texts) }),
    fc.constantFrom(null, 0, false, '', [], {}),
  ),
  { maxLength: 6 },
);

describe('encodeRecords', () => {
  it.each<[Json[], string[]]>([
    [[], []],
    [
      [{ value: 'a', type: 'work' }, 'b'],
      ['0:{"value":"a","type":"work"}', '1:"b"'],
    ],
    [
      [null, true, 1.5, []],
      ['0:null', '1:true', '2:1.5', '3:[]'],
    ],
    [['x'.repeat(229)], [`0:"${'x'.repeat(229)}"`]],
    [['x'.repeat(230)], [`0.0/2:"${'x'.repeat(230)}`, '0.1/2:"']],
  ])('writes %j', (list, strings) => {
    expect(encodeRecords(list, 255)).toEqual(strings);
  });

  it('writes strings of at most 2048 UTF-16 units', () => {
    const strings = encodeRecords(['x'.repeat(10_000)]);
    expect(strings).toHaveLength(5);
    expect(Math.max(...strings.map(({ length }) => length))).toBeLessThanOrEqual(2048);
  });

  it.each([0, 1, 2, 3])('never splits a surrogate pair (%i units before)', (before) => {
    const strings = encodeRecords(['x'.repeat(before) + '😀'.repeat(5_000)]);
    expect(strings.length).toBeGreaterThan(4);
    for (const string of strings) {
      expect(string.isWellFormed()).toBe(true);
      expect(string.length).toBeLessThanOrEqual(2048);
    }
  });
});

describe('decodeRecords', () => {
  it.each([255, 2048])('reads what was written, in any order (%i units)', (length) => {
    const cases = values.chain((list) => fc.tuple(fc.constant(list), shuffled(encodeRecords(list, length))));
    fc.assert(
      fc.property(cases, ([list, strings]) => {
        expect(decodeRecords(strings)).toEqual(list);
        expect(strings.every((text) => text.length <= length && text.isWellFormed())).toBe(true);
      }),
    );
  });

  it.each<[string, string[], Json[]]>([
    ['no record', ['', 'x', '{"value":"a"}', ':1', '-1:1', '1.:1', '1.0:1'], []],
    ['no JSON', ['0:{', '1:', '2:"b"'], ['b']],
    ['a part is missing', ['0.0/3:"aa', '0.2/3:cc"', '1:"b"'], ['b']],
    ['the first part is missing', ['0.1/2:1', '1:"b"'], ['b']],
    ['the last part is missing', ['0.0/2:1', '1:"b"'], ['b']],
    ['a part is there twice', ['0.0/2:"a', '0.1/2:a"', '0.1/2:a"'], ['aa']],
    ['there are parts too many', ['0.0/2:"a', '0.1/2:a"', '0.2/2:x'], []],
    ['whole and in parts', ['0:"a"', '0.1/2:"'], []],
    ['numbers out of this world', [`${'9'.repeat(400)}:"z"`, '0.4294967295/1:"a"', '7:"b"'], ['b', 'z']],
    ['gaps in the index', ['7:"b"', '3:"a"'], ['a', 'b']],
  ])('passes over damaged records: %s', (_what, strings, expected) => {
    expect(decodeRecords(strings)).toEqual(expected);
  });

  it('creates objects that inherit nothing', () => {
    const [record] = decodeRecords(['0:{"__proto__":{"isAdmin":true},"a":{"constructor":1}}']);
    expect(inheritsNothing(record as object)).toBe(true);
    expect((record as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('passes over records that are nested too deeply', () => {
    expect(decodeRecords([`0:${'['.repeat(200_000)}${']'.repeat(200_000)}`, '1:"b"'])).toEqual(['b']);
  });
});
