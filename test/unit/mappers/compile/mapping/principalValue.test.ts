import type { Json } from '../../../../../scim/json.ts';
import type { KeycloakFields } from '../../../../../mappers/compile/storage/fields.ts';
import { mapping, roundTrip } from './genericMapping.ts';

describe('lists with a principal value', () => {
  const emails = [
    { value: 'Ann@Home.example', type: 'home' },
    { value: 'Ann@Work.example', type: 'work', primary: true },
  ];
  const listed = (change?: (fields: KeycloakFields) => void, list: Json[] = emails) =>
    roundTrip({ userName: 'ann', emails: list }, change).emails;

  it.each<[string, Json[], string | undefined, number]>([
    [
      'one, of work and primary: Keycloak itself says all there is',
      [{ value: 'a@x', type: 'work', primary: true }],
      'a@x',
      0,
    ],
    ['the same in mixed case', [{ value: 'A@x', type: 'work', primary: true }], 'a@x', 1],
    ['one of another type', [{ value: 'a@x', type: 'home', primary: true }], 'a@x', 1],
    ['one with more to say', [{ value: 'a@x', type: 'work', primary: true, display: 'A' }], 'a@x', 1],
    ['the primary one that is not first', emails, 'ann@work.example', 2],
    ['the first one where none is primary', [{ value: 'a@x' }, { value: 'b@x' }], 'a@x', 2],
    ['the first one with a value', [{ type: 'work', primary: true }, { value: 'b@x' }], 'b@x', 2],
    ['none with a value', [{ type: 'work' }], undefined, 1],
    ['a blank one', [{ value: ' ', type: 'work', primary: true }], undefined, 1],
    ['an empty one', [{ value: '', type: 'work' }], undefined, 1],
  ])('%s', (_name, list, email, records) => {
    const fields = mapping.toKeycloak({ userName: 'ann', emails: list });
    expect(fields.email).toBe(email);
    expect(fields.attributes['scim.emails'] ?? []).toHaveLength(records);
    expect(mapping.toScim(fields).emails).toEqual(list);
  });

  it.each<[string, (fields: KeycloakFields) => void, Json[] | undefined]>([
    [
      'changed',
      (fields) => {
        fields.email = 'new@x';
      },
      [emails[0] ?? null, { ...emails[1], value: 'new@x' }],
    ],
    [
      'cleared',
      (fields) => {
        fields.email = undefined;
      },
      [emails[0] ?? null],
    ],
    [
      'cleared to an empty text',
      (fields) => {
        fields.email = '';
      },
      [emails[0] ?? null],
    ],
    [
      'only spelt otherwise',
      (fields) => {
        fields.email = 'ANN@work.example';
      },
      emails,
    ],
  ])('follow an e-mail address that is %s in the console', (_name, change, expected) => {
    expect(listed(change)).toEqual(expected);
  });

  it('follow an e-mail address that appears in the console', () => {
    const add = (fields: KeycloakFields) => {
      fields.email = 'new@x';
    };
    const alone = { value: 'new@x', type: 'work', primary: true };
    expect(listed(add, [])).toEqual([alone]);
    expect(listed(add, [{ type: 'home' }])).toEqual([alone, { type: 'home' }]);
    expect(listed(add, [{ type: 'home', primary: true }])).toEqual([
      { value: 'new@x' },
      { type: 'home', primary: true },
    ]);
  });

  it('are empty after their only address is cleared', () => {
    const clear = (fields: KeycloakFields) => {
      fields.email = '';
    };
    expect(listed(clear, [{ value: 'a@x', type: 'work', primary: true }])).toBeUndefined();
    expect(listed(clear, [{ value: 'a@x', type: 'home' }])).toBeUndefined();
  });

  it('survive records in any order, and losing one', () => {
    const mix = (fields: KeycloakFields) => {
      fields.attributes['scim.emails'] = (fields.attributes['scim.emails'] ?? []).toReversed();
    };
    expect(listed(mix)).toEqual(emails);
    const lose = (fields: KeycloakFields) => {
      fields.attributes['scim.emails'] = (fields.attributes['scim.emails'] ?? []).slice(1);
    };
    expect(listed(lose)).toEqual([emails[1]]);
  });
});
