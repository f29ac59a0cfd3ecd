import fc from 'fast-check';
import type { Json } from '../../../../scim/json.ts';
import {
  compileTransform,
  compileTransforms,
  TRANSFORMS,
  transformName,
  type Transform,
} from '../../../../mappers/document/transforms.ts';
import { anyText } from '../compile/users.ts';

const STAFF: Transform = { table: { E: 'Employee', C: 'Contractor' } };

describe('forward', () => {
  it.each<[Transform, Json | undefined, Json | undefined]>([
    ['not', true, false],
    ['not', false, true],
    ['not', 'TRUE', false],
    ['not', 'false', true],
    ['not', 'yes', 'yes'],
    ['not', 7, 7],
    ['not', undefined, undefined],
    ['trim', ' \ta b\n', 'a b'],
    ['trim', '  ', ''],
    ['trim', [' a', 'b ', 7], ['a', 'b', 7]],
    ['trim', true, true],
    ['trim', undefined, undefined],
    [{ case: 'lower' }, 'Ann LEE', 'ann lee'],
    [{ case: 'upper' }, 'Ann Straße', 'ANN STRASSE'],
    [{ case: 'lower' }, ['A', 'b'], ['a', 'b']],
    [{ case: 'lower' }, 7, 7],
    [{ case: 'upper' }, undefined, undefined],
    [{ join: ', ' }, ['a', 'b', 'c'], 'a, b, c'],
    [{ join: ',' }, ['a'], 'a'],
    [{ join: ',' }, [1, true, 'x'], '1,true,x'],
    [{ join: ',' }, 'a', 'a'],
    [{ join: ',' }, undefined, undefined],
    [{ split: ',' }, 'a,b,,c', ['a', 'b', '', 'c']],
    [{ split: ', ' }, 'a,b, c', ['a,b', 'c']],
    [{ split: ',' }, 'a', ['a']],
    [{ split: ',' }, '', ['']],
    [{ split: '.' }, 'a.b', ['a', 'b']],
    [{ split: ',' }, ['a,b'], ['a,b']],
    [{ split: ',' }, undefined, undefined],
    [STAFF, 'E', 'Employee'],
    [STAFF, 'C', 'Contractor'],
    [STAFF, 'e', 'e'],
    [STAFF, 'Other', 'Other'],
    [STAFF, ['C', 'x', 'E'], ['Contractor', 'x', 'Employee']],
    [STAFF, 7, 7],
    [STAFF, undefined, undefined],
    [{ table: { a: 'b', b: 'a' } }, 'a', 'b'],
    [{ table: { a: 'b' } }, 'toString', 'toString'],
    [{ constant: 'c' }, 'x', 'c'],
    [{ constant: 0 }, undefined, 0],
    [{ constant: false }, true, false],
    [{ default: 'd' }, undefined, 'd'],
    [{ default: false }, undefined, false],
    [{ default: 'd' }, 'x', 'x'],
    [{ default: 'd' }, '', ''],
    [{ default: true }, false, false],
  ])('%j of %j is %j', (transform, value, expected) => {
    expect(compileTransform(transform).forward(value)).toEqual(expected);
  });
});

describe('backward', () => {
  it.each<[Transform, Json, Json]>([
    ['not', true, false],
    ['not', 'True', false],
    ['not', 'no', 'no'],
    ['trim', ' a ', ' a '],
    [{ case: 'lower' }, 'ANN', 'ANN'],
    [{ join: ',' }, 'a,b', ['a', 'b']],
    [{ join: ',' }, '', ['']],
    [{ split: ',' }, ['a', 'b'], 'a,b'],
    [{ split: ',' }, [], ''],
    [{ split: ',' }, 'a', 'a'],
    [STAFF, 'Employee', 'E'],
    [STAFF, 'employee', 'employee'],
    [STAFF, ['Contractor', 'x'], ['C', 'x']],
    [STAFF, true, true],
    [{ constant: 'c' }, 'x', 'x'],
    [{ default: 'd' }, 'd', 'd'],
  ])('%j of %j is %j', (transform, value, expected) => {
    expect(compileTransform(transform).backward(value)).toEqual(expected);
  });
});

describe('the properties of a transform', () => {
  it.each<[Transform, string, boolean, boolean]>([
    ['not', 'not', false, true],
    ['trim', 'trim', true, true],
    [{ case: 'lower' }, 'case lower', true, true],
    [{ case: 'upper' }, 'case upper', true, true],
    [{ join: ', ' }, 'join ", "', false, false],
    [{ split: '"' }, 'split "\\""', false, false],
    [STAFF, 'table', false, true],
    [{ constant: true }, 'constant true', true, false],
    [{ constant: 'c' }, 'constant "c"', true, false],
    [{ default: 7 }, 'default 7', true, true],
  ])('%j has the name %j, is one-way: %j, can be searched for: %j', (transform, name, oneWay, findable) => {
    expect(compileTransform(transform)).toMatchObject({ name, oneWay, findable });
    expect(Object.keys(TRANSFORMS)).toContain(transformName(transform));
  });

  it('has an example of each for the reference, under its name', () => {
    for (const [name, { example }] of Object.entries(TRANSFORMS)) {
      expect(transformName(JSON.parse(example) as Transform)).toBe(name);
    }
  });
});

