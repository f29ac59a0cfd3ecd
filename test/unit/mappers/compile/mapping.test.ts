import type { Json, JsonObject } from '../../../../scim/json.ts';
import { boolean, dateTime, integer, string } from '../../../../scim/schema/define.ts';
import { GROUP_TYPE, USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import type { ResourceType } from '../../../../scim/schema/types.ts';
import { compileMapping } from '../../../../mappers/compile/mapping.ts';
import { GROUP_LIMITS, type KeycloakFields } from '../../../../mappers/compile/storage/fields.ts';
import { lookupKey } from '../../../../mappers/compile/lookupKey.ts';
import { findPreset } from '../../../../mappers/document/presets.ts';
import { decodeRecords } from '../../../../mappers/compile/records.ts';
import { sourcesAt } from './sources.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const preset = findPreset('generic');
const mapping = compileMapping(preset?.user ?? [], USER_TYPE);

const roundTrip = (
  user: JsonObject,
  change: (fields: KeycloakFields) => void = () => undefined,
): JsonObject => {
  const fields = mapping.toKeycloak(user);
  change(fields);
  return mapping.toScim(fields);
};
const exact = ({ attributes }: KeycloakFields): Json[] => decodeRecords(attributes['scim.exact'] ?? []);
/** What the console shows of the fields: the notes of the bridge's own left out. */
const visible = ({ attributes, ...fields }: KeycloakFields) => ({
  ...fields,
  ...Object.fromEntries(Object.entries(attributes).filter(([name]) => !name.startsWith('scim.'))),
});

describe('simple values', () => {
  it('are stored where the operator sees them', () => {
    const fields = mapping.toKeycloak({
      userName: 'ann',
      externalId: 'E1',
      active: false,
      name: { givenName: 'Ann', familyName: 'Lee', formatted: 'Ann Lee' },
      title: 'Chief',
      [ENTERPRISE]: { department: 'Sales', manager: { value: '42' } },
    });
    expect(fields).toEqual({
      username: 'ann',
      enabled: false,
      firstName: 'Ann',
      lastName: 'Lee',
      attributes: {
        formattedName: ['Ann Lee'],
        externalId: ['E1'],
        title: ['Chief'],
        department: ['Sales'],
        manager: ['42'],
        'scim.lookup': [lookupKey('externalId', 'E1', true)],
      },
    });
  });

  it('that are missing write nothing', () => {
    expect(mapping.toKeycloak({ userName: 'ann' })).toEqual({
      username: 'ann',
      enabled: true,
      attributes: {},
    });
    expect(mapping.toScim({ username: 'ann', email: '', firstName: '', attributes: {} })).toEqual({
      userName: 'ann',
      active: true,
    });
  });

  it('do not include attributes without a row', () => {
    const user = { userName: 'ann', active: true, password: 's3cret', groups: [{ value: 'g' }], id: '1' };
    expect(JSON.stringify(mapping.toKeycloak(user))).not.toMatch(/s3cret|"g"/);
    expect(roundTrip(user)).toEqual({ userName: 'ann', active: true });
  });
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

describe('extensions that no schema declares', () => {
  it('come back as they were', () => {
    const user = {
      userName: 'ann',
      active: true,
      'urn:acme:2.0:User': { tag: 'ä'.repeat(5000), list: [{ deep: { null: false } }], '': 0 },
      'URN:Acme:hr': { level: 7 },
    };
    const fields = mapping.toKeycloak(user);
    expect(Object.keys(fields.attributes)).toEqual(['scim.extensions']);
    expect(mapping.toScim(fields)).toEqual(user);
  });

  it.each([
    '0:{"urn":"userName","value":{"a":1}}',
    '0:{"urn":"id","value":{"a":1}}',
    `0:{"urn":"${ENTERPRISE}","value":{"department":"x"}}`,
    '0:{"urn":"urn:acme:x","value":"text"}',
    '0:{"urn":7,"value":{}}',
    '0:{"urn":"urn:acme:x"}',
    '0:7',
  ])('are passed over if damaged, and never another attribute: %s', (record) => {
    const fields = { username: 'ann', attributes: { 'scim.extensions': [record] } };
    expect(mapping.toScim(fields)).toEqual({ userName: 'ann', active: true });
  });
});

describe('lookup keys', () => {
  const keys = (user: JsonObject) =>
    mapping.toKeycloak({ userName: 'ann', ...user }).attributes['scim.lookup'];
  const email = (value: string) => lookupKey('emails.value', value, false);

  it.each<[string, JsonObject, string[] | undefined]>([
    ['none', {}, undefined],
    ['externalId, case-exact', { externalId: 'Ab' }, [lookupKey('externalId', 'Ab', true)]],
    ['an empty externalId', { externalId: '' }, [lookupKey('externalId', '', true)]],
    ['no key for the address that Keycloak holds', { emails: [{ value: 'A@x' }] }, undefined],
    [
      'all other addresses, in any case, each once',
      { emails: [{ value: 'a@x' }, { value: 'B@x' }, { value: 'b@X' }, { type: 'home' }, { value: 'c@x' }] },
      [email('b@x'), email('c@x')].sort(),
    ],
    ['an address that Keycloak cannot hold', { emails: [{ value: ' ' }] }, [email(' ')]],
  ])('%s', (_name, user, expected) => {
    expect(keys(user)).toEqual(expected);
  });
});

describe('sources', () => {
  const attribute = (name: string, value: string) => ({ by: 'attribute', name, value });
  const lookup = (path: string, value: string, caseExact: boolean, otherwise?: unknown) => ({
    by: 'lookup',
    path: path.replace(/\.value$/, ''),
    key: lookupKey(path, value, caseExact),
    otherwise,
  });

  it.each<[string, Json, unknown]>([
    ['userName', 'Ann', [{ by: 'username', value: 'ann' }]],
    ['urn:ietf:params:scim:schemas:core:2.0:User:USERNAME', 'Ann', [{ by: 'username', value: 'ann' }]],
    ['name.familyName', 'Smith (External)', [{ by: 'lastName', value: 'Smith External' }]],
    ['name.givenName', '()', undefined],
    ['title', 'Chief', [attribute('title', 'Chief')]],
    ['title', ' ', undefined],
    ['title', 'z'.repeat(3000), [attribute('title', 'z'.repeat(2048))]],
    ['title', null, undefined],
    ['active', true, [{ by: 'enabled', value: true }]],
    ['active', null, undefined],
    ['externalId', 'E1', [lookup('externalId', 'E1', true, attribute('externalId', 'E1'))]],
    ['externalId', '', [lookup('externalId', '', true)]],
    ['emails', 'A@x', [{ by: 'email', value: 'a@x' }, lookup('emails.value', 'a@x', false)]],
    ['emails.value', 'A@x', [{ by: 'email', value: 'a@x' }, lookup('emails.value', 'a@x', false)]],
    ['emails.value', '', [lookup('emails.value', '', false)]],
    ['emails.type', 'work', undefined],
    ['emails.primary', true, undefined],
    ['phoneNumbers.value', '+1', undefined],
    [`${ENTERPRISE}:department`, 'Sales', [attribute('department', 'Sales')]],
    [`${ENTERPRISE}:manager`, '42', [attribute('manager', '42')]],
    [`${ENTERPRISE}:manager.value`, '42', [attribute('manager', '42')]],
    [`${ENTERPRISE}:manager.displayName`, '42', undefined],
    ['id', '1', undefined],
    ['meta.created', 'x', undefined],
    ['password', 'x', undefined],
    ['shoeSize', '43', undefined],
    ['urn:acme:2.0:User:tag', 'x', undefined],
    [ENTERPRISE, 'x', undefined],
  ])('of %s eq %j', (path, value, expected) => {
    expect(sourcesAt(mapping, path, value)).toEqual(expected);
  });

  it('of groups go by name', () => {
    const groups = compileMapping(preset?.group ?? [], GROUP_TYPE, GROUP_LIMITS);
    expect(sourcesAt(groups, 'displayName', 'Staff')).toEqual([{ by: 'name', value: 'Staff' }]);
    const long = { displayName: 'g'.repeat(300), externalId: 'E'.repeat(300) };
    const fields = groups.toKeycloak(long);
    expect(fields.name).toHaveLength(255);
    expect(groups.toScim(fields)).toEqual(long);
  });
});

describe('the properties of a mapping', () => {
  it('include its own attributes and those of the bridge', () => {
    const { ownedAttributes } = compileMapping(
      [
        { scim: 'title', keycloak: 'attributes.job' },
        { scim: 'userName', keycloak: 'username' },
        { scim: 'emails', keycloak: 'attributes.scim.emails', principal: 'email' },
      ],
      USER_TYPE,
    );
    expect([...ownedAttributes].sort()).toEqual([
      'job',
      'scim.emails',
      'scim.exact',
      'scim.extensions',
      'scim.keptEmail',
      'scim.lookup',
    ]);
  });

  it.each([
    ['username', 'userName'],
    ['email', 'emails'],
    ['lastName', 'name.familyName'],
    ['title', 'title'],
    ['attributes.title', 'title'],
    ['department', `${ENTERPRISE}:department`],
    ['shoeSize', undefined],
  ])('include the path that is stored in %s', (field, path) => {
    expect(mapping.scimPathOf(field)).toBe(path);
  });
});

describe('types other than text', () => {
  const type: ResourceType = {
    ...USER_TYPE,
    schema: {
      ...USER_TYPE.schema,
      attributes: [
        integer('int', ''),
        { ...integer('dec', ''), type: 'decimal' },
        boolean('bool', ''),
        dateTime('at', ''),
        string('text', ''),
      ],
    },
  };
  const typed = compileMapping(
    ['int', 'dec', 'bool', 'at', 'text'].map((name) => ({ scim: name, keycloak: `attributes.${name}` })),
    type,
  );

  it.each<JsonObject>([
    { int: 0, dec: -1.5e-7, bool: false, at: '2026-01-31T08:00:00+01:00', text: '0' },
    { int: -9007199254740991, dec: 1e300, bool: true, text: 'true' },
  ])('come back as they were: %j', (resource) => {
    expect(typed.toScim(typed.toKeycloak(resource))).toEqual(resource);
  });

  it('are left out if the console has no such value', () => {
    const attributes = { int: ['seven'], dec: [' '], bool: ['yes'], text: ['yes'] };
    expect(typed.toScim({ attributes })).toEqual({ text: 'yes' });
  });

  it('are searched as text', () => {
    expect(sourcesAt(typed, 'int', 7)).toEqual([{ by: 'attribute', name: 'int', value: '7' }]);
    expect(sourcesAt(typed, 'bool', false)).toEqual([{ by: 'attribute', name: 'bool', value: 'false' }]);
  });
});
