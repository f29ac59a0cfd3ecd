import type { Json, JsonObject } from '../../../../../scim/json.ts';
import type { KeycloakFields } from '../../../../../mappers/compile/storage/fields.ts';
import { decodeRecords } from '../../../../../mappers/compile/records.ts';
import { ENTERPRISE, mapping, roundTrip } from './genericMapping.ts';

const exact = ({ attributes }: KeycloakFields): Json[] => decodeRecords(attributes['scim.exact'] ?? []);
/** What the console shows of the fields: the notes of the bridge's own left out. */
const visible = ({ attributes, ...fields }: KeycloakFields) => ({
  ...fields,
  ...Object.fromEntries(Object.entries(attributes).filter(([name]) => !name.startsWith('scim.'))),
});

describe('originals', () => {
  type Case = [name: string, user: JsonObject, held: Record<string, unknown>, path: string];
  const long = 'n'.repeat(300);
  const cases: Case[] = [
    ['userName in mixed case', { userName: 'Ann.LEE' }, { username: 'ann.lee' }, 'userName'],
    [
      'a name with refused characters',
      { name: { familyName: 'Smith (External)' } },
      { lastName: 'Smith External' },
      'name.familyName',
    ],
    ['a name of nothing else', { name: { givenName: '(*)' } }, {}, 'name.givenName'],
    [
      'a name that is too long',
      { name: { givenName: long } },
      { firstName: 'n'.repeat(255) },
      'name.givenName',
    ],
    [
      'an emoji at the edge',
      { name: { givenName: `${'n'.repeat(254)}😀` } },
      { firstName: 'n'.repeat(254) },
      'name.givenName',
    ],
    ['an empty text', { title: '' }, {}, 'title'],
    ['a blank text', { title: ' \t' }, {}, 'title'],
    ['a very long text', { title: 'z'.repeat(10_000) }, { title: ['z'.repeat(2048)] }, 'title'],
    [
      'a very long reference',
      { [ENTERPRISE]: { manager: { value: 'z'.repeat(3000) } } },
      { manager: ['z'.repeat(2048)] },
      `${ENTERPRISE}:manager.value`,
    ],
  ];

  it.each(cases)('keep %s', (_name, user, held, path) => {
    const fields = mapping.toKeycloak({ userName: 'ann', ...user });
    expect(visible(fields)).toEqual({ username: 'ann', enabled: true, ...held });
    expect(exact(fields)).toMatchObject([{ p: path }]);
    expect(mapping.toScim(fields)).toEqual({ userName: 'ann', active: true, ...user });
  });

  it('are stored only if Keycloak stores another form', () => {
    const fields = mapping.toKeycloak({
      userName: 'ann',
      title: ' x ',
      name: { givenName: "Zoë O'Neil-Ōé" },
    });
    expect(fields.attributes).toEqual({ title: [' x '] });
  });

  it.each<[string, (fields: KeycloakFields) => void, JsonObject]>([
    [
      'changed',
      (fields) => {
        fields.lastName = 'Jones';
      },
      { name: { familyName: 'Jones' } },
    ],
    [
      'changed by its case only',
      (fields) => {
        fields.lastName = 'SMITH EXTERNAL';
      },
      { name: { familyName: 'SMITH EXTERNAL' } },
    ],
    [
      'emptied',
      (fields) => {
        fields.lastName = '';
      },
      {},
    ],
    [
      'given another userName',
      (fields) => {
        fields.username = 'bob';
      },
      { userName: 'bob', name: { familyName: 'Smith (External)' } },
    ],
  ])('do not count after the user is %s in the console', (_name, change, expected) => {
    const user = { userName: 'Ann', name: { familyName: 'Smith (External)' } };
    const result = roundTrip(user, change);
    expect(result).toEqual({ userName: 'Ann', active: true, ...expected });
    expect(exact(mapping.toKeycloak(result)).map((entry) => (entry as { p: string }).p)).not.toContain(
      'name' in expected && 'userName' in expected ? 'userName' : 'name.familyName',
    );
  });

  it('do not count after a value appears in the console', () => {
    expect(
      roundTrip({ userName: 'ann', title: ' ' }, (fields) => {
        fields.attributes.title = ['Chief'];
      }),
    ).toMatchObject({
      title: 'Chief',
    });
  });

  it.each([
    '0:{"p":"title","k":5,"v":"x"}',
    '0:{"p":"title","v":"x"}',
    '0:{"p":"title","k":null,"v":7}',
    '0:{"p":"username","k":',
    '0:null',
    '0:[]',
  ])('are passed over if damaged: %s', (record) => {
    const fields = { username: 'ann', attributes: { 'scim.exact': [record] } };
    expect(mapping.toScim(fields)).toEqual({ userName: 'ann', active: true });
  });
});