describe('spellings', () => {
  it.each<[Transform, Json, Json[]]>([
    [STAFF, 'E', ['E']],
    [STAFF, 'e', ['e', 'E']],
    [STAFF, 'x', ['x']],
    [{ table: { ab: '1', AB: '2', aB: '3' } }, 'Ab', ['Ab', 'ab', 'AB', 'aB']],
    [STAFF, true, [true]],
    ['not', true, [true]],
    ['trim', 'A', ['A']],
  ])('of %j for %j are %j', (transform, value, expected) => {
    expect(compileTransform(transform).spellings(value)).toEqual(expected);
    expect(compileTransforms(['trim', transform]).spellings(value)).toEqual(expected);
  });
});

describe('several transforms', () => {
  it.each<[Transform[], Json | undefined, Json | undefined]>([
    [[], 'a', 'a'],
    [[], undefined, undefined],
    [['trim', { case: 'upper' }, { table: { MR: 'Herr' } }], ' mr ', 'Herr'],
    [[{ table: { a: 'b' } }, { table: { b: 'c' } }], 'a', 'c'],
    [[{ split: ',' }, 'trim', { join: ';' }], 'a , b', 'a;b'],
    [[{ default: 'E' }, STAFF], undefined, 'Employee'],
    [[STAFF, { default: 'E' }], undefined, 'E'],
    [['not', 'not'], true, true],
  ])('%j transform %j to %j', (transforms, value, expected) => {
    expect(compileTransforms(transforms).forward(value)).toEqual(expected);
  });

  it.each<[Transform[], Json, Json]>([
    [[], 'a', 'a'],
    [[{ table: { a: 'b' } }, { table: { b: 'c' } }], 'c', 'a'],
    [[{ split: ',' }, { join: ';' }], 'a;b', 'a,b'],
    [['trim', { case: 'upper' }, { table: { MR: 'Herr' } }], 'Herr', 'MR'],
  ])('%j transform backwards %j to %j', (transforms, value, expected) => {
    expect(compileTransforms(transforms).backward(value)).toEqual(expected);
  });

  it.each<[Transform[], string, boolean, boolean]>([
    [[], '', false, true],
    [['not', STAFF], 'not, table', false, true],
    [[STAFF, 'trim'], 'table, trim', true, true],
    [[{ split: ',' }, STAFF], 'split ",", table', false, false],
    [[{ constant: 1 }, STAFF], 'constant 1, table', true, false],
  ])(
    '%j have the name %j, are one-way: %j, can be searched for: %j',
    (transforms, name, oneWay, findable) => {
      expect(compileTransforms(transforms)).toMatchObject({ name, oneWay, findable });
    },
  );

  it('change nothing if there are none', () => {
    expect(compileTransforms()).toMatchObject({ name: '', oneWay: false, findable: true });
  });
});

describe('forward and backward', () => {
  const back = (transforms: Transform[], value: Json): Json | undefined => {
    const compiled = compileTransforms(transforms);
    const held = compiled.forward(value);
    return held === undefined ? undefined : compiled.backward(held);
  };

  it('not gives back every boolean', () => {
    fc.assert(
      fc.property(fc.boolean(), (value) => {
        expect(back(['not'], value)).toBe(value);
        expect(compileTransform('not').forward(value)).not.toBe(value);
      }),
    );
  });

  it('a table gives back its keys and all other values', () => {
    const tables = fc
      .uniqueArray(fc.tuple(anyText, anyText), { minLength: 1, maxLength: 5, selector: ([key]) => key })
      .filter((entries) => new Set(entries.map(([, value]) => value)).size === entries.length)
      .map((entries) => Object.fromEntries(entries));
    fc.assert(
      fc.property(tables, anyText, (table, text) => {
        const keys = Object.keys(table);
        const isValue = Object.values(table).includes(text);
        for (const known of keys) expect(back([{ table }], known)).toBe(known);
        expect(back([{ table }], keys)).toEqual(keys);
        fc.pre(keys.includes(text) || !isValue);
        expect(back([{ table }], text)).toBe(text);
      }),
    );
  });

  const separators = fc.constantFrom(',', ', ', ';', '|', '\n', '..');

  it('join gives back every list whose texts do not hold the separator', () => {
    const texts = anyText.map((text) => text.replace(/[,;|\n. ]/g, ''));
    fc.assert(
      fc.property(separators, fc.array(texts, { minLength: 1 }), (join, list) => {
        expect(back([{ join }], list)).toEqual(list);
      }),
    );
  });

  it('split gives back every text', () => {
    fc.assert(
      fc.property(separators, fc.array(anyText, { minLength: 1 }), (split, list) => {
        const text = list.join(split);
        expect(back([{ split }], text)).toBe(text);
        expect(compileTransform({ split }).forward(text)).toHaveLength(text.split(split).length);
      }),
    );
  });

  it('one-way transforms are idempotent', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const transform of ['trim', { constant: 'c' }, { default: 'd' }] as const) {
          const compiled = compileTransform(transform);
          expect(compiled.forward(compiled.forward(text))).toBe(compiled.forward(text));
        }
      }),
    );
  });
});
