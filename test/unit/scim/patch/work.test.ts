import type { Json, JsonObject } from '../../../../scim/json.ts';
import { LIMITS } from '../../../../scim/limits.ts';
import { assertLinear, assertQuick } from '../../../support/load/quickly.ts';
import { refusalOf } from '../refusal.ts';
import { patched, type SentOperation } from './patching.ts';

const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const extensions = (count: number): JsonObject =>
  Object.fromEntries(many(count, (i) => [`urn:x:${i}:User`, { a: 'b' }]));
const emails = (count: number): Json[] => many(count, (i) => ({ value: `a${i}@x`, type: `t${i}` }));

type Hostile = readonly [
  what: string,
  user: JsonObject,
  operations: readonly SentOperation[],
  refusal: RegExp,
];

const TOO_MUCH = /^tooLarge: The operations look at more than 100000 elements/;

describe('a PATCH', () => {
  it.each<Hostile>([
    [
      'that adds an element with every operation',
      {},
      many(10_000, (i) => ({ op: 'add', path: 'emails', value: [{ value: `a${i}@x` }] })),
      TOO_MUCH,
    ],
    [
      'that adds an element to a list with a very long text with every operation',
      {},
      [
        { op: 'add', path: 'emails', value: [{ value: 'A'.repeat(1_500_000) }] },
        ...many(9_999, () => ({ op: 'add' as const, path: 'emails', value: [{ value: 'a' }] })),
      ],
      TOO_MUCH,
    ],
    [
      'that adds an element to an undeclared list with a very long text with every operation',
      {},
      [
        { op: 'add', path: 'urn:acme:2.0:User:list', value: ['A'.repeat(1_500_000)] },
        ...many(9_999, () => ({ op: 'add' as const, path: 'urn:acme:2.0:User:list', value: ['a'] })),
      ],
      TOO_MUCH,
    ],
    [
      'that looks for elements with every operation',
      { emails: emails(700) },
      many(10_000, (i) => ({ op: 'remove', path: `emails[value co "no${i}"]` })),
      TOO_MUCH,
    ],
    [
      'with filters of many comparisons',
      { emails: emails(2_000) },
      many(3, () => ({ op: 'remove', path: `emails[${many(50, () => 'value eq "no"').join(' or ')}]` })),
      TOO_MUCH,
    ],
    [
      'that adds what has the same value many times',
      { emails: many(2_000, () => ({ value: 'a' })) },
      [{ op: 'add', path: 'emails', value: many(2_000, (i) => ({ value: 'a', display: String(i) })) }],
      TOO_MUCH,
    ],
    [
      'that takes away what has the same value many times',
      { emails: many(2_000, () => ({ value: 'a' })) },
      [{ op: 'remove', path: 'emails', value: many(2_000, (i) => ({ value: 'a', display: String(i) })) }],
      TOO_MUCH,
    ],
    [
      'that adds elements of one value and different types',
      {},
      many(10, (n) => ({
        op: 'add',
        path: 'emails',
        value: many(2_000, (i) => ({ value: 'a', type: `t${n}/${i}` })),
      })),
      /^invalidValue: "emails" would have 4000 elements, of which 2000 are taken\.$/,
    ],
    [
      'that adds to a list that no schema declares',
      { 'urn:x:User': { list: many(2_000, String) } },
      many(10_000, () => ({ op: 'add', path: 'urn:x:User:list', value: ['x'] })),
      TOO_MUCH,
    ],
    [
      'with more extensions than a resource may have',
      {},
      [{ op: 'add', value: extensions(20_000) }],
      /^invalidValue: The resource would have 20000 extensions, of which 200 are taken\.$/,
    ],
    [
      'with an extension in every operation',
      {},
      many(10_000, (i) => ({ op: 'add', path: `urn:x:${i}:User`, value: { a: 'b' } })),
      /^invalidValue: The resource would have 10000 extensions/,
    ],
  ])('%s is refused quickly', async (_what, user, operations, refusal) => {
    await assertQuick(() => {
      expect(refusalOf(() => patched(user, operations))).toMatch(refusal);
    }, 1_000);
  });

  it('with many operations on many existing extensions is quick', async () => {
    const operations = many(10_000, (i) => ({
      op: 'replace' as const,
      path: `URN:x:${i % 5_000}:User:a`,
      value: 'c',
    }));
    const user = extensions(5_000);
    await assertQuick(() => {
      expect(patched(user, operations)['urn:x:4999:User']).toEqual({ a: 'c' });
    }, 1_000);
  });

  it('with many members of one extension takes linear time', async () => {
    await assertLinear((count) => {
      const operations = many(count, (i) => ({ op: 'add' as const, path: `urn:x:User:a${i}`, value: 'c' }));
      return () => patched({}, operations);
    }, 2_500);
  });

  it('leaves lists and extensions over the limits as they are', () => {
    const user = { ...extensions(300), emails: emails(2_100) };
    const after = patched(user, [
      { op: 'replace', path: 'title', value: 'x' },
      { op: 'remove', path: 'emails[value eq "a7@x"]' },
      { op: 'replace', path: 'urn:x:7:User:a', value: 'c' },
    ]);
    expect(after.emails).toHaveLength(2_099);
    expect(after['urn:x:7:User']).toEqual({ a: 'c' });
  });

  it('may look at as many elements as is allowed', () => {
    const each = LIMITS.elements.max / 2;
    const operations = many(LIMITS.patchWork.max / each, () => ({
      op: 'replace' as const,
      path: 'emails[value eq "a7@x"].display',
      value: 'x',
    }));
    expect(patched({ emails: emails(each) }, operations).emails).toHaveLength(each);
    expect(refusalOf(() => patched({ emails: emails(each + 1) }, operations))).toMatch(TOO_MUCH);
  });
});
