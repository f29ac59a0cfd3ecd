import { objectOf, type JsonObject } from '../../../scim/json.ts';
import { compileProjection, readNames, type Projection } from '../../../scim/projection.ts';
import { complex, list, string } from '../../../scim/schema/define.ts';
import { ENTERPRISE_USER } from '../../../scim/schema/enterpriseUser.ts';
import type { ResourceType } from '../../../scim/schema/types.ts';
import { frozen } from './reading.ts';
import { USER_TYPE } from './userType.ts';

const CORE = USER_TYPE.schema.id;
const ENTERPRISE = ENTERPRISE_USER.id;
const UNDECLARED = 'URN:acme:2.0:User';

const ANN: JsonObject = frozen({
  schemas: [CORE, ENTERPRISE, UNDECLARED],
  id: '1',
  externalId: 'E1',
  meta: { resourceType: 'User', location: 'https://x.example/Users/1', version: 'W/"1"' },
  userName: 'ann',
  password: 's3cret',
  name: { givenName: 'Ann', familyName: 'Lee' },
  emails: [{ value: 'a@x', type: 'work' }, { value: 'b@x' }],
  groups: [{ value: 'g1', display: 'G1' }],
  [ENTERPRISE]: { department: 'Sales', manager: { value: '42', displayName: 'Max' } },
  [UNDECLARED]: { tag: 'blue', Level: 7 },
});

const ALWAYS = { id: '1' };

/** `schemas` names the core schema and the extensions of which something is shown (RFC 7643 §3). */
const schemasOfShown = (shown: Record<string, unknown>): string[] => [
  CORE,
  ...[ENTERPRISE, UNDECLARED].filter((urn) => urn in shown),
];
const DEFAULT = objectOf(Object.entries(ANN).filter(([name]) => name !== 'password' && name !== 'groups'));
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(DEFAULT).filter(([name]) => !names.includes(name)));

type Case = [names: string[], expected: Record<string, unknown>];

function expectShown(projection: Projection, expected: Record<string, unknown>): void {
  const schemas = schemasOfShown(expected);
  expect(compileProjection(USER_TYPE, projection).show(ANN)).toEqual({ ...expected, schemas });
}

describe('a projection without parameters', () => {
  it('shows what is returned by default: neither the password nor the groups (RFC 7643 §7)', () => {
    expectShown({}, DEFAULT);
  });
});

describe('attributes (RFC 7644 §3.9)', () => {
  it.each<Case>([
    [['userName'], { userName: 'ann' }],
    [['USERNAME', 'userName'], { userName: 'ann' }],
    [[`${CORE}:userName`], { userName: 'ann' }],
    [[`${CORE.toUpperCase()}:NAME.givenname`], { name: { givenName: 'Ann' } }],
    [['name.givenName', 'name.familyName'], { name: DEFAULT.name }],
    [['name', 'name.givenName'], { name: DEFAULT.name }],
    [['name.givenName', 'name'], { name: DEFAULT.name }],
    [['name.middleName'], {}],
    [['emails'], { emails: DEFAULT.emails }],
    [['emails.value'], { emails: [{ value: 'a@x' }, { value: 'b@x' }] }],
    [['emails.type'], { emails: [{ type: 'work' }] }],
    [['emails.display'], {}],
    [['meta.version'], { meta: { version: 'W/"1"' } }],
    [['externalId', 'id', 'schemas'], { externalId: 'E1' }],
    [['groups'], { groups: ANN.groups }],
    [['groups.display'], { groups: [{ display: 'G1' }] }],
    [['password'], {}],
    [['nickName'], {}],
    [['shoeSize', 'name.shoeSize', 'urn:nobody:knows:this', '__proto__'], {}],
    [[ENTERPRISE], { [ENTERPRISE]: ANN[ENTERPRISE] }],
    [[ENTERPRISE.toUpperCase()], { [ENTERPRISE]: ANN[ENTERPRISE] }],
    [[`${ENTERPRISE}:department`], { [ENTERPRISE]: { department: 'Sales' } }],
    [[`${ENTERPRISE}:manager.value`], { [ENTERPRISE]: { manager: { value: '42' } } }],
    [[`${ENTERPRISE}:costCenter`], {}],
    [['department'], {}],
    [[UNDECLARED.toLowerCase()], { [UNDECLARED]: ANN[UNDECLARED] }],
    [[`${UNDECLARED}:TAG`, `${UNDECLARED}:level`], { [UNDECLARED]: ANN[UNDECLARED] }],
    [[`${UNDECLARED}:tag`], { [UNDECLARED]: { tag: 'blue' } }],
    [[`${UNDECLARED}:none`], {}],
    [[CORE], { userName: 'ann', name: ANN.name, emails: ANN.emails, groups: ANN.groups }],
  ])('%j', (attributes, expected) => {
    expectShown({ attributes }, { ...ALWAYS, ...expected });
  });
});

