import fc from 'fast-check';
import type { Json, JsonObject } from '../../../../scim/json.ts';
import { USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import { compileMapping, type Mapping } from '../../../../mappers/compile/mapping.ts';
import type { Row } from '../../../../mappers/document/types.ts';
import type { KeycloakFields } from '../../../../mappers/compile/storage/fields.ts';
import { findPreset } from '../../../../mappers/document/presets.ts';
import { resourceTypeOf } from '../../../../mappers/compile/schemas.ts';
import { frozen } from '../../scim/reading.ts';
import { anyText, anyUser } from './users.ts';
import { sourcesAt } from './sources.ts';

const GENERIC = findPreset('generic')?.user ?? [];
const MOBILE = 'phoneNumbers[type eq "mobile"].value';
const LOCALITY = 'addresses[type eq "work"].locality';
const COUNTRY = 'addresses[type eq "work"].country';

const mappingOf = (rows: readonly Row[]): Mapping => compileMapping(rows, resourceTypeOf(USER_TYPE, rows));
const beside = (...rows: Row[]): Mapping => mappingOf([...GENERIC, ...rows]);
const mobileRow = { scim: MOBILE, keycloak: 'attributes.mobile' };
const mobile = beside(mobileRow);
const address = beside(
  { scim: LOCALITY, keycloak: 'attributes.city' },
  { scim: COUNTRY, keycloak: 'attributes.country' },
);

const WORK = { value: '1', type: 'work' };
const CELL = { value: '2', type: 'mobile', primary: true };
const HOME = { value: '3', type: 'home', display: 'Three' };
const NUMBERS = frozen([WORK, CELL, HOME]);

const storedFields = (mapping: Mapping, user: JsonObject): KeycloakFields =>
  mapping.toKeycloak(frozen({ userName: 'ann', ...user }));
/** The user after attributes were changed, or taken away, in the console. */
function after(
  mapping: Mapping,
  user: JsonObject,
  console: Readonly<Record<string, string | undefined>> = {},
): JsonObject {
  const { attributes, ...fields } = storedFields(mapping, user);
  const now = { ...attributes };
  for (const [name, value] of Object.entries(console)) {
    if (value === undefined) Reflect.deleteProperty(now, name);
    else now[name] = [value];
  }
  return mapping.toScim({ ...fields, attributes: now });
}
const numbersAfter = (list: readonly Json[], console: Readonly<Record<string, string | undefined>>) =>
  after(mobile, { phoneNumbers: [...list] }, console).phoneNumbers;

describe('one value of a list with its own target', () => {
  it('is stored at its target', () => {
    const { attributes } = storedFields(mobile, { phoneNumbers: NUMBERS });
    expect(attributes.mobile).toEqual(['2']);
    expect(attributes['scim.exact']).toBeUndefined();
  });

  it('is not stored if no element has it', () => {
    expect(storedFields(mobile, {}).attributes).toEqual({});
    expect(storedFields(mobile, { phoneNumbers: [WORK, HOME] }).attributes).not.toHaveProperty('mobile');
    expect(storedFields(mobile, { phoneNumbers: [{ type: 'mobile' }] }).attributes).not.toHaveProperty(
      'mobile',
    );
  });

  it.each<[string, Json[]]>([
    ['in the middle', NUMBERS],
    ['first', [CELL, WORK]],
    ['last', [WORK, HOME, CELL]],
    ['alone', [CELL]],
    ['twice', [WORK, CELL, { value: '4', type: 'mobile' }]],
    ['of a type in another case', [{ value: '2', type: 'MOBILE' }, WORK]],
    ['without a value', [{ type: 'mobile', display: 'none' }, WORK]],
    ['without a value, and another with one', [{ type: 'mobile' }, CELL]],
    ['nowhere', [WORK, HOME]],
  ])('keeps its place in the list: %s', (_name, phoneNumbers) => {
    expect(after(mobile, { phoneNumbers })).toEqual({ userName: 'ann', active: true, phoneNumbers });
  });

  it('is that of the first of several elements', () => {
    const two = [
      { value: '8', type: 'Mobile' },
      { value: '9', type: 'mobile' },
    ];
    expect(storedFields(mobile, { phoneNumbers: two }).attributes.mobile).toEqual(['8']);
    expect(numbersAfter(two, { mobile: '7' })).toEqual([{ value: '7', type: 'Mobile' }, two[1]]);
    expect(numbersAfter(two, { mobile: undefined })).toEqual([two[1]]);
  });

  it('shows in its element when it is changed in the console', () => {
    expect(numbersAfter(NUMBERS, { mobile: '9' })).toEqual([WORK, { ...CELL, value: '9' }, HOME]);
  });

  it('is removed with its element when it is removed in the console', () => {
    expect(numbersAfter([WORK, { value: '2', type: 'mobile' }, HOME], { mobile: undefined })).toEqual([
      WORK,
      HOME,
    ]);
    expect(numbersAfter([{ value: '2', type: 'mobile' }], { mobile: undefined })).toBeUndefined();
  });

  it('leaves the rest of its element when it is removed in the console', () => {
    expect(numbersAfter(NUMBERS, { mobile: undefined })).toEqual([
      WORK,
      { type: 'mobile', primary: true },
      HOME,
    ]);
  });

  it('becomes an element when it appears in the console', () => {
    expect(numbersAfter([], { mobile: '9' })).toEqual([{ type: 'mobile', value: '9' }]);
    expect(numbersAfter([WORK], { mobile: '9' })).toEqual([WORK, { type: 'mobile', value: '9' }]);
  });

  it('joins an existing element when it appears in the console', () => {
    const empty = { type: 'Mobile', display: 'none' };
    expect(numbersAfter([empty, WORK], { mobile: '9' })).toEqual([{ ...empty, value: '9' }, WORK]);
  });

  it.each([
    ['an empty text', ''],
    ['a blank text', ' \t'],
    ['a text of blanks that do not fit', ' '.repeat(3000)],
    ['a text with blanks at its ends', ' 2 '],
    ['a text that does not fit', 'x'.repeat(3000)],
    ['a text that is cut within a character', `a${'😀'.repeat(1024)}`],
    ['a text like our own notation', '0:{"p":"userName"}'],
  ])('comes back exactly: %s', (_name, value) => {
    const phoneNumbers = [WORK, { value, type: 'mobile', display: 'x' }];
    const fields = storedFields(mobile, { phoneNumbers });
    const values = Object.values(fields.attributes).flat();
    expect(values.filter((text) => text.trim() === '' || text.length > 2048)).toEqual([]);
    expect(mobile.toScim(fields).phoneNumbers).toEqual(phoneNumbers);
  });

  it('is shown as the console has it after a change there', () => {
    const long = 'x'.repeat(3000);
    expect(numbersAfter([{ value: long, type: 'mobile' }], { mobile: 'x' })).toEqual([
      { value: 'x', type: 'mobile' },
    ]);
    expect(numbersAfter([{ value: ' ', type: 'mobile' }], { mobile: '9' })).toEqual([
      { value: '9', type: 'mobile' },
    ]);
  });

  it('has the path of its list', () => {
    expect(mobile.scimPathOf('mobile')).toBe('phoneNumbers');
    expect(mobile.ownedAttributes.has('mobile')).toBe(true);
    expect(sourcesAt(mobile, 'phoneNumbers.value', '2')).toBeUndefined();
  });
});

describe('users and the row of one value', () => {
  const before = mappingOf(GENERIC);

  it('that were written before it was added still have their value', () => {
    const fields = storedFields(before, { phoneNumbers: NUMBERS });
    expect(mobile.toScim(fields).phoneNumbers).toEqual(NUMBERS);
  });

  it('that were written before it was added have the value of the console if there is one', () => {
    const { attributes, ...fields } = storedFields(before, { phoneNumbers: NUMBERS });
    const now = { ...fields, attributes: { ...attributes, mobile: ['9'] } };
    expect(mobile.toScim(now).phoneNumbers).toEqual([WORK, { ...CELL, value: '9' }, HOME]);
  });

  it('that are written again after it was added have the value at its target', () => {
    const resource = mobile.toScim(storedFields(before, { phoneNumbers: NUMBERS }));
    expect(mobile.toKeycloak(resource)).toEqual(storedFields(mobile, { phoneNumbers: NUMBERS }));
  });
});

describe('several parts of one element', () => {
  const ULM = { type: 'home', locality: 'Ulm', country: 'DE' };
  const BONN = { type: 'work', locality: 'Bonn', country: 'DE', streetAddress: 'Hofgarten 1' };
  const resourceOf = (list: readonly Json[], console: Readonly<Record<string, string | undefined>> = {}) =>
    after(address, { addresses: [...list] }, console).addresses;

  it('have their own targets', () => {
    expect(storedFields(address, { addresses: [ULM, BONN] }).attributes).toMatchObject({
      city: ['Bonn'],
      country: ['DE'],
    });
    expect(resourceOf([ULM, BONN])).toEqual([ULM, BONN]);
  });

  it.each<[string, Readonly<Record<string, string | undefined>>, Json]>([
    ['one is changed', { city: 'Köln' }, { ...BONN, locality: 'Köln' }],
    ['both are changed', { city: 'Wien', country: 'AT' }, { ...BONN, locality: 'Wien', country: 'AT' }],
    ['one is removed', { city: undefined }, { type: 'work', country: 'DE', streetAddress: 'Hofgarten 1' }],
    [
      'both are removed',
      { city: undefined, country: undefined },
      { type: 'work', streetAddress: 'Hofgarten 1' },
    ],
    [
      'one is changed and one removed',
      { city: 'Wien', country: undefined },
      { type: 'work', locality: 'Wien', streetAddress: 'Hofgarten 1' },
    ],
  ])('show in their element when %s in the console', (_name, console, expected) => {
    expect(resourceOf([ULM, BONN], console)).toEqual([ULM, expected]);
  });

  it('are removed with their element when all of them are removed in the console', () => {
    const bare = { type: 'work', locality: 'Bonn', country: 'DE' };
    expect(resourceOf([ULM, bare], { city: undefined })).toEqual([ULM, { type: 'work', country: 'DE' }]);
    expect(resourceOf([ULM, bare], { city: undefined, country: undefined })).toEqual([ULM]);
  });

  it('become one element when they appear in the console', () => {
    expect(resourceOf([ULM], { city: 'Wien', country: 'AT' })).toEqual([
      ULM,
      { type: 'work', locality: 'Wien', country: 'AT' },
    ]);
    expect(resourceOf([{ type: 'work', locality: 'Bonn' }], { country: 'DE' })).toEqual([
      { type: 'work', locality: 'Bonn', country: 'DE' },
    ]);
  });
});

describe('rows of values without a row of their list', () => {
  const alone = mappingOf([
    ...GENERIC.filter(({ scim }) => scim !== 'phoneNumbers'),
    mobileRow,
    { scim: 'phoneNumbers[type eq "work"].value', keycloak: 'attributes.desk' },
  ]);

  it('store these values only', () => {
    const fields = storedFields(alone, { phoneNumbers: NUMBERS });
    expect(fields.attributes).toEqual({ mobile: ['2'], desk: ['1'] });
    expect(alone.toScim(fields).phoneNumbers).toEqual([
      { type: 'mobile', value: '2' },
      { type: 'work', value: '1' },
    ]);
  });

  it.each([['', ' ', 'x'.repeat(3000)]])('give back exactly %j', (value) => {
    const phoneNumbers = [{ type: 'mobile', value }];
    expect(after(alone, { phoneNumbers }).phoneNumbers).toEqual(phoneNumbers);
  });

  it('show changes made in the console', () => {
    const list = { phoneNumbers: NUMBERS };
    expect(after(alone, list, { mobile: '9', desk: undefined }).phoneNumbers).toEqual([
      { type: 'mobile', value: '9' },
    ]);
    expect(after(alone, {}, { desk: '5' }).phoneNumbers).toEqual([{ type: 'work', value: '5' }]);
    expect(after(alone, list, { mobile: undefined, desk: undefined })).not.toHaveProperty('phoneNumbers');
    expect(after(alone, { phoneNumbers: [{ type: 'mobile', value: ' ' }] }, { mobile: '9' })).toMatchObject({
      phoneNumbers: [{ type: 'mobile', value: '9' }],
    });
  });

  it('have the path of the list', () => {
    expect(alone.scimPathOf('desk')).toBe('phoneNumbers');
    expect(alone.ownedAttributes.has('scim.phoneNumbers')).toBe(false);
  });
});

describe('mirrors of one value of a list', () => {
  const mirrored = beside({ ...mobileRow, mirror: ['cell', 'handy'] });

  it('store the value too', () => {
    expect(storedFields(mirrored, { phoneNumbers: NUMBERS }).attributes).toMatchObject({
      mobile: ['2'],
      cell: ['2'],
      handy: ['2'],
    });
    expect(storedFields(mirrored, { phoneNumbers: [WORK] }).attributes).not.toHaveProperty('cell');
    expect(mirrored.ownedAttributes.has('handy')).toBe(true);
  });

  it('are never read', () => {
    const list = { phoneNumbers: NUMBERS };
    expect(after(mirrored, list, { cell: '9', handy: undefined }).phoneNumbers).toEqual(NUMBERS);
    expect(after(mirrored, {}, { cell: '9' })).not.toHaveProperty('phoneNumbers');
  });

  it('store it as sent, even if its target stores another form', () => {
    const upper = beside({
      ...mobileRow,
      scim: 'phoneNumbers[type eq "mobile"].display',
      mirror: 'cell',
      transforms: [{ table: { E: 'Employee' } }],
    });
    const phoneNumbers = [WORK, { value: '2', type: 'mobile', display: 'E' }];
    expect(storedFields(upper, { phoneNumbers }).attributes).toMatchObject({
      mobile: ['Employee'],
      cell: ['E'],
    });
    expect(after(upper, { phoneNumbers }).phoneNumbers).toEqual(phoneNumbers);
    expect(after(upper, { phoneNumbers }, { mobile: 'Boss' }).phoneNumbers).toEqual([
      WORK,
      { value: '2', type: 'mobile', display: 'Boss' },
    ]);
  });
});

describe('elements that are found by something other than a type', () => {
  const primary = beside({ scim: 'phoneNumbers[primary eq true].value', keycloak: 'attributes.main' });
  const both = beside({
    scim: 'phoneNumbers[type eq "work" and primary eq true].value',
    keycloak: 'attributes.main',
  });

  it('by a boolean', () => {
    expect(storedFields(primary, { phoneNumbers: NUMBERS }).attributes.main).toEqual(['2']);
    expect(after(primary, { phoneNumbers: NUMBERS }, { main: '9' }).phoneNumbers).toEqual([
      WORK,
      { ...CELL, value: '9' },
      HOME,
    ]);
    expect(after(primary, {}, { main: '9' }).phoneNumbers).toEqual([{ primary: true, value: '9' }]);
  });

  it('by several sub-attributes', () => {
    expect(storedFields(both, { phoneNumbers: NUMBERS }).attributes).not.toHaveProperty('main');
    const phoneNumbers = [
      { ...WORK, primary: false },
      { value: '5', type: 'WORK', primary: true },
    ];
    expect(storedFields(both, { phoneNumbers }).attributes.main).toEqual(['5']);
    expect(after(both, {}, { main: '9' }).phoneNumbers).toEqual([
      { type: 'work', primary: true, value: '9' },
    ]);
  });

  it('with a boolean as value', () => {
    const flag = beside({ scim: 'phoneNumbers[type eq "mobile"].primary', keycloak: 'attributes.main' });
    expect(storedFields(flag, { phoneNumbers: NUMBERS }).attributes.main).toEqual(['true']);
    expect(after(flag, { phoneNumbers: NUMBERS }).phoneNumbers).toEqual(NUMBERS);
    expect(after(flag, { phoneNumbers: NUMBERS }, { main: 'false' }).phoneNumbers).toEqual([
      WORK,
      { ...CELL, primary: false },
      HOME,
    ]);
  });
});

describe('a mapping with rows of values of lists', () => {
  const rows: Row[] = [
    mobileRow,
    { scim: 'phoneNumbers[type eq "work"].value', keycloak: 'attributes.desk', mirror: 'extension' },
    { scim: LOCALITY, keycloak: 'attributes.city' },
    { scim: COUNTRY, keycloak: 'attributes.country' },
  ];
  const mapping = beside(...rows);
  const before = mappingOf(GENERIC);
  /** The part that a mapping can know of: it always has `active`. */
  const mapped = (user: JsonObject): JsonObject => ({ ...user, active: user.active !== false });
  const reversed = ({ attributes, ...fields }: KeycloakFields): KeycloakFields => ({
    ...fields,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, values]) => [name, values.toReversed()]),
    ),
  });
  /** Elements of the types that have rows, more often than by chance. */
  const types = fc.constantFrom('mobile', 'MOBILE', 'work', 'home', 'fax');
  const lists = fc.record(
    {
      phoneNumbers: fc.array(
        fc.record(
          { value: anyText, type: types, display: anyText },
          { requiredKeys: ['type'], noNullPrototype: true },
        ),
        { minLength: 1, maxLength: 5 },
      ),
      addresses: fc.array(
        fc.record(
          { type: types, locality: anyText, country: anyText, region: anyText },
          { requiredKeys: ['type'], noNullPrototype: true },
        ),
        { minLength: 1, maxLength: 4 },
      ),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  const users = fc.tuple(anyUser, lists).map(([user, more]): JsonObject => ({ ...user, ...more }));

  it.each([
    ['any user', anyUser],
    ['any user with such elements', users],
  ])('gives back exactly what was sent, of %s', (_name, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (user) => {
        const fields = mapping.toKeycloak(frozen(user));
        expect(mapping.toScim(frozen(reversed(fields)))).toEqual(mapped(user));
      }),
      { numRuns: 300 },
    );
  });

  it('writes only its own attributes, with values that Keycloak stores', () => {
    fc.assert(
      fc.property(users, (user) => {
        const { attributes } = mapping.toKeycloak(user);
        const values = Object.values(attributes).flat();
        expect(values.filter((text) => text.length > 2048 || text.trim() === '')).toEqual([]);
        expect(Object.keys(attributes).filter((name) => !mapping.ownedAttributes.has(name))).toEqual([]);
      }),
    );
  });

  it('writes the same again for what it gives back', () => {
    fc.assert(
      fc.property(users, (user) => {
        const fields = mapping.toKeycloak(user);
        expect(mapping.toKeycloak(mapping.toScim(fields))).toEqual(fields);
      }),
    );
  });

  it('shows users unchanged that were written before the rows were added', () => {
    fc.assert(
      fc.property(users, (user) => {
        expect(mapping.toScim(before.toKeycloak(user))).toEqual(mapped(user));
      }),
    );
  });
});

