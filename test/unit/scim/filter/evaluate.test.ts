import { compileFilter, filterPaths } from '../../../../scim/filter/evaluate.ts';
import { resolveFilter } from '../../../../scim/filter/targets.ts';
import { parseFilter } from '../../../../scim/filter/parse.ts';
import type { JsonObject } from '../../../../scim/json.ts';
import { ENTERPRISE_USER } from '../../../../scim/schema/enterpriseUser.ts';
import { GROUP } from '../../../../scim/schema/group.ts';
import type { ResourceType } from '../../../../scim/schema/types.ts';
import { refusalOf } from '../refusal.ts';
import { USER_TYPE } from '../userType.ts';
import { eq, pr } from './build.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = ENTERPRISE_USER.id;

const BARBARA: JsonObject = {
  schemas: [CORE, ENTERPRISE, 'urn:acme:1.0:User'],
  id: '2819c223',
  externalId: 'Ext-1',
  userName: 'BJensen',
  name: { givenName: 'Barbara', familyName: "O'Malley" },
  title: '',
  userType: 'Employee',
  active: true,
  profileUrl: 'https://x.example/BJ',
  emails: [
    { value: 'bj@example.com', type: 'work', primary: true },
    { value: 'babs@home.org', type: 'home' },
    { value: 'babs@other.org' },
  ],
  phoneNumbers: [],
  addresses: [{ type: 'work', locality: 'Berlin' }],
  photos: [{ value: 'https://x.example/P', type: 'photo' }],
  groups: [{ value: 'G1', display: 'Tour Guides' }],
  x509Certificates: [{ value: 'AbC=' }],
  meta: {
    resourceType: 'User',
    created: '2026-01-31T10:30:00+01:00',
    lastModified: '2026-02-01T00:00:00.5Z',
  },
  [ENTERPRISE]: { department: 'Sales', manager: { value: 'M1', displayName: 'Max' } },
  'urn:acme:1.0:User': {
    tag: 'Blue',
    level: 7,
    vip: true,
    badges: [{ kind: 'Gold' }, { kind: 'Iron', at: 2 }],
  },
};

const matches = (text: string, resource: JsonObject = BARBARA, type = USER_TYPE) =>
  compileFilter(resolveFilter(parseFilter(text), type))(resource);

