import {
  divideOperations,
  isNoChange,
  type MemberChange,
} from '../../../../../bridge/resources/groups/memberChange.ts';
import type { Json } from '../../../../../scim/json.ts';
import { MESSAGES } from '../../../../../scim/messages.ts';
import { readPatch } from '../../../../../scim/patch/operations.ts';
import { GROUP_TYPE } from '../../../../../scim/schema/resourceTypes.ts';
import { GROUP_URN as CORE } from '../../../../support/scim/messages.ts';
import { refusalOf } from '../../../scim/refusal.ts';

const divide = (...operations: Json[]) =>
  divideOperations(GROUP_TYPE, readPatch(GROUP_TYPE, { schemas: [MESSAGES.patch], Operations: operations }));

/** Whom a change concerns, in a form that a table can hold. */
interface Plain {
  readonly all?: true;
  readonly joins?: readonly string[];
  readonly leaves?: readonly string[];
  /** How many removals by a condition there are. */
  readonly conditions?: number;
}

const plain = ({ replacesAll, joins, leaves, conditionalRemovals }: MemberChange): Plain => ({
  ...(replacesAll ? { all: true as const } : {}),
  ...(joins.size === 0 ? {} : { joins: [...joins].sort() }),
  ...(leaves.size === 0 ? {} : { leaves: [...leaves].sort() }),
  ...(conditionalRemovals.length === 0 ? {} : { conditions: conditionalRemovals.length }),
});

const add = (...ids: string[]) => ({ op: 'add', path: 'members', value: ids.map((value) => ({ value })) });
const remove = (...ids: string[]) => ({ ...add(...ids), op: 'remove' });
const replace = (...ids: string[]) => ({ ...add(...ids), op: 'replace' });
const removeOne = (id: string) => ({ op: 'remove', path: `members[value eq "${id}"]` });
const removeAll = { op: 'remove', path: 'members' };
const removeUsers = { op: 'remove', path: 'members[type eq "User"]' };