describe('one value of a list whose principal value has a field', () => {
  const rows: readonly Row[] = [
    { scim: 'userName', keycloak: 'username' },
    { scim: 'emails', keycloak: 'attributes.scim.emails', principal: 'email' },
    { scim: 'emails[type eq "work"].value', keycloak: 'attributes.mail' },
  ];
  const mapping = compileMapping(rows, resourceTypeOf(USER_TYPE, rows));
  const work = { type: 'work', value: 'A@x', primary: true };
  const home = { type: 'home', value: 'B@x' };

  it('is a copy if it is the principal value, which the field determines', () => {
    const fields = mapping.toKeycloak({ userName: 'ann', emails: [work] });
    expect([fields.email, fields.attributes.mail]).toEqual(['a@x', ['A@x']]);
    expect(mapping.toScim(fields).emails).toEqual([work]);
    expect(mapping.toScim({ ...fields, attributes: { ...fields.attributes, mail: ['c@x'] } }).emails).toEqual(
      [work],
    );
    const others = Object.fromEntries(Object.entries(fields.attributes).filter(([name]) => name !== 'mail'));
    expect(mapping.toScim({ ...fields, attributes: others }).emails).toEqual([work]);
    expect(mapping.toScim({ ...fields, email: 'c@x' }).emails).toEqual([{ ...work, value: 'c@x' }]);
  });

  it('follows its attribute if it is another value', () => {
    const second = { type: 'work', value: 'A@x' };
    const first = { ...home, primary: true };
    const fields = mapping.toKeycloak({ userName: 'ann', emails: [first, second] });
    expect(fields.email).toBe('b@x');
    const changed = { ...fields.attributes, mail: ['c@x'] };
    expect(mapping.toScim({ ...fields, attributes: changed }).emails).toEqual([
      first,
      { ...second, value: 'c@x' },
    ]);
  });
});
