import fc from 'fast-check';
import type { Json, JsonObject } from '../../../../scim/json.ts';
import { USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import { compileMapping, type Mapping } from '../../../../mappers/compile/mapping.ts';
import type { Row } from '../../../../mappers/document/types.ts';
import type { KeycloakFields } from '../../../../mappers/compile/storage/fields.ts';
import { lookupKey } from '../../../../mappers/compile/lookupKey.ts';
import { findPreset } from '../../../../mappers/document/presets.ts';
import { resourceTypeOf } from '../../../../mappers/compile/schemas.ts';
import type { Transform } from '../../../../mappers/document/transforms.ts';
import { anyText } from './users.ts';
import { sourcesAt } from './sources.ts';

const ACME = 'urn:ietf:params:scim:schemas:extension:Acme:2.0:User';
const X = `${ACME}:x`;
const GENERIC = findPreset('generic')?.user ?? [];

/** The generic mapping with a row of this path in place of its own, or added. */
function withRow(row: Row): Mapping {
  const rows = [...GENERIC.filter(({ scim }) => scim !== row.scim), row];
  return compileMapping(rows, resourceTypeOf(USER_TYPE, rows));
}
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const storedFields = (mapping: Mapping, user: JsonObject): KeycloakFields =>
  mapping.toKeycloak({ userName: 'ann', ...user });
const resourceOf = (mapping: Mapping, fields: Partial<KeycloakFields>): unknown =>
  plain(mapping.toScim({ username: 'ann', attributes: {}, ...fields }));
const back = (mapping: Mapping, user: JsonObject): unknown =>
  plain(mapping.toScim(storedFields(mapping, user)));
const ANN = { userName: 'ann', active: true };
const x = (value: Json): JsonObject => ({ [ACME]: { x: value } });
const source = (name: string, value: string) => [{ by: 'attribute', name, value }];

describe('emailVerified', () => {
  const verified = withRow({ scim: X, keycloak: 'emailVerified', type: 'boolean' });

  it.each([true, false])('is stored as the client sends it: %s', (value) => {
    expect(storedFields(verified, x(value))).toEqual({
      username: 'ann',
      enabled: true,
      emailVerified: value,
      attributes: {},
    });
    expect(back(verified, x(value))).toEqual({ ...ANN, ...x(value) });
  });

  it('stays as it is if the client does not send it', () => {
    expect(storedFields(verified, {})).not.toHaveProperty('emailVerified');
  });

  it.each<[boolean | undefined, JsonObject]>([
    [true, x(true)],
    [false, x(false)],
    [undefined, {}],
  ])('is shown as stored: %s', (emailVerified, expected) => {
    expect(resourceOf(verified, { emailVerified })).toEqual({ ...ANN, ...expected });
  });

  it('is found by a scan only', () => {
    expect(sourcesAt(verified, X, true)).toBeUndefined();
  });

  it('can be inverted, and mirrored as sent', () => {
    const row = withRow({
      scim: X,
      keycloak: 'emailVerified',
      type: 'boolean',
      transforms: ['not'],
      mirror: 'unverified',
    });
    const fields = storedFields(row, x(true));
    expect(fields).toMatchObject({ emailVerified: false, attributes: { unverified: ['true'] } });
    expect(plain(row.toScim(fields))).toEqual({ ...ANN, ...x(true) });
    expect(storedFields(row, {}).attributes).toEqual({});
  });

  it('belongs to the mapping only with a row', () => {
    expect(verified.ownsField('emailVerified')).toBe(true);
    expect(verified.scimPathOf('emailVerified')).toBe(X);
    const without = compileMapping(GENERIC, USER_TYPE);
    expect(without.ownsField('emailVerified')).toBe(false);
    expect(without.ownsField('enabled')).toBe(true);
  });
});

describe('the direction of a row', () => {
  type Direction = NonNullable<Row['direction']>;
  const DIRECTIONS: [Direction, boolean, boolean][] = [
    ['both', true, true],
    ['toKeycloak', true, false],
    ['toScim', false, true],
  ];

  describe.each(DIRECTIONS)('%s', (direction, isWritten, isRead) => {
    const isOwn = isWritten && isRead;

    it('for a user attribute', () => {
      const mapping = withRow({ scim: 'title', keycloak: 'attributes.job', mirror: 'pos', direction });
      expect(storedFields(mapping, { title: 'Chief' }).attributes).toEqual(
        isWritten ? { job: ['Chief'], pos: ['Chief'] } : {},
      );
      expect(resourceOf(mapping, { attributes: { job: ['Boss'] } })).toEqual(
        isRead ? { ...ANN, title: 'Boss' } : ANN,
      );
      expect(mapping.ownedAttributes.has('job')).toBe(isOwn);
      expect(mapping.ownedAttributes.has('pos')).toBe(isOwn);
      expect(sourcesAt(mapping, 'title', 'Boss')).toEqual(isRead ? source('job', 'Boss') : undefined);
      expect(mapping.scimPathOf('job')).toBe('title');
    });

    it('for a field', () => {
      const mapping = withRow({ scim: 'name.givenName', keycloak: 'firstName', direction });
      const fields = storedFields(mapping, { name: { givenName: 'Ann' } });
      expect(fields.firstName).toBe(isWritten ? 'Ann' : undefined);
      expect(resourceOf(mapping, { firstName: 'Bo' })).toEqual(
        isRead ? { ...ANN, name: { givenName: 'Bo' } } : ANN,
      );
      expect(mapping.ownsField('firstName')).toBe(isOwn);
      expect(sourcesAt(mapping, 'name.givenName', 'Bo')).toEqual(
        isRead ? [{ by: 'firstName', value: 'Bo' }] : undefined,
      );
    });

    it('for a flag', () => {
      const mapping = withRow({ scim: 'active', keycloak: 'enabled', mirror: 'act', direction });
      expect(storedFields(mapping, { active: false }).enabled).toBe(isWritten ? false : undefined);
      expect(storedFields(mapping, { active: false }).attributes).toEqual(
        isWritten ? { act: ['false'] } : {},
      );
      expect(storedFields(mapping, {}).enabled).toBe(isWritten ? true : undefined);
      expect(resourceOf(mapping, { enabled: false })).toEqual({
        userName: 'ann',
        ...(isRead ? { active: false } : {}),
      });
      expect(mapping.ownsField('enabled')).toBe(isOwn);
      expect(mapping.ownedAttributes.has('act')).toBe(isOwn);
      expect(sourcesAt(mapping, 'active', false)).toEqual(
        isRead ? [{ by: 'enabled', value: false }] : undefined,
      );
    });

    it('for an attribute of an extension', () => {
      const mapping = withRow({ scim: X, keycloak: 'attributes.x', type: 'integer', direction });
      expect(storedFields(mapping, x(7)).attributes).toEqual(isWritten ? { x: ['7'] } : {});
      expect(resourceOf(mapping, { attributes: { x: ['7'] } })).toEqual(isRead ? { ...ANN, ...x(7) } : ANN);
    });
  });
});

describe('transforms of a row that can be undone', () => {
  const STAFF: Transform = { table: { E: 'Employee', C: 'Contractor' } };
  const titled = (...transforms: Transform[]): Mapping =>
    withRow({ scim: 'title', keycloak: 'attributes.job', transforms });
  const listed = (...transforms: Transform[]): Mapping =>
    withRow({ scim: X, keycloak: 'attributes.x', multiValued: true, transforms });

  it.each([
    ['E', 'Employee'],
    ['C', 'Contractor'],
    ['e', 'e'],
    ['Other', 'Other'],
    ['Employee', 'Employee'],
  ])('a table: %s is kept as %s', (title, kept) => {
    const mapping = titled(STAFF);
    expect(storedFields(mapping, { title }).attributes.job).toEqual([kept]);
    expect(back(mapping, { title })).toEqual({ ...ANN, title });
  });

  it.each([
    ['Contractor', 'C'],
    ['contractor', 'contractor'],
    ['Boss', 'Boss'],
  ])('a table: %s of the console is shown as %s', (job, title) => {
    expect(resourceOf(titled(STAFF), { attributes: { job: [job] } })).toEqual({ ...ANN, title });
  });

  it('a table: is searched in all spellings of its keys', () => {
    const mapping = titled(STAFF);
    expect(sourcesAt(mapping, 'title', 'x')).toEqual(source('job', 'x'));
    for (const value of ['E', 'e']) {
      expect(sourcesAt(mapping, 'title', value)).toEqual(
        expect.arrayContaining(source('job', 'Employee')) as unknown,
      );
    }
    expect(sourcesAt(mapping, 'title', 'e')).toEqual(expect.arrayContaining(source('job', 'e')) as unknown);
    expect(sourcesAt(mapping, 'title', '')).toBeUndefined();
  });

  it('a table: for numbers, by their text', () => {
    const row: Row = {
      scim: X,
      keycloak: 'attributes.x',
      type: 'integer',
      transforms: [{ table: { 1: 'one' } }],
    };
    const mapping = withRow(row);
    expect(storedFields(mapping, x(1)).attributes.x).toEqual(['one']);
    expect(storedFields(mapping, x(2)).attributes.x).toEqual(['2']);
    expect(back(mapping, x(1))).toEqual({ ...ANN, ...x(1) });
    // The console may hold 1 as it is, which is shown as 1.
    expect(sourcesAt(mapping, X, 1)).toEqual([...source('x', '1'), ...source('x', 'one')]);
  });

  it('a table: for a field that Keycloak folds', () => {
    const mapping = withRow({
      scim: 'userName',
      keycloak: 'username',
      transforms: [{ table: { Ann: 'Root' } }],
    });
    const fields = mapping.toKeycloak({ userName: 'Ann' });
    expect(fields.username).toBe('root');
    expect(mapping.toScim(fields).userName).toBe('Ann');
    expect(mapping.toScim({ username: 'bob', attributes: {} }).userName).toBe('bob');
  });

  it.each<[string, string[] | undefined]>([
    ['a,b', ['a', 'b']],
    ['a', ['a']],
    ['b,a', ['a', 'b']],
    ['a,,b', ['a', 'b']],
    ['a,a', ['a']],
    [' a , b ', [' a ', ' b ']],
    [',', undefined],
    ['', undefined],
  ])('split: %j becomes %j, and comes back exactly', (title, values) => {
    const mapping = titled({ split: ',' });
    const { attributes } = storedFields(mapping, { title });
    expect(attributes.job?.toSorted()).toEqual(values);
    expect(back(mapping, { title })).toEqual({ ...ANN, title });
    expect(sourcesAt(mapping, 'title', title)).toBeUndefined();
  });

  it('split: follows the console, whatever the order of its values', () => {
    const mapping = titled({ split: ', ' });
    expect(resourceOf(mapping, { attributes: { job: ['b', 'a'] } })).toEqual({ ...ANN, title: 'a, b' });
    const { attributes } = storedFields(mapping, { title: 'b, a' });
    const turned = { ...attributes, job: (attributes.job ?? []).toReversed() };
    expect(resourceOf(mapping, { attributes: turned })).toEqual({ ...ANN, title: 'b, a' });
    expect(resourceOf(mapping, { attributes: { ...attributes, job: ['a', 'b', 'c'] } })).toEqual({
      ...ANN,
      title: 'a, b, c',
    });
  });

  it.each<[Json[], string | undefined]>([
    [['a', 'b'], 'a,b'],
    [['b', 'a', 'b'], 'b,a,b'],
    [['a'], 'a'],
    [['a,b', 'c'], 'a,b,c'],
    [[''], undefined],
    [['', ''], ','],
  ])('join: %j becomes %j, and comes back exactly', (list, text) => {
    const mapping = listed({ join: ',' });
    expect(storedFields(mapping, x(list)).attributes.x).toEqual(text === undefined ? undefined : [text]);
    expect(back(mapping, x(list))).toEqual({ ...ANN, ...x(list) });
  });

  it('join: follows the console', () => {
    expect(resourceOf(listed({ join: ',' }), { attributes: { x: ['p,q'] } })).toEqual({
      ...ANN,
      ...x(['p', 'q']),
    });
  });

  it('join: of numbers', () => {
    const mapping = withRow({
      scim: X,
      keycloak: 'attributes.x',
      type: 'integer',
      multiValued: true,
      transforms: [{ join: ' ' }],
    });
    expect(storedFields(mapping, x([1, 2])).attributes.x).toEqual(['1 2']);
    expect(back(mapping, x([1, 2]))).toEqual({ ...ANN, ...x([1, 2]) });
  });

  it('a list without transforms: each value once, and exactly back', () => {
    const mapping = listed();
    expect(storedFields(mapping, x(['b', 'a', 'b'])).attributes.x?.toSorted()).toEqual(['a', 'b']);
    expect(back(mapping, x(['b', 'a', 'b', ' ']))).toEqual({ ...ANN, ...x(['b', 'a', 'b', ' ']) });
  });

  it.each([true, false])('not: %s of a flag', (active) => {
    const mapping = withRow({ scim: 'active', keycloak: 'enabled', transforms: ['not'] });
    expect(storedFields(mapping, { active }).enabled).toBe(!active);
    expect(back(mapping, { active })).toEqual({ userName: 'ann', active });
    expect(sourcesAt(mapping, 'active', active)).toEqual([{ by: 'enabled', value: !active }]);
  });

  it.each([true, false])('not: %s of a user attribute', (value) => {
    const mapping = withRow({ scim: X, keycloak: 'attributes.x', type: 'boolean', transforms: ['not'] });
    expect(storedFields(mapping, x(value)).attributes).toEqual({ x: [String(!value)] });
    expect(back(mapping, x(value))).toEqual({ ...ANN, ...x(value) });
    expect(sourcesAt(mapping, X, value)).toEqual(source('x', String(!value)));
  });

  it.each<[string, Mapping]>([
    ['a table', titled({ table: { ' ': 'blank', ANN: 'ann', '': '(*)', x: 'y' } })],
    ['split', titled({ split: ' ' })],
    ['a table and split', titled({ table: { a: 'b c' } }, { split: ' ' })],
    ['nothing', titled()],
  ])('%s: any text comes back exactly', (_name, mapping) => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.constantFrom('ANN', 'ann', 'x', 'y', 'a', 'b c')), (title) => {
        const fields = storedFields(mapping, { title });
        expect(mapping.toScim(fields).title).toBe(title);
        const values = Object.values(fields.attributes).flat();
        expect(values.filter((text) => text.length > 2048 || text.trim() === '')).toEqual([]);
      }),
    );
  });

  it.each<[string, Mapping]>([
    ['join', listed({ join: ' ' })],
    ['a table', listed({ table: { a: 'b', '': 'none' } })],
    ['nothing', listed()],
  ])('%s: any list comes back exactly', (_name, mapping) => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText, fc.constantFrom('a', 'b')), { minLength: 1 }), (list) => {
        expect(back(mapping, x(list))).toEqual({ ...ANN, ...x(list) });
      }),
    );
  });
});