describe('compileFilter', () => {
  it.each([
    // names
    ['username eq "bjensen"', true],
    [`${CORE}:USERNAME sw "bj"`, true],
    [`${CORE.toUpperCase()}:name.GIVENNAME eq "barbara"`, true],
    [`${CORE}:id eq "2819c223"`, true],
    [`${ENTERPRISE}:department eq "sales"`, true],
    [`${ENTERPRISE.toUpperCase()}:Department eq "Sales"`, true],
    ['department eq "Sales"', false],
    [`schemas eq "${ENTERPRISE}"`, true],
    [`schemas eq "${ENTERPRISE.toLowerCase()}"`, true],
    ['schemas eq "urn:none"', false],
    ['id eq "2819c223"', true],
    // text
    ['name.familyName co "o\'mal"', true],
    ['userName ew "SEN"', true],
    ['userName co "x"', false],
    ['userName ne "bjensen"', false],
    ['userName gt "bj"', true],
    ['userName ge "BJENSEN"', true],
    ['userName lt "BK"', true],
    ['userName le "bj"', false],
    // exact case where the schema says so
    ['externalId eq "ext-1"', false],
    ['externalId eq "Ext-1"', true],
    ['groups.value eq "g1"', false],
    ['groups eq "G1"', true],
    ['profileUrl sw "https://X"', false],
    ['x509Certificates co "bC"', true],
    ['x509Certificates.value eq "abc="', false],
    // other types
    ['active eq true', true],
    ['active ne true', false],
    ['active eq false', false],
    ['emails.primary eq true', true],
    ['meta.created eq "2026-01-31T09:30:00Z"', true],
    ['meta.created ne "2026-01-31T09:30:00.000Z"', false],
    ['meta.created gt "2026-01-31T10:00:00Z"', false],
    ['meta.lastModified gt "2026-02-01T00:00:00Z"', true],
    ['meta.lastModified le "2026-02-01T01:00:00.50+01:00"', true],
    ['meta.created sw "2026-01-31t10"', true],
    ['meta.created co "09:30"', false],
    // lists
    ['emails co "@home"', true],
    ['emails.value co "@home"', true],
    ['emails.type eq "WORK"', true],
    ['emails.type ne "work"', true],
    ['groups.value ne "G1"', false],
    // complex with a value
    [`${ENTERPRISE}:manager eq "M1"`, true],
    [`${ENTERPRISE}:manager.value eq "M1"`, true],
    [`${ENTERPRISE}:manager[value eq "M1" and displayName eq "max"]`, true],
    // presence
    ['userName pr', true],
    ['title pr', false],
    ['nickName pr', false],
    ['active pr', true],
    ['emails pr', true],
    ['emails.display pr', false],
    ['phoneNumbers pr', false],
    ['name pr', true],
    ['name.middleName pr', false],
    [`${ENTERPRISE} pr`, true],
    [`${ENTERPRISE}:manager pr`, true],
    ['userName eq null', false],
    ['userName ne null', true],
    ['title eq null', true],
    ['nickName eq null', true],
    ['emails ne null', true],
    ['phoneNumbers eq null', true],
    ['name eq null', false],
    // absence
    ['nickName eq "x"', false],
    ['nickName ne "x"', true],
    ['not (nickName eq "x")', true],
    ['nickName lt "x"', false],
    ['phoneNumbers.type ne "work"', true],
    ['title eq ""', true],
  ])('%s is %s', (text, expected) => {
    expect(matches(text)).toBe(expected);
  });

  describe('brackets apply to a single element', () => {
    it.each([
      ['emails[type eq "work" and value co "@example"]', true],
      ['emails[type eq "home" and value co "@example"]', false],
      ['emails.type eq "home" and emails.value co "@example"', true],
      ['emails[type eq "home"].value co "@example"', false],
      ['emails[type eq "home"].value co "@home"', true],
      ['emails[type eq "work"].display pr', false],
      ['emails[type eq "work" and not (primary eq true)]', false],
      ['emails[type ne "work" and type ne "home"]', true],
      ['emails[not (type pr) and value sw "babs"]', true],
      ['not (emails[value co "example"])', false],
      ['emails[foo eq "x"]', false],
      ['emails[foo ne "x"]', true],
      ['emails[emails.type eq "work"]', false],
      ['phoneNumbers[type ne "work"]', false],
      ['name[givenName eq "barbara"]', true],
    ])('%s is %s', (text, expected) => {
      expect(matches(text)).toBe(expected);
    });
  });

  describe('attributes that no schema declares', () => {
    it.each([
      ['foo pr', false],
      ['foo eq "x"', false],
      ['foo eq null', true],
      ['foo ne "x"', true],
      ['not (foo eq "x")', true],
      ['foo[bar eq "x"]', false],
      ['name.foo eq "x"', false],
      ['userName.value eq "bjensen"', false],
      ['urn:acme:1.0:User:tag eq "blue"', true],
      ['URN:ACME:1.0:user:TAG co "LU"', true],
      ['urn:acme:1.0:User:tag eq 1', false],
      ['urn:acme:1.0:User:tag ne 1', true],
      ['urn:acme:1.0:User:level gt 6', true],
      ['urn:acme:1.0:User:level co "7"', false],
      ['urn:acme:1.0:User:vip eq true', true],
      ['urn:acme:1.0:User:badges pr', true],
      ['urn:acme:1.0:User:badges.KIND eq "gold"', true],
      ['urn:acme:1.0:User:badges[KIND eq "gold" and at eq 2]', false],
      ['urn:acme:1.0:User:badges[kind eq "iron" and at eq 2]', true],
      ['urn:acme:1.0:User:none pr', false],
      ['urn:other:User:tag pr', false],
    ])('%s is %s', (text, expected) => {
      expect(matches(text)).toBe(expected);
    });

    it('are refused in a tenant that rejects them', () => {
      const strict = (text: string) => () =>
        compileFilter(resolveFilter(parseFilter(text), USER_TYPE, 'reject'));
      expect(refusalOf(strict('active eq true or foo eq "x"'))).toBe(
        'invalidFilter: "foo" is not an attribute of User.',
      );
      expect(refusalOf(strict('name.foo pr'))).toBe('invalidFilter: "name.foo" is not an attribute of User.');
      expect(refusalOf(strict('emails[foo pr]'))).toBe('invalidFilter: "foo" is not an attribute of emails.');
      expect(refusalOf(strict('urn:acme:1.0:User:tag eq "blue"'))).toBe(
        'invalidFilter: "urn:acme:1.0:User:tag" is not an attribute of User.',
      );
    });

    it.each([
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'urn:x:__proto__:constructor',
      'name.constructor',
    ])('are not taken from prototypes: %s', (path) => {
      expect(compileFilter(resolveFilter(pr(path), USER_TYPE))(BARBARA)).toBe(false);
      expect(compileFilter(resolveFilter(eq(path, 'x'), USER_TYPE))({})).toBe(false);
    });
  });

  it.each([
    ['active gt true', 'The operator "gt" does not apply to "active" of type boolean.'],
    ['active le false', 'The operator "le" does not apply to "active" of type boolean.'],
    ['active co "t"', 'The operator "co" does not apply to "active" of type boolean.'],
    ['emails[primary sw "t"]', 'The operator "sw" does not apply to "emails.primary" of type boolean.'],
    [
      'x509Certificates.value ge "A"',
      'The operator "ge" does not apply to "x509Certificates.value" of type binary.',
    ],
    ['foo gt true', 'The operator "gt" does not apply to "foo" of type boolean.'],
    ['foo co 1', 'The operator "co" does not apply to "foo" of type decimal.'],
    ['nickName gt null', 'The operator "gt" does not apply to null; "eq" and "ne" do.'],
    ['username eq 1', 'The attribute "userName" is of type string and cannot be compared with 1.'],
    ['emails ne true', 'The attribute "emails.value" is of type string and cannot be compared with true.'],
    ['active eq "True"', 'The attribute "active" is of type boolean and cannot be compared with "True".'],
    [
      `${ENTERPRISE}:costcenter eq 5`,
      `The attribute "${ENTERPRISE}:costCenter" is of type string and cannot be compared with 5.`,
    ],
    ['name eq "x"', '"name" is complex: name an attribute in it, such as "name.formatted".'],
    ['addresses co "x"', '"addresses" is complex: name an attribute in it, such as "addresses.formatted".'],
    [`${ENTERPRISE} eq "x"`, `"${ENTERPRISE}" is complex: name an attribute in it.`],
    ['userName[value eq "x"]', '"userName" has no sub-attributes to filter by.'],
    [`${ENTERPRISE}[department pr]`, `"${ENTERPRISE}" has no sub-attributes to filter by.`],
    ['schemas[value eq "x"]', '"schemas" has no sub-attributes to filter by.'],
  ])('refuses %s', (text, detail) => {
    expect(refusalOf(() => matches(text))).toBe(`invalidFilter: ${detail}`);
  });

  it.each([
    'yesterday',
    '2026-01-31',
    '2026-01-31T09:30:00',
    '2026-02-30T00:00:00Z',
    '2026-01-31T25:00:00Z',
    '',
  ])('refuses the dateTime %j', (operand) => {
    expect(refusalOf(() => matches(`meta.created gt "${operand}"`))).toBe(
      `invalidFilter: The attribute "meta.created" is of type dateTime and cannot be compared with "${operand}", only with an instant such as "2026-01-31T09:30:00Z".`,
    );
  });

  it.each(['password eq "x"', 'PASSWORD pr', `not (${CORE}:password sw "x")`, 'password eq null'])(
    'refuses to test secrets: %s',
    (text) => {
      expect(refusalOf(() => matches(text))).toBe(
        'sensitive: The attribute "password" is not allowed in a filter.',
      );
    },
  );

  it('applies to any resource type', () => {
    const type: ResourceType = { ...USER_TYPE, id: 'Group', name: 'Group', schema: GROUP, extensions: [] };
    const group: JsonObject = { id: 'G1', displayName: 'Guides', members: [{ value: 'U1', type: 'User' }] };
    expect(matches('members eq "U1"', group, type)).toBe(true);
    expect(matches('members.value eq "u1"', group, type)).toBe(false);
    expect(
      matches('members[value eq "U1" and type eq "user"] and displayname eq "guides"', group, type),
    ).toBe(true);
    expect(matches('userName pr', { ...group, userName: 'x' }, type)).toBe(false);
  });

  it('compares numbers as numbers', () => {
    const attribute = { ...USER_TYPE.schema.attributes[0], name: 'age', type: 'integer' } as const;
    const type = { ...USER_TYPE, schema: { ...USER_TYPE.schema, attributes: [attribute] } } as ResourceType;
    expect(matches('age gt 9 and age le 10.0', { age: 10 }, type)).toBe(true);
    expect(refusalOf(() => matches('age sw 1', {}, type))).toMatch(
      /"sw" does not apply to "age" of type integer/,
    );
    expect(refusalOf(() => matches('age eq "10"', {}, type))).toMatch(
      /"age" is of type integer and cannot .* "10"/,
    );
  });
});

describe('filterPaths', () => {
  it('lists every path once', () => {
    const text = `a pr and not (b.c eq 1) or emails[type eq "x" and (value pr or type pr)] or ${ENTERPRISE}:manager[value pr] or a pr`;
    expect(filterPaths(parseFilter(text))).toEqual([
      'a',
      'b.c',
      'emails.type',
      'emails.value',
      `${ENTERPRISE}:manager.value`,
    ]);
  });
});
