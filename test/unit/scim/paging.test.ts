import { readPage, slice } from '../../../scim/paging.ts';
import { refusalOf } from './refusal.ts';

const LIMITS = { defaultCount: 100, maxCount: 1000 };

describe('readPage', () => {
  it.each<[string | number | undefined, number]>([
    [undefined, 1],
    ['', 1],
    [1, 1],
    ['1', 1],
    [' 7 ', 7],
    ['+7', 7],
    [0, 1],
    ['-1', 1],
    [-3e9, 1],
    ['-999999999999999999999999', 1],
    ['007', 7],
    [4_000_000_000, 4_000_000_000],
    [1e300, Number.MAX_SAFE_INTEGER],
    ['9'.repeat(400), Number.MAX_SAFE_INTEGER],
  ])('reads startIndex %j as %i (RFC 7644 §3.4.2.4)', (startIndex, expected) => {
    expect(readPage({ startIndex }, LIMITS)).toEqual({ kind: 'index', startIndex: expected, count: 100 });
  });

  it.each<[string | number | undefined, number]>([
    [undefined, 100],
    ['', 100],
    [0, 0],
    ['0', 0],
    ['-0', 0],
    ['-5', 0],
    [-1e300, 0],
    [1, 1],
    ['1000', 1000],
    [1001, 1000],
    [1e21, 1000],
    ['9'.repeat(400), 1000],
  ])('reads count %j as %i (RFC 7644 §3.4.2.4)', (count, expected) => {
    const page = readPage({ count }, LIMITS);
    expect(page.startIndex).toBe(1);
    expect(page.count === expected).toBe(true);
  });

  it.each<['startIndex' | 'count', string | number, string]>([
    ['count', 'ten', '"count" takes a whole number, not "ten".'],
    ['count', '1.5', '"count" takes a whole number, not "1.5".'],
    ['count', 1.5, '"count" takes a whole number, not "1.5".'],
    ['count', '1e3', '"count" takes a whole number, not "1e3".'],
    ['count', '0x10', '"count" takes a whole number, not "0x10".'],
    ['startIndex', '--1', '"startIndex" takes a whole number, not "--1".'],
    ['startIndex', ' ', '"startIndex" takes a whole number, not "".'],
    ['startIndex', '١', '"startIndex" takes a whole number, not "١".'],
    ['startIndex', 'x'.repeat(100), `"startIndex" takes a whole number, not "${'x'.repeat(40)}".`],
  ])('refuses %s %j', (name, value, detail) => {
    expect(refusalOf(() => readPage({ [name]: value }, LIMITS))).toBe(`invalidValue: ${detail}`);
  });
});

describe('slice', () => {
  it.each([
    [1, 2, ['a', 'b']],
    [2, 5, ['b', 'c']],
    [4, 5, []],
    [Number.MAX_SAFE_INTEGER, 5, []],
    [1, 0, []],
  ])('returns, from %i, a page of %i: %j', (startIndex, count, expected) => {
    expect(slice(['a', 'b', 'c'], { kind: 'index', startIndex, count })).toEqual(expected);
  });
});