describe('transforms of a row that go one way', () => {
  const titled = (...transforms: Transform[]): Mapping =>
    withRow({ scim: 'title', keycloak: 'attributes.job', transforms });

  it.each<[Transform[], string | undefined, string | undefined]>([
    [[{ case: 'lower' }], 'Chief', 'chief'],
    [[{ case: 'upper' }], 'Chief', 'CHIEF'],
    [['trim'], ' Chief ', 'Chief'],
    [['trim'], '  ', undefined],
    [[{ constant: 'c' }], 'Chief', 'c'],
    [[{ constant: 'c' }], undefined, 'c'],
    [[{ constant: 7 }], 'Chief', '7'],
    [[{ default: 'd' }], 'Chief', 'Chief'],
    [[{ default: 'd' }], undefined, 'd'],
    [['trim', { case: 'upper' }], ' chief ', 'CHIEF'],
    [[{ default: 'E' }, { table: { E: 'Employee' } }], undefined, 'Employee'],
  ])('%j: of %j Keycloak stores %j', (transforms, title, job) => {
    const user: JsonObject = title === undefined ? {} : { title };
    expect(storedFields(titled(...transforms), user).attributes).toEqual(
      job === undefined ? {} : { job: [job] },
    );
  });

  it.each<[Transform[], string | undefined, string | undefined]>([
    [[{ case: 'lower' }], 'Chief', 'chief'],
    [['trim'], ' Chief ', 'Chief'],
    [['trim'], ' ', undefined],
    [[{ constant: 'c' }], 'Chief', 'c'],
    [[{ default: 'd' }], undefined, 'd'],
    [['trim', { table: { MR: 'Herr' } }], ' MR ', 'MR'],
  ])('%j: of %j clients get %j', (transforms, title, again) => {
    expect(back(titled(...transforms), title === undefined ? {} : { title })).toEqual(
      again === undefined ? ANN : { ...ANN, title: again },
    );
  });

  it.each<[Transform[], string, unknown]>([
    [[{ case: 'lower' }], 'CHIEF', source('job', 'chief')],
    [['trim'], 'Chief', source('job', 'Chief')],
    [['trim'], ' ', undefined],
    [[{ constant: 'c' }], 'c', undefined],
    [[{ default: 'd' }], 'd', source('job', 'd')],
  ])('%j: %j is searched as it is stored', (transforms, value, expected) => {
    expect(sourcesAt(titled(...transforms), 'title', value)).toEqual(expected);
  });

  it.each<[Transform, boolean | undefined, boolean]>([
    [{ constant: true }, false, true],
    [{ constant: false }, true, false],
    [{ constant: false }, undefined, false],
    [{ default: false }, undefined, false],
    [{ default: false }, true, true],
  ])('%j: of %j a flag is %j', (transform, active, enabled) => {
    const mapping = withRow({ scim: 'active', keycloak: 'enabled', transforms: [transform] });
    const user: JsonObject = active === undefined ? {} : { active };
    expect(storedFields(mapping, user).enabled).toBe(enabled);
    expect(back(mapping, user)).toEqual({ userName: 'ann', active: enabled });
  });

  it('a constant that clients never see', () => {
    const mapping = withRow({
      scim: X,
      keycloak: 'attributes.origin',
      direction: 'toKeycloak',
      transforms: [{ constant: 'scim' }],
    });
    expect(storedFields(mapping, {}).attributes).toEqual({ origin: ['scim'] });
    expect(back(mapping, x('sent'))).toEqual(ANN);
  });
});

