import type { Json } from '../../../../../scim/json.ts';
import { patched } from '../patching.ts';
import { expectCase, HOME, NOTHING, WORK, type Case } from './patchedUser.ts';

describe('lists', () => {
  const fax = { value: 'c', display: 'C' };
  it.each<Case>([
    ['add', 'roles', [fax], { roles: [{ value: 'a' }, { value: 'b' }, fax] }],
    ['add', 'roles', fax, { roles: [{ value: 'a' }, { value: 'b' }, fax] }],
    ['add', 'roles', [{ value: 'a' }, fax, fax], { roles: [{ value: 'a' }, { value: 'b' }, fax] }],
    ['add', 'roles', [{ VALUE: 'A' }], NOTHING],
    [
      'add',
      'roles',
      [{ value: 'A', display: 'x' }],
      { roles: [{ value: 'A', display: 'x' }, { value: 'b' }] },
    ],
    ['add', 'roles', [], NOTHING],
    ['add', 'roles', null, NOTHING],
    ['add', 'roles', [null, {}], NOTHING],
    ['add', 'entitlements', [{ value: 'x' }], { entitlements: [{ value: 'x' }] }],
    ['add', 'emails', [{ value: 'ANN@work.example' }], NOTHING],
    ['add', 'emails', [{ value: 'ann@work.example', type: 'work' }], NOTHING],
    [
      'add',
      'emails',
      [{ value: 'ann@work.example', type: 'other' }],
      { emails: [WORK, HOME, { value: 'ann@work.example', type: 'other' }] },
    ],
    ['add', 'addresses', [{ country: 'DE', locality: 'Berlin', type: 'work' }], NOTHING],
    [
      'add',
      'addresses',
      [{ type: 'work', locality: 'Bonn' }],
      {
        addresses: [
          { type: 'work', locality: 'Berlin', country: 'DE' },
          { type: 'work', locality: 'Bonn' },
        ],
      },
    ],
    ['replace', 'roles', [fax], { roles: [fax] }],
    ['replace', 'roles', fax, { roles: [fax] }],
    ['replace', 'roles', [], { roles: undefined }],
    ['replace', 'roles', null, { roles: undefined }],
    ['remove', 'roles', undefined, { roles: undefined }],
    ['remove', 'roles', null, { roles: undefined }],
    ['remove', 'entitlements', undefined, NOTHING],
  ])('%s %s %j', (...args) => {
    expectCase(args);
  });

  it.each<[Json, Json[]]>([
    [[{ value: 'a' }], [{ value: 'b' }]],
    [[{ value: 'A' }], [{ value: 'b' }]],
    [{ value: 'a' }, [{ value: 'b' }]],
    ['a', [{ value: 'b' }]],
    [['a', 'x'], [{ value: 'b' }]],
    [[{ value: 'a', display: 'unheard of' }], [{ value: 'b' }]],
    [[{ value: 'x' }], [{ value: 'a' }, { value: 'b' }]],
    [[], [{ value: 'a' }, { value: 'b' }]],
    [
      [null, {}],
      [{ value: 'a' }, { value: 'b' }],
    ],
    [{}, [{ value: 'a' }, { value: 'b' }]],
    [[{ display: 'a' }], [{ value: 'a' }, { value: 'b' }]],
  ])('lose only the listed elements by remove with a value: %j', (value, left) => {
    expectCase(['remove', 'roles', value, { roles: left }]);
  });

  it('lose the listed one of two elements with the same value', () => {
    const emails = [
      { value: 'a@x', type: 'work', primary: true },
      { value: 'a@x', type: 'home' },
    ];
    const value = [{ value: 'a@x', type: 'home' }];
    expect(patched({ emails }, [{ op: 'remove', path: 'emails', value }])).toEqual({ emails: [emails[0]] });
    expect(patched({ emails }, [{ op: 'remove', path: 'emails', value: [{ value: 'a@x' }] }])).toEqual({});
  });

  it('lose all listed elements, and are removed if empty', () => {
    const value = [{ value: 'a' }, { value: 'b' }];
    expectCase(['remove', 'roles', value, { roles: undefined }]);
  });
});
