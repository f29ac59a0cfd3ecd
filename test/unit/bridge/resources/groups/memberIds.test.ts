import { memberIds } from '../../../../../bridge/resources/groups/memberChange.ts';
import type { Json } from '../../../../../scim/json.ts';
import { refusalOf } from '../../../scim/refusal.ts';

describe('memberIds', () => {
  it.each<[string, Json | undefined, string[]]>([
    ['nothing', undefined, []],
    ['null', null, []],
    ['an empty list', [], []],
    ['a list', [{ value: 'a' }, { value: 'b' }], ['a', 'b']],
    ['bare ids', ['a', 'b'], ['a', 'b']],
    ['one element', { value: 'a' }, ['a']],
    ['one bare id', 'a', ['a']],
    ['nulls in a list', [null, { value: 'a' }, null], ['a']],
    ['$ref null beside a value', [{ $ref: null, value: 'a' }], ['a']],
    [
      'display, displayName and type beside a value',
      [{ value: 'a', display: 'A', displayName: 'A', type: 'User' }],
      ['a'],
    ],
    ['names in any case', [{ Value: 'a', Type: 'user' }, { VALUE: 'b' }], ['a', 'b']],
    ['a $ref alone', [{ $ref: 'https://x.test/scim/v2/Users/a' }], ['a']],
    [
      'a $ref in a realm that is called groups',
      [{ $ref: 'https://x.test/realms/groups/scim/v2/Users/a' }],
      ['a'],
    ],
    ['a relative $ref', [{ $ref: '../Users/a' }, { $ref: 'Users/b' }], ['a', 'b']],
    ['a $ref with a slash at its end', [{ $ref: 'https://x.test/Users/a/' }], ['a']],
    ['a $ref with escapes', [{ $ref: 'https://x.test/Users/f%3Aldap%3Aann%40x' }], ['f:ldap:ann@x']],
    ['a $ref with broken escapes', [{ $ref: 'https://x.test/Users/50%' }], ['50%']],
    ['a $ref in capital letters', [{ $REF: 'https://x.test/Users/a' }], ['a']],
    ['a value beside another $ref', [{ value: 'a', $ref: 'https://x.test/Users/b' }], ['a']],
    ['an empty value beside a $ref', [{ value: '', $ref: 'https://x.test/Users/b' }], ['b']],
    ['the same id twice', ['a', 'a'], ['a', 'a']],
    ['an id like a name of JavaScript', [{ value: '__proto__' }], ['__proto__']],
  ])('reads the ids of %s', (_what, value, ids) => {
    expect(memberIds(value)).toEqual(ids);
  });

  it.each<[string, Json]>([
    ['by type', { value: 'a', type: 'Group' }],
    ['by type in any case', { value: 'a', TYPE: 'GROUP' }],
    ['by $ref', { value: 'a', $ref: 'https://x.test/scim/v2/Groups/a' }],
    ['by $ref in small letters', { value: 'a', $ref: 'https://x.test/scim/v2/groups/a' }],
    ['by a relative $ref', { $ref: 'Groups/a' }],
    ['by $ref, whatever the type says', { value: 'a', type: 'User', $ref: '/Groups/a' }],
  ])('refuses a group that is named %s', (_what, element) => {
    expect(refusalOf(() => memberIds([{ value: 'b' }, element]))).toMatch(/^invalidValue: A group cannot/);
  });

  it.each<[string, Json]>([
    ['an empty text', ['']],
    ['an empty object', [{}]],
    ['a display alone', [{ display: 'A' }]],
    ['an empty value', [{ value: '' }]],
    ['null as a value', [{ value: null }]],
    ['a number as a value', [{ value: 5 }]],
    ['a number', [5]],
    ['nothing but null', [null]],
    ['nothing but nulls', [null, null]],
    ['a number that is no list', 5],
    ['an empty text that is no list', ''],
    ['a list in the list', [['a']]],
    ['true', true],
    ['an empty $ref', [{ $ref: '/' }]],
  ])('refuses %s', (_what, value) => {
    expect(refusalOf(() => memberIds(value))).toMatch(/^invalidValue: .*"value"/);
  });
});
