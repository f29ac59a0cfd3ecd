import type { JsonObject } from '../../../../../scim/json.ts';
import { readingFor, STRICT } from '../../reading.ts';
import { refusalOf } from '../../refusal.ts';
import { patched } from '../patching.ts';
import { ANN, CORE, ENTERPRISE, expectCase } from './patchedUser.ts';

describe('operations without a path', () => {
  it.each(['add', 'replace'] as const)('%s: apply each member like an operation of its own', (op) => {
    const value = {
      TITLE: 'Chief',
      nickName: null,
      name: { middleName: 'B' },
      'name.givenName': 'Bea',
      [`${CORE}:displayName`]: 'Bea Lee',
      id: 'mine',
      groups: [{ value: 'g' }],
      meta: { version: '1' },
      schemas: ['urn:other'],
      [ENTERPRISE]: { division: 'X', manager: { displayName: 'ignored', value: '43' } },
      [`${ENTERPRISE}:costCenter`]: '7',
      [`${ENTERPRISE}:department`]: null,
    };
    expect(patched(ANN, [{ op, value }])).toEqual({
      ...ANN,
      title: 'Chief',
      name: { givenName: 'Bea', middleName: 'B', familyName: 'Lee' },
      displayName: 'Bea Lee',
      [ENTERPRISE]: { division: 'X', manager: { value: '43' }, costCenter: '7' },
    });
  });

  it('append to lists by add, and replace them by replace', () => {
    const value = { roles: [{ value: 'c' }] };
    expectCase(['add', undefined, value, { roles: [{ value: 'a' }, { value: 'b' }, { value: 'c' }] }]);
    expectCase(['replace', undefined, value, { roles: [{ value: 'c' }] }]);
  });

  it('may contain the core schema as an object', () => {
    expectCase(['add', undefined, { [CORE]: { title: 'Chief', id: 'x' } }, { title: 'Chief' }]);
    expectCase(['replace', CORE, { title: 'Chief' }, { title: 'Chief' }]);
  });

  it('pass over unknown attributes and report them', () => {
    const reading = readingFor();
    const value = { shoeSize: 43, 'name.shoeSize': 1, name: { shoeSize: 2 }, [`${ENTERPRISE}:x`]: 1 };
    expect(patched(ANN, [{ op: 'add', value }], reading)).toEqual(ANN);
    expect(reading.passedOver).toEqual(['shoeSize', 'name.shoeSize', 'name.shoeSize', `${ENTERPRISE}:x`]);
  });

  it.each<[JsonObject, string]>([
    [{ shoeSize: 43 }, 'There is no attribute "shoeSize" on User.'],
    [{ 'urn:acme:2.0:User': { a: 1 } }, 'There is no attribute or extension "urn:acme:2.0:User" on User.'],
    [{ name: { shoeSize: 43 } }, 'There is no attribute "name.shoeSize".'],
  ])('refuse unknown attributes in a strict tenant: %j', (value, detail) => {
    expect(refusalOf(() => patched(ANN, [{ op: 'add', value }], STRICT))).toBe(`invalidSyntax: ${detail}`);
  });
});