describe('mirrors of a row', () => {
  it.each<[string, Row, JsonObject, Record<string, string[]>]>([
    [
      'the text as it was sent',
      { scim: 'userName', keycloak: 'username', mirror: 'login' },
      { userName: 'Ann.LEE' },
      { login: ['Ann.LEE'] },
    ],
    [
      'the value before its transforms',
      { scim: 'title', keycloak: 'attributes.job', mirror: ['a', 'b'], transforms: [{ constant: 'c' }] },
      { title: 'Chief' },
      { job: ['c'], a: ['Chief'], b: ['Chief'] },
    ],
    [
      'all values of a list',
      { scim: X, keycloak: 'attributes.x', multiValued: true, transforms: [{ join: ',' }], mirror: 'all' },
      x(['p', 'q']),
      { x: ['p,q'], all: ['p', 'q'] },
    ],
    [
      'the values of all elements of a list',
      { scim: 'phoneNumbers', keycloak: 'attributes.scim.phoneNumbers', mirror: 'phones' },
      { phoneNumbers: [{ value: '1', type: 'work' }, { type: 'home' }, { value: '2' }] },
      { phones: ['1', '2'] },
    ],
    [
      'nothing where nothing is sent',
      { scim: 'title', keycloak: 'attributes.job', mirror: 'a', transforms: [{ default: 'd' }] },
      {},
      { job: ['d'] },
    ],
    [
      'nothing of a blank text',
      { scim: 'title', keycloak: 'attributes.job', mirror: 'a' },
      { title: ' ' },
      {},
    ],
    [
      'a flag as text',
      { scim: 'active', keycloak: 'enabled', mirror: 'act' },
      { active: false },
      { act: ['false'] },
    ],
  ])('hold %s', (_name, row, user, expected) => {
    const { attributes } = storedFields(withRow(row), user);
    const visible = Object.entries(attributes).filter(([name]) => !name.startsWith('scim.'));
    expect(Object.fromEntries(visible)).toEqual(expected);
  });

  it('are never read', () => {
    const mapping = withRow({ scim: 'title', keycloak: 'attributes.job', mirror: 'pos' });
    expect(resourceOf(mapping, { attributes: { pos: ['Boss'] } })).toEqual(ANN);
    expect(sourcesAt(mapping, 'title', 'Boss')).toEqual(source('job', 'Boss'));
    expect(mapping.ownedAttributes.has('pos')).toBe(true);
  });
});

describe('the index of lookup keys', () => {
  const row: Row = {
    scim: 'title',
    keycloak: 'attributes.job',
    lookup: true,
    transforms: [{ table: { E: 'Employee' } }],
  };

  it('has keys of the values as sent', () => {
    const mapping = withRow(row);
    const key = lookupKey('title', 'E', false);
    expect(storedFields(mapping, { title: 'E' }).attributes).toEqual({
      job: ['Employee'],
      'scim.lookup': [key],
    });
    expect(mapping.indexed).toEqual(['emails', 'externalId', 'title']);
    expect(sourcesAt(mapping, 'title', 'E')).toEqual([
      { by: 'lookup', path: 'title', key, otherwise: undefined },
    ]);
  });

  it('has a key for each value of a list', () => {
    const mapping = withRow({ scim: X, keycloak: 'attributes.x', multiValued: true, lookup: true });
    expect(storedFields(mapping, x(['p', 'q', 'P'])).attributes['scim.lookup']).toEqual(
      [lookupKey(X, 'p', false), lookupKey(X, 'q', false)].sort(),
    );
  });

  it('has no key without a value', () => {
    expect(storedFields(withRow(row), {}).attributes).toEqual({});
  });
});
