import fc from 'fast-check';
import {
  canonicalJson,
  clone,
  equal,
  isObject,
  memberName,
  memberOf,
  objectOf,
  type Json,
} from '../../../scim/json.ts';
import { frozen } from './reading.ts';
import { inheritsNothing } from '../../support/scim/inheritsNothing.ts';

const anyJson = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);

describe('equal', () => {
  it.each<[Json | undefined, Json | undefined, boolean]>([
    [1, 1, true],
    [1, '1', false],
    [null, undefined, false],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1 }, { b: 1 }, false],
    [[1, 2], [2, 1], false],
    [[1, 2], [1], false],
    [[], {}, false],
    [{}, [], false],
    [[[{ a: [] }]], [[{ a: [] }]], true],
    [{ toString: 1 }, { valueOf: 1 }, false],
    [{ x: null }, { toString: null }, false],
  ])('%j and %j: %j', (a, b, expected) => {
    expect(equal(a, b)).toBe(expected);
    expect(equal(b, a)).toBe(expected);
  });

  it('is true exactly if the canonical JSON is the same', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (a, b) => equal(a, b) === (canonicalJson(a) === canonicalJson(b))),
    );
  });
});

describe('clone', () => {
  it('is equal and shares nothing', () => {
    fc.assert(fc.property(anyJson, (value) => equal(clone(frozen(value)), value)));
    const original = { a: [{ b: 1 }] };
    const copy = clone(original);
    copy.a[0] = { b: 2 };
    expect(original).toEqual({ a: [{ b: 1 }] });
  });
});

describe('objectOf', () => {
  it('inherits nothing, so that "__proto__" is a name like any other', () => {
    const object = objectOf([['__proto__', { isAdmin: true }]]);
    expect(inheritsNothing(object)).toBe(true);
    expect(object.isAdmin).toBeUndefined();
    expect(Object.keys(object)).toEqual(['__proto__']);
  });
});

describe('isObject', () => {
  it.each<[Json | undefined, boolean]>([
    [{}, true],
    [[], false],
    [null, false],
    ['', false],
    [undefined, false],
  ])('%j: %j', (value, expected) => {
    expect(isObject(value)).toBe(expected);
  });
});

describe('memberOf', () => {
  it('finds members in any case, and no inherited ones', () => {
    expect(memberOf({ Operations: [] }, 'operations')).toEqual([]);
    expect(memberName({ Operations: [] }, 'OPERATIONS')).toBe('Operations');
    expect(memberOf({}, 'toString')).toBeUndefined();
  });
});

describe('canonicalJson', () => {
  it('orders names by code units, at every level', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 'ü' }], a: null, B: true })).toBe(
      '{"B":true,"a":null,"b":[{"c":"ü","d":1}]}',
    );
  });
});