describe('excludedAttributes (RFC 7644 §3.9)', () => {
  it.each<Case>([
    [['userName'], without('userName')],
    [['NAME.givenName'], { ...DEFAULT, name: { familyName: 'Lee' } }],
    [['name.givenName', 'name.familyName'], without('name')],
    [['name', 'name.givenName'], without('name')],
    [['emails.value'], { ...DEFAULT, emails: [{ type: 'work' }] }],
    [['emails.value', 'emails.type'], without('emails')],
    [['id', 'schemas', 'ID'], DEFAULT],
    [['meta'], without('meta')],
    [['groups'], DEFAULT],
    [['groups.display'], DEFAULT],
    [['shoeSize'], DEFAULT],
    [[ENTERPRISE], without(ENTERPRISE)],
    [
      [`${ENTERPRISE}:department`],
      { ...DEFAULT, [ENTERPRISE]: { manager: { value: '42', displayName: 'Max' } } },
    ],
    [
      [`${ENTERPRISE}:manager.value`],
      { ...DEFAULT, [ENTERPRISE]: { department: 'Sales', manager: { displayName: 'Max' } } },
    ],
    [[UNDECLARED], without(UNDECLARED)],
    [[`${UNDECLARED.toLowerCase()}:level`], { ...DEFAULT, [UNDECLARED]: { tag: 'blue' } }],
    [[`${UNDECLARED}:tag`, `${UNDECLARED}:level`], without(UNDECLARED)],
    [[CORE], without('userName', 'name', 'emails')],
  ])('%j', (excludedAttributes, expected) => {
    expectShown({ excludedAttributes }, expected);
  });

  it('leaves out objects that would be empty', () => {
    const excludedAttributes = ['emails', 'name.givenName', 'name.familyName'];
    const shown = compileProjection(USER_TYPE, { excludedAttributes }).show(ANN);
    expect(Object.keys(shown)).not.toContain('emails');
    expect(Object.keys(shown)).not.toContain('name');
  });
});

describe('both parameters', () => {
  it('are answered by attributes alone', () => {
    expectShown(
      { attributes: ['userName'], excludedAttributes: ['userName'] },
      { ...ALWAYS, userName: 'ann' },
    );
  });
});

describe('sub-attributes with their own "returned"', () => {
  const subs = [
    string('value', ''),
    string('always', '', { returned: 'always' }),
    string('never', '', { returned: 'never' }),
    string('request', '', { returned: 'request' }),
  ];
  const type: ResourceType = {
    ...USER_TYPE,
    schema: { ...USER_TYPE.schema, attributes: [complex('one', '', subs), list('many', '', subs)] },
  };
  const value = { value: '1', always: '2', never: '3', request: '4' };

  it.each<[Projection, Record<string, unknown>]>([
    [{}, { value: '1', always: '2' }],
    [{ attributes: ['one', 'many'] }, { value: '1', always: '2' }],
    [{ attributes: ['one.value', 'many.value'] }, { value: '1', always: '2' }],
    [{ attributes: ['one.request', 'many.request'] }, { always: '2', request: '4' }],
    [{ attributes: ['one.never', 'many.never'] }, { always: '2' }],
    [{ excludedAttributes: ['one.always', 'many.always', 'one.value', 'many.value'] }, { always: '2' }],
  ])('%j', (projection, shown) => {
    const resource = frozen({ one: value, many: [value] });
    expect(compileProjection(type, projection).show(resource)).toEqual({ one: shown, many: [shown] });
  });
});

describe('wants', () => {
  it.each<[Projection, boolean]>([
    [{}, false],
    [{ attributes: ['userName'] }, false],
    [{ attributes: ['groups'] }, true],
    [{ attributes: ['Groups.value'] }, true],
    [{ attributes: [CORE] }, true],
    [{ excludedAttributes: ['groups.value'] }, false],
  ])('groups, by %j: %j', (projection, wanted) => {
    expect(compileProjection(USER_TYPE, projection).wants('groups')).toBe(wanted);
  });

  it('is about attributes of the core schema only', () => {
    expect(compileProjection(USER_TYPE, {}).wants('userName')).toBe(true);
    expect(compileProjection(USER_TYPE, { attributes: ['members'] }).wants('members')).toBe(false);
  });
});

describe('readNames', () => {
  it.each<[string | undefined, string[] | undefined]>([
    [undefined, undefined],
    ['', undefined],
    [' , ,', undefined],
    ['userName', ['userName']],
    [' userName , name.givenName,', ['userName', 'name.givenName']],
    ['emails[type eq "work"],title', ['emails', 'title']],
    ['emails[type eq "a,b"].value', ['emails.value']],
    ['title,emails,title', ['title', 'emails']],
    ['a[b[c]d],e', ['ad]', 'e']],
    ['a[b,c', ['a[b', 'c']],
  ])('%j', (text, names) => {
    expect(readNames(text)).toEqual(names);
  });
});