describe('divideOperations', () => {
  it.each<[string, Json[], Plain]>([
    ['add', [add('a', 'b')], { joins: ['a', 'b'] }],
    ['add of one that is no list', [{ op: 'add', path: 'members', value: { value: 'a' } }], { joins: ['a'] }],
    ['add of bare ids', [{ op: 'add', path: 'members', value: ['a', 'b'] }], { joins: ['a', 'b'] }],
    ['add of nobody', [add()], {}],
    ['add of null', [{ op: 'add', path: 'members', value: null }], {}],
    [
      'add with a filter',
      [{ op: 'add', path: 'members[value eq "a"]', value: { display: 'x' } }],
      { joins: ['a'] },
    ],
    ['add without a path', [{ op: 'add', value: { members: [{ value: 'a' }] } }], { joins: ['a'] }],
    ['remove by filter', [removeOne('a')], { leaves: ['a'] }],
    [
      'remove by filter, several ids',
      [{ op: 'remove', path: 'members[value eq "a" or VALUE EQ "b" or (value eq "c")]' }],
      { leaves: ['a', 'b', 'c'] },
    ],
    ['remove by filter, one operation each', [removeOne('a'), removeOne('b')], { leaves: ['a', 'b'] }],
    ['remove with a value array', [remove('a', 'b')], { leaves: ['a', 'b'] }],
    [
      'remove with $ref null',
      [{ op: 'remove', path: 'members', value: [{ $ref: null, value: 'a' }] }],
      { leaves: ['a'] },
    ],
    ['remove with a bare id', [{ op: 'remove', path: 'members', value: 'a' }], { leaves: ['a'] }],
    ['remove with an empty array', [remove()], {}],
    ['remove without a value', [removeAll], { all: true }],
    ['remove with null', [{ op: 'remove', path: 'members', value: null }], { all: true }],
    ['remove by another filter', [removeUsers], { conditions: 1 }],
    [
      'remove by a filter on more than ids',
      [{ op: 'remove', path: 'members[value eq "a" and type eq "User"]' }],
      { conditions: 1 },
    ],
    [
      'remove by a filter on ids and more',
      [{ op: 'remove', path: 'members[value eq "a" or type eq "User"]' }],
      { conditions: 1 },
    ],
    ['remove by not', [{ op: 'remove', path: 'members[not (value eq "a")]' }], { conditions: 1 }],
    ['remove by sw', [{ op: 'remove', path: 'members[value sw "a"]' }], { conditions: 1 }],
    ['replace', [replace('a', 'b')], { all: true, joins: ['a', 'b'] }],
    ['replace by nobody', [replace()], { all: true }],
    ['replace by null', [{ op: 'replace', path: 'members', value: null }], { all: true }],
    [
      'replace without a path',
      [{ op: 'replace', value: { members: [{ value: 'a' }] } }],
      { all: true, joins: ['a'] },
    ],
    ['replace without a path, null', [{ op: 'replace', value: { members: null } }], { all: true }],
    [
      'replace of one',
      [{ op: 'replace', path: 'members[value eq "a"]', value: { value: 'b' } }],
      { joins: ['b'], leaves: ['a'] },
    ],
    [
      'replace of one by itself',
      [{ op: 'replace', path: 'members[value eq "a"]', value: [{ value: 'a' }] }],
      { joins: ['a'] },
    ],
    [
      'names in any case',
      [
        { op: 'add', path: 'MEMBERS', value: ['a'] },
        { op: 'add', value: { Members: ['b'] } },
      ],
      { joins: ['a', 'b'] },
    ],
    ['the URN before the name', [{ op: 'add', path: `${CORE}:members`, value: ['a'] }], { joins: ['a'] }],
    [
      'the URN before the name, with a filter',
      [{ op: 'remove', path: `${CORE}:members[value eq "a"]` }],
      { leaves: ['a'] },
    ],
    ['the URN in a key', [{ op: 'add', value: { [`${CORE}:members`]: ['a'] } }], { joins: ['a'] }],
    ['below the URN', [{ op: 'add', value: { [CORE.toUpperCase()]: { members: ['a'] } } }], { joins: ['a'] }],
  ])('reads a PATCH: %s', (_what, operations, expected) => {
    const { members, rest } = divide(...operations);
    expect(plain(members)).toEqual(expected);
    expect(rest).toEqual([]);
  });

  it.each<[string, Json[], Plain]>([
    ['add, add', [add('a'), add('a', 'b')], { joins: ['a', 'b'] }],
    ['add, remove', [add('a', 'b'), removeOne('a')], { joins: ['b'], leaves: ['a'] }],
    ['remove, add', [remove('a', 'b'), add('a')], { joins: ['a'], leaves: ['b'] }],
    ['add, remove, add', [add('a'), remove('a'), add('a')], { joins: ['a'] }],
    ['remove, add, remove', [remove('a'), add('a'), removeOne('a')], { leaves: ['a'] }],
    [
      'add, remove, replace',
      [add('a', 'b'), remove('b', 'c'), replace('c', 'd')],
      { all: true, joins: ['c', 'd'] },
    ],
    ['replace, add', [replace('a'), add('b')], { all: true, joins: ['a', 'b'] }],
    ['replace, remove', [replace('a', 'b'), removeOne('a')], { all: true, joins: ['b'], leaves: ['a'] }],
    ['replace, remove, add', [replace('a'), remove('a'), add('a')], { all: true, joins: ['a'] }],
    ['replace, replace', [replace('a'), replace('b')], { all: true, joins: ['b'] }],
    ['add, remove all', [add('a'), removeAll], { all: true }],
    ['remove all, add', [removeAll, add('a')], { all: true, joins: ['a'] }],
    [
      'add, remove by a condition, replace',
      [add('a'), removeUsers, replace('b')],
      { all: true, joins: ['b'] },
    ],
    [
      'replace, remove by a condition',
      [replace('a'), removeUsers],
      { all: true, joins: ['a'], conditions: 1 },
    ],
  ])('applies operations in their order: %s', (_what, operations, expected) => {
    expect(plain(divide(...operations).members)).toEqual(expected);
  });

  it('a removal by a condition takes those who joined before it, and keeps those who joined after', () => {
    const { members } = divide(
      add('before', 'again'),
      removeUsers,
      add('after', 'again'),
      { op: 'remove', path: 'members[value sw "x"]' },
      add('last'),
    );
    const [users, others] = members.conditionalRemovals;
    const kept = (removal: typeof users) =>
      ['before', 'again', 'after', 'last', 'stranger'].filter((id) => removal?.keepsLaterAdds(id));
    expect(kept(users)).toEqual(['again', 'after', 'last']);
    expect(kept(others)).toEqual(['last']);
    expect(users?.matchesRemoval({ value: 'q', type: 'User' })).toBe(true);
    expect(others?.matchesRemoval({ value: 'q', type: 'User' })).toBe(false);
    expect(others?.matchesRemoval({ value: 'x1', type: 'User' })).toBe(true);
  });

  it('a user who leaves after such a removal and is not added again is not kept', () => {
    const [removal] = divide(removeUsers, add('a'), remove('a')).members.conditionalRemovals;
    expect(removal?.keepsLaterAdds('a')).toBe(false);
  });

  it('takes members out of an operation without a path, and leaves the rest of it', () => {
    const value = { id: 'G', displayName: 'D', members: [{ value: 'a' }], externalId: 'X' };
    const { members, rest } = divide({ op: 'replace', value }, removeOne('b'));
    expect(plain(members)).toEqual({ all: true, joins: ['a'], leaves: ['b'] });
    expect(rest).toEqual([{ op: 'replace', value: { id: 'G', displayName: 'D', externalId: 'X' } }]);
  });

  it('leaves operations that do not name members as they are, in their order', () => {
    const operations: Json[] = [
      { op: 'replace', path: 'displayName', value: 'D' },
      { op: 'add', value: { externalId: 'X' } },
      { op: 'remove', path: 'externalId' },
      { op: 'add', path: 'urn:example:membersOnly:Group:members', value: 'x' },
      { op: 'add', path: 'membership', value: 'x' },
      { op: 'add', value: { displayName: 'D', membership: 'x' } },
    ];
    const { members, rest } = divide(...operations);
    expect(isNoChange(members)).toBe(true);
    expect(rest.map(({ op }) => op)).toEqual(operations.map((one) => (one as { op: string }).op));
  });

  it('an add or remove without ids changes nothing, and every other operation does', () => {
    for (const operation of [add(), remove(), { op: 'add', value: { members: [] } }]) {
      expect(isNoChange(divide(operation).members)).toBe(true);
    }
    for (const operation of [replace(), removeAll, removeUsers, add('a'), remove('a')]) {
      expect(isNoChange(divide(operation).members)).toBe(false);
    }
  });

  it.each<[string, Json, string]>([
    [
      'a sub-attribute after a filter',
      { op: 'replace', path: 'members[value eq "a"].value', value: 'b' },
      'mutability',
    ],
    ['a sub-attribute of all', { op: 'replace', path: 'members.display', value: 'b' }, 'mutability'],
    ['a removal of a sub-attribute', { op: 'remove', path: `${CORE}:members.value` }, 'mutability'],
    ['an add by another filter', { op: 'add', path: 'members[type eq "User"]', value: [] }, 'noTarget'],
    [
      'a replace by another filter',
      { op: 'replace', path: 'members[type eq "User"]', value: [] },
      'noTarget',
    ],
    [
      'a filter that compares what cannot be compared',
      { op: 'remove', path: 'members[type gt true]' },
      'invalidFilter',
    ],
    ['a group', { op: 'add', path: 'members', value: [{ value: 'a', type: 'Group' }] }, 'invalidValue'],
    [
      'a group that leaves',
      { op: 'remove', path: 'members', value: [{ value: 'a', type: 'Group' }] },
      'invalidValue',
    ],
    ['an element of nothing', { op: 'remove', path: 'members', value: [{}] }, 'invalidValue'],
    ['a number', { op: 'add', value: { members: 5 } }, 'invalidValue'],
  ])('refuses %s', (_what, operation, code) => {
    expect(refusalOf(() => divide(add('b'), operation))).toMatch(new RegExp(`^${code}: `));
  });

  it.each<[string, Json]>([
    ['a list under another name', { op: 'add', value: { displayName: 'D', memebers: [{ value: 'a' }] } }],
    ['an element under another name', { op: 'replace', value: { displayName: 'D', users: { value: 'a' } } }],
    ['one of them', { op: 'replace', value: { displayName: 'D', member: 'a' } }],
    ['a filter as a name', { op: 'add', value: { 'members[value eq "a"]': 'x' } }],
    ['a part that members do not have', { op: 'add', value: { 'members.id': 'a' } }],
    [
      'the URN of users',
      { op: 'add', value: { 'urn:ietf:params:scim:schemas:core:2.0:User': { members: [] } } },
    ],
    ['nothing that a group has', { op: 'replace', value: { description: 'x' } }],
    ['the same below the URN of groups', { op: 'replace', value: { [CORE]: { memebers: [] } } }],
    ['the same at the URN of groups', { op: 'replace', path: CORE, value: { memebers: [] } }],
  ])('refuses what could be meant for members: %s', (_what, operation) => {
    expect(refusalOf(() => divide(operation))).toMatch(/^invalidPath: There is no attribute/);
  });

  it.each<[string, string]>([
    ['an attribute that members do not have', 'members[id eq "a"]'],
    ['another one beside the value', 'members[value eq "a" and shoe eq "b"]'],
    ['one among several', 'members[value eq "a" or id eq "b"]'],
  ])('refuses a filter that names %s', (_what, path) => {
    expect(refusalOf(() => divide({ op: 'remove', path }))).toMatch(
      /^invalidFilter: "\w+" is not an attribute/,
    );
  });

  it('refuses to change a sub-attribute of all members, also without a path', () => {
    expect(refusalOf(() => divide({ op: 'replace', value: { 'members.value': 'a' } }))).toMatch(
      /^mutability: /,
    );
  });

  it('reads members under the URN of groups as path', () => {
    const value = { displayName: 'D', members: [{ value: 'a' }] };
    const { members, rest } = divide({ op: 'replace', path: CORE, value });
    expect(plain(members)).toEqual({ all: true, joins: ['a'] });
    expect(rest).toEqual([{ op: 'replace', value: { displayName: 'D' } }]);
  });

  it.each<[string, Json]>([
    ['add', { op: 'add', path: 'members', value: 'a' }],
    ['replace', { op: 'replace', path: 'members', value: 'a' }],
    ['without a path', { op: 'replace', value: { members: 'a' } }],
  ])('expects a text instead of the list to be the id of a user: %s', (_what, operation) => {
    expect([...divide(operation).members.guessed]).toEqual(['a']);
  });

  it('does not expect that of an element or a list', () => {
    expect(divide(add('a'), replace('b')).members.guessed.size).toBe(0);
    expect(divide({ op: 'add', path: 'members', value: ['a'] }).members.guessed.size).toBe(0);
  });

  it('divides 10,000 operations in under two seconds', () => {
    const operations = Array.from({ length: 10_000 }, (_, n) =>
      n % 3 === 0 ? removeOne(`${n}`) : add(`${n}`),
    );
    const start = performance.now();
    const { members } = divide(...operations);
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(members.joins.size + members.leaves.size).toBe(10_000);
  });
});
