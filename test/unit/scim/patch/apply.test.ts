import type { Json, JsonObject } from '../../../../scim/json.ts';
import type { PatchOptions } from '../../../../scim/patch/change.ts';
import { checkRequired } from '../../../../scim/resource.ts';
import { ENTERPRISE_USER } from '../../../../scim/schema/enterpriseUser.ts';
import { readingFor, STRICT } from '../reading.ts';
import { assertQuick } from '../../../support/load/quickly.ts';
import { refusalOf } from '../refusal.ts';
import { USER_TYPE } from '../userType.ts';
import { patched, type SentOperation } from './patching.ts';

const CORE = USER_TYPE.schema.id;
const ENTERPRISE = ENTERPRISE_USER.id;
const GROUP_URN = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const MESSAGES_URN = 'urn:ietf:params:scim:api:messages:2.0';

const ANN: JsonObject = {
  userName: 'ann',
  active: true,
  title: 'Clerk',
  name: { givenName: 'Ann', familyName: 'Lee' },
  emails: [
    { value: 'ann@work.example', type: 'work', primary: true },
    { value: 'ann@home.example', type: 'home' },
  ],
  addresses: [{ type: 'work', locality: 'Berlin', country: 'DE' }],
  roles: [{ value: 'a' }, { value: 'b' }],
  [ENTERPRISE]: { department: 'Sales', manager: { value: '42' } },
};

/** A case: what is sent, and what is different afterwards; `undefined` marks what is gone. */
type Case = [
  op: SentOperation['op'],
  path: string | undefined,
  value: Json | undefined,
  Record<string, unknown>,
];

const sent = (op: SentOperation['op'], path: string | undefined, value: Json | undefined): SentOperation => ({
  op,
  ...(path === undefined ? {} : { path }),
  ...(value === undefined ? {} : { value }),
});

function expectCase([op, path, value, difference]: Case, options: Partial<PatchOptions> = {}): void {
  const expected = Object.entries({ ...ANN, ...difference }).filter(([, member]) => member !== undefined);
  expect(patched(ANN, [sent(op, path, value)], options)).toEqual(Object.fromEntries(expected));
}

const [WORK, HOME] = ANN.emails as [JsonObject, JsonObject];
const NOTHING = {};

describe('simple attributes', () => {
  it.each<Case>([
    ['add', 'nickName', 'Annie', { nickName: 'Annie' }],
    ['add', 'title', 'Chief', { title: 'Chief' }],
    ['replace', 'title', 'Chief', { title: 'Chief' }],
    ['replace', 'TITLE', 'Chief', { title: 'Chief' }],
    ['replace', `${CORE.toUpperCase()}:title`, 'Chief', { title: 'Chief' }],
    ['replace', 'nickName', 'Annie', { nickName: 'Annie' }],
    ['replace', 'title', '', { title: '' }],
    ['replace', 'title', null, { title: undefined }],
    ['add', 'title', null, { title: undefined }],
    ['remove', 'title', undefined, { title: undefined }],
    ['remove', 'title', null, { title: undefined }],
    ['remove', 'title', 'something else', { title: undefined }],
    ['remove', 'nickName', undefined, NOTHING],
    ['replace', 'active', false, { active: false }],
    ['replace', 'password', 's3cret', { password: 's3cret' }],
    ['remove', 'password', undefined, NOTHING],
    ['replace', 'externalId', 'E1', { externalId: 'E1' }],
    ['replace', 'schemas', ['urn:other'], NOTHING],
    ['remove', 'schemas', undefined, NOTHING],
  ])('%s %s %j', (...args) => {
    expectCase(args);
  });
});

describe('complex attributes', () => {
  const name = { givenName: 'Ann', familyName: 'Lee' };
  it.each<Case>([
    ['add', 'name', { middleName: 'B' }, { name: { ...name, middleName: 'B' } }],
    ['add', 'name', { GIVENNAME: 'Bea' }, { name: { ...name, givenName: 'Bea' } }],
    ['replace', 'name', { givenName: 'Bea' }, { name: { ...name, givenName: 'Bea' } }],
    [
      'replace',
      'name',
      { givenName: null, middleName: 'B' },
      { name: { familyName: 'Lee', middleName: 'B' } },
    ],
    ['replace', 'name', { givenName: null, familyName: null }, { name: undefined }],
    ['replace', 'name', {}, NOTHING],
    ['replace', 'name', null, { name: undefined }],
    ['remove', 'name', undefined, { name: undefined }],
    ['add', 'name.middleName', 'B', { name: { ...name, middleName: 'B' } }],
    ['replace', 'name.givenName', 'Bea', { name: { ...name, givenName: 'Bea' } }],
    ['replace', 'Name.givenname', null, { name: { familyName: 'Lee' } }],
    ['remove', 'name.givenName', undefined, { name: { familyName: 'Lee' } }],
    ['remove', 'name.middleName', undefined, NOTHING],
    ['replace', `${CORE}:name.givenName`, 'Bea', { name: { ...name, givenName: 'Bea' } }],
  ])('%s %s %j', (...args) => {
    expectCase(args);
  });

  it('are created if missing, and removed if they become empty', () => {
    expect(patched({}, [{ op: 'replace', path: 'name.givenName', value: 'Ann' }])).toEqual({
      name: { givenName: 'Ann' },
    });
    expect(patched({ name: { givenName: 'Ann' } }, [{ op: 'remove', path: 'name.givenName' }])).toEqual({});
  });
});

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

describe('elements of lists', () => {
  const workWith = (change: JsonObject) => ({ emails: [{ ...WORK, ...change }, HOME] });
  it.each<Case>([
    ['replace', 'emails[type eq "work"].value', 'new@x', workWith({ value: 'new@x' })],
    ['add', 'emails[type eq "work"].value', 'new@x', workWith({ value: 'new@x' })],
    ['replace', 'EMAILS[TYPE EQ "WORK"].VALUE', 'new@x', workWith({ value: 'new@x' })],
    ['replace', `${CORE}:emails[type eq "work"].value`, 'new@x', workWith({ value: 'new@x' })],
    ['replace', 'emails[primary eq true].value', 'new@x', workWith({ value: 'new@x' })],
    ['replace', 'emails[value co "@work"].display', 'Ann', workWith({ display: 'Ann' })],
    ['add', 'emails[type eq "work"]', { display: 'Ann' }, workWith({ display: 'Ann' })],
    ['add', 'emails[type eq "work"]', null, NOTHING],
    ['add', 'emails[type eq "work"]', {}, NOTHING],
    [
      'replace',
      'emails[type eq "work"]',
      { value: 'n@x', type: 'other' },
      { emails: [{ value: 'n@x', type: 'other' }, HOME] },
    ],
    [
      'replace',
      'emails[type eq "work"]',
      { value: 'n@x' },
      { emails: [{ value: 'n@x', type: 'work' }, HOME] },
    ],
    [
      'replace',
      'emails[value ew ".example"]',
      { value: 'n@x' },
      { emails: [{ value: 'n@x' }, { value: 'n@x' }] },
    ],
    ['replace', 'emails[type eq "work"]', null, { emails: [HOME] }],
    ['remove', 'emails[type eq "work"]', undefined, { emails: [HOME] }],
    ['remove', 'emails[value pr]', undefined, { emails: undefined }],
    ['remove', 'emails[type eq "other"]', undefined, NOTHING],
    ['remove', 'emails[type eq "other"].value', undefined, NOTHING],
    ['remove', 'emails[not (type eq "work")]', undefined, { emails: [WORK] }],
    ['remove', 'roles[value eq "a"].value', undefined, { roles: [{ value: 'b' }] }],
    [
      'replace',
      'roles[value eq "a" or value eq "b"].display',
      'x',
      {
        roles: [
          { value: 'a', display: 'x' },
          { value: 'b', display: 'x' },
        ],
      },
    ],
    [
      'replace',
      'roles.display',
      'x',
      {
        roles: [
          { value: 'a', display: 'x' },
          { value: 'b', display: 'x' },
        ],
      },
    ],
    ['remove', 'roles.value', undefined, { roles: undefined }],
    [
      'replace',
      'addresses[type eq "work"].locality',
      'Bonn',
      { addresses: [{ type: 'work', locality: 'Bonn', country: 'DE' }] },
    ],
  ])('%s %s %j', (...args) => {
    expectCase(args);
    expectCase(args, STRICT);
  });

  it.each<[SentOperation['op'], string, Json, JsonObject]>([
    ['replace', 'phoneNumbers[type eq "mobile"].value', '+1', { type: 'mobile', value: '+1' }],
    ['add', 'phoneNumbers[type eq "mobile"].value', '+1', { type: 'mobile', value: '+1' }],
    ['add', 'phoneNumbers[type eq "mobile"]', { value: '+1' }, { type: 'mobile', value: '+1' }],
    ['replace', 'phoneNumbers[TYPE eq "mobile"]', { value: '+1', type: 'fax' }, { type: 'fax', value: '+1' }],
    [
      'add',
      'phoneNumbers[type eq "work" and primary eq true].value',
      '+1',
      { type: 'work', primary: true, value: '+1' },
    ],
    ['add', 'phoneNumbers[type eq "work" and display eq null].value', '+1', { type: 'work', value: '+1' }],
    ['add', 'phoneNumbers[value eq "+1"].display', 'x', { value: '+1', display: 'x' }],
    ['add', 'phoneNumbers.value', '+1', { value: '+1' }],
  ])('are created if the filter matches none: %s %s %j', (op, path, value, element) => {
    expectCase([op, path, value, { phoneNumbers: [element] }]);
  });

  it.each<[string, Json]>([
    ['phoneNumbers[type eq "mobile"].value', null],
    ['phoneNumbers[type eq "mobile"]', null],
    ['phoneNumbers.value', null],
  ])('are not created for %s %j', (path, value) => {
    expectCase(['replace', path, value, NOTHING]);
    expectCase(['add', path, value, NOTHING]);
  });

  it.each([
    'emails[value co "nobody"].display',
    'emails[type ne "work" and value co "nobody"].display',
    'phoneNumbers[type eq "work" or type eq "home"].value',
    'phoneNumbers[not (type eq "work")].value',
    'phoneNumbers[type pr].value',
    'phoneNumbers[type eq "work" and type eq "home"].value',
    'phoneNumbers[type eq "work"].type',
    'phoneNumbers[value eq "y"].value',
  ])('cannot be created from the filter of %s', (path) => {
    const attribute = path.slice(0, path.indexOf('['));
    expect(refusalOf(() => patched(ANN, [{ op: 'replace', path, value: 'x' }]))).toBe(
      `noTarget: No element of "${attribute}" matches the filter of the path.`,
    );
  });

  it.each(['add', 'replace'] as const)('%s: no match is noTarget in a strict tenant', (op) => {
    const path = 'phoneNumbers[type eq "mobile"].value';
    expect(refusalOf(() => patched(ANN, [{ op, path, value: '+1' }], STRICT))).toBe(
      'noTarget: No element of "phoneNumbers" matches the filter of the path.',
    );
  });

  it('are checked if a filter describes them', () => {
    const path = 'emails[type eq "wo\\u0000rk"].value';
    expect(refusalOf(() => patched(ANN, [{ op: 'add', path, value: 'x' }]))).toBe(
      'invalidValue: "emails.type" holds a NUL character (U+0000); leave it out.',
    );
  });
});

describe('the primary element (RFC 7644 §3.5.2)', () => {
  const other = { value: 'o@x', type: 'other', primary: true };
  const unmarked = { ...WORK, primary: false };
  it.each<Case>([
    ['add', 'emails', [other], { emails: [unmarked, HOME, other] }],
    ['replace', 'emails[type eq "home"].primary', true, { emails: [unmarked, { ...HOME, primary: true }] }],
    ['add', 'emails[type eq "home"]', { primary: true }, { emails: [unmarked, { ...HOME, primary: true }] }],
    [
      'add',
      'emails',
      [{ value: 'ann@home.example', primary: true }],
      { emails: [unmarked, { ...HOME, primary: true }] },
    ],
    ['replace', 'emails', [other], { emails: [other] }],
    ['replace', 'emails[type eq "work"].primary', true, NOTHING],
    ['replace', 'emails[type eq "work"].primary', false, { emails: [unmarked, HOME] }],
  ])('%s %s %j', (...args) => {
    expectCase(args);
  });

  it.each<[string, Json]>([
    [
      'roles',
      [
        { value: 'x', primary: true },
        { value: 'y', primary: true },
      ],
    ],
    ['roles.primary', true],
    ['roles[value pr].primary', true],
  ])('may not be two: %s %j', (path, value) => {
    expect(refusalOf(() => patched(ANN, [{ op: 'add', path, value }]))).toMatch(
      /^invalidValue: "roles" (has|would have) more than one primary value; at most one may be primary\.$/,
    );
  });
});

describe('elements that have lost their value', () => {
  const phones: JsonObject[] = [
    { value: '+1', type: 'work', primary: true, display: 'Desk' },
    { value: '+2', type: 'home' },
  ];
  const user: JsonObject = {
    userName: 'ann',
    phoneNumbers: phones,
    addresses: [{ type: 'work', formatted: 'A 1, Berlin', locality: 'Berlin' }],
  };
  const hollow = { type: 'work', primary: true, display: 'Desk' };

  it.each<[string, SentOperation]>([
    ['remove', { op: 'remove', path: 'phoneNumbers[type eq "work"].value' }],
    ['replace by null', { op: 'replace', path: 'phoneNumbers[type eq "work"].value', value: null }],
    ['an added null', { op: 'add', path: 'phoneNumbers[type eq "work"].value', value: null }],
    [
      'an element without value',
      { op: 'replace', path: 'phoneNumbers[type eq "work"]', value: { type: 'work', value: null } },
    ],
  ])('are gone too in a tolerant tenant: %s', (_what, operation) => {
    expect(patched(user, [operation]).phoneNumbers).toEqual(phones.slice(1));
  });

  it('stay to the letter of the standard', () => {
    const operation: SentOperation = { op: 'remove', path: 'phoneNumbers[type eq "work"].value' };
    expect(patched(user, [operation], STRICT).phoneNumbers).toEqual([hollow, phones[1]]);
  });

  it('are gone with the last part of an address, not before', () => {
    const remove = (sub: string): SentOperation => ({
      op: 'remove',
      path: `addresses[type eq "work"].${sub}`,
    });
    expect(patched(user, [remove('locality')]).addresses).toEqual([
      { type: 'work', formatted: 'A 1, Berlin' },
    ]);
    expect(patched(user, [remove('locality'), remove('formatted')])).not.toHaveProperty('addresses');
  });

  it('stay if they had none before, or if the change gives them something', () => {
    const before = { userName: 'ann', phoneNumbers: [{ type: 'work' }] };
    const operations: SentOperation[] = [
      { op: 'replace', path: 'phoneNumbers[type eq "work"].type', value: 'mobile' },
    ];
    expect(patched(before, operations).phoneNumbers).toEqual([{ type: 'mobile' }]);
  });

  it('are not added in a tolerant tenant', () => {
    const value = [
      { value: null, type: 'fax' },
      { value: '+3', type: 'other' },
    ];
    expect(patched(user, [{ op: 'add', path: 'phoneNumbers', value }]).phoneNumbers).toEqual([
      ...phones,
      { value: '+3', type: 'other' },
    ]);
  });
});

describe('the primary element of a list without the mark', () => {
  const first = { value: 'a@x', type: 'work' };
  const second = { value: 'b@x', type: 'home' };
  const path = 'emails[primary eq true].value';
  const user = { userName: 'ann', emails: [first, second], roles: [{ value: 'r' }, { value: 's' }] };

  it.each(['add', 'replace'] as const)('is the first: %s changes its value and adds no other', (op) => {
    expect(patched(user, [{ op, path, value: 'n@x' }]).emails).toEqual([{ ...first, value: 'n@x' }, second]);
    expect(patched(user, [{ op, path: 'roles[primary eq true].value', value: 'n' }]).roles).toEqual([
      { value: 'n' },
      { value: 's' },
    ]);
  });

  it('is the first together with other conditions', () => {
    const at = (type: string) => `emails[type eq "${type}" and primary eq true].value`;
    const operation = (type: string): SentOperation => ({ op: 'replace', path: at(type), value: 'n@x' });
    expect(patched(user, [operation('work')]).emails).toEqual([{ ...first, value: 'n@x' }, second]);
    expect(patched(user, [operation('home')]).emails).toEqual([
      first,
      second,
      { value: 'n@x', type: 'home', primary: true },
    ]);
  });

  it('is removed as the first', () => {
    expect(patched(user, [{ op: 'remove', path: 'emails[primary eq true]' }]).emails).toEqual([second]);
  });

  it('is the marked one if there is one, and a new one in an empty list', () => {
    const marked = { ...second, primary: true };
    const emails = [first, marked];
    const replace: SentOperation = { op: 'replace', path, value: 'n@x' };
    expect(patched({ ...user, emails }, [replace]).emails).toEqual([first, { ...marked, value: 'n@x' }]);
    expect(patched({ userName: 'ann' }, [replace]).emails).toEqual([{ value: 'n@x', primary: true }]);
  });

  it('is none to the letter of the standard', () => {
    expect(refusalOf(() => patched(user, [{ op: 'replace', path, value: 'n@x' }], STRICT))).toMatch(
      /^noTarget/,
    );
  });
});

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

describe('extensions', () => {
  const all = { department: 'Sales', manager: { value: '42' } };
  it.each<Case>([
    ['add', ENTERPRISE, { division: 'X' }, { [ENTERPRISE]: { ...all, division: 'X' } }],
    [
      'replace',
      ENTERPRISE.toUpperCase(),
      { Department: 'HR' },
      { [ENTERPRISE]: { ...all, department: 'HR' } },
    ],
    ['replace', ENTERPRISE, { department: null, manager: null }, { [ENTERPRISE]: undefined }],
    ['replace', ENTERPRISE, null, { [ENTERPRISE]: undefined }],
    ['remove', ENTERPRISE, undefined, { [ENTERPRISE]: undefined }],
    ['remove', ENTERPRISE, { department: 'x' }, { [ENTERPRISE]: undefined }],
    ['replace', `${ENTERPRISE}:department`, 'HR', { [ENTERPRISE]: { ...all, department: 'HR' } }],
    ['remove', `${ENTERPRISE}:department`, undefined, { [ENTERPRISE]: { manager: { value: '42' } } }],
    [
      'replace',
      `${ENTERPRISE}:manager`,
      { value: '43' },
      { [ENTERPRISE]: { ...all, manager: { value: '43' } } },
    ],
    ['replace', `${ENTERPRISE}:manager.value`, '43', { [ENTERPRISE]: { ...all, manager: { value: '43' } } }],
    ['remove', `${ENTERPRISE}:manager.value`, undefined, { [ENTERPRISE]: { department: 'Sales' } }],
    ['remove', `${ENTERPRISE}:costCenter`, undefined, NOTHING],
  ])('%s %s %j', (...args) => {
    expectCase(args);
    expectCase(args, STRICT);
  });

  it('do not stay as an empty object', () => {
    expect(patched({}, [{ op: 'remove', path: ENTERPRISE }])).toEqual({});
    expect(patched({}, [{ op: 'remove', path: `${ENTERPRISE}:manager` }])).toEqual({});
    expect(patched({}, [{ op: 'add', path: ENTERPRISE, value: {} }])).toEqual({});
  });
});

describe('refusals', () => {
  it.each<[SentOperation, string]>([
    [
      { op: 'replace', path: 'id', value: 'x' },
      'mutability: "id" is set by the service and cannot be changed.',
    ],
    [{ op: 'remove', path: 'id' }, 'mutability: "id" is set by the service and cannot be changed.'],
    [
      { op: 'add', path: 'groups', value: [{ value: 'g' }] },
      'mutability: "groups" is set by the service and cannot be changed.',
    ],
    [
      { op: 'remove', path: 'groups[value eq "g"]' },
      'mutability: "groups" is set by the service and cannot be changed.',
    ],
    [
      { op: 'replace', path: 'meta.created', value: 'x' },
      'mutability: "meta.created" is set by the service and cannot be changed.',
    ],
    [
      { op: 'replace', path: `${ENTERPRISE}:manager.displayName`, value: 'x' },
      `mutability: "${ENTERPRISE}:manager.displayName" is set by the service and cannot be changed.`,
    ],
    [{ op: 'replace', path: 'title', value: 1 }, 'invalidValue: "title" takes a string, not 1.'],
    [
      { op: 'replace', path: 'active', value: 'true' },
      'invalidValue: "active" takes true or false, not "true".',
    ],
    [{ op: 'replace', path: 'name', value: 'Ann' }, 'invalidValue: "name" takes an object, not "Ann".'],
    [
      { op: 'replace', path: 'name.givenName', value: {} },
      'invalidValue: "name.givenName" takes a string, not an object.',
    ],
    [{ op: 'add', path: 'emails', value: ['a@x'] }, 'invalidValue: "emails[0]" takes an object, not "a@x".'],
    [
      { op: 'add', path: 'emails[type eq "work"]', value: 'a@x' },
      'invalidValue: "emails" takes an object, not "a@x".',
    ],
    [
      { op: 'add', path: 'emails[type eq "work"].value', value: 1 },
      'invalidValue: "emails.value" takes a string, not 1.',
    ],
    [
      { op: 'add', path: 'title', value: 'a\u0000' },
      'invalidValue: "title" holds a NUL character (U+0000); leave it out.',
    ],
    [
      { op: 'add', path: ENTERPRISE, value: 'x' },
      `invalidValue: "${ENTERPRISE}" takes an object with the attributes of that extension, not a string.`,
    ],
    [
      { op: 'replace', path: 'name', value: { givenName: 'a', GivenName: 'b' } },
      'invalidSyntax: "name.givenName" is given twice, in different spellings of its name.',
    ],
    [
      { op: 'remove', path: 'title[value eq "x"]' },
      'invalidPath: "title" is not a list; a path to it takes no filter.',
    ],
    [
      { op: 'remove', path: 'name[givenName eq "x"]' },
      'invalidPath: "name" is not a list; a path to it takes no filter.',
    ],
    [
      { op: 'remove', path: `${ENTERPRISE}:manager[value eq "x"].value` },
      `invalidPath: "${ENTERPRISE}:manager" is not a list; a path to it takes no filter.`,
    ],
    [
      { op: 'remove', path: `${ENTERPRISE}[value eq "x"]` },
      `invalidPath: "${ENTERPRISE}" is an extension, not a list; a path to it takes no filter.`,
    ],
    [
      { op: 'remove', path: 'emails.value[type eq "work"]' },
      'invalidPath: A filter follows "emails" itself, not one of its sub-attributes.',
    ],
    [
      { op: 'replace', path: 'emails[primary eq "yes"].value', value: 'x' },
      'invalidFilter: The attribute "emails.primary" is of type boolean and cannot be compared with "yes".',
    ],
    [{ op: 'remove', path: 'emails[id eq "x"]' }, 'invalidFilter: "id" is not an attribute of emails.'],
    [
      { op: 'replace', path: 'emails[type eq "work" or shoe pr].value', value: 'x' },
      'invalidFilter: "shoe" is not an attribute of emails.',
    ],
    [
      { op: 'replace', path: 'emails[shoe eq "x"].foo', value: 'x' },
      'invalidFilter: "shoe" is not an attribute of emails.',
    ],
    ...[
      { op: 'replace', path: 'active.value', value: false } as const,
      { op: 'remove', path: 'title.value' } as const,
      { op: 'remove', path: `${CORE}:active.value` } as const,
      { op: 'remove', path: `${ENTERPRISE}:department.value` } as const,
      ...[
        `${GROUP_URN}:displayName`,
        GROUP_URN,
        `${MESSAGES_URN}:PatchOp`,
        `${MESSAGES_URN}:Error:detail`,
      ].map((path) => ({ op: 'add', path, value: 'x' }) as const),
    ].map((operation): [SentOperation, string] => [
      operation,
      `invalidPath: There is no attribute "${operation.path}" on User.`,
    ]),
    [
      { op: 'replace', path: CORE, value: 'x' },
      `invalidValue: "${CORE}" takes an object with the attributes of that extension, not a string.`,
    ],
  ])('%j', (operation, refusal) => {
    expect(refusalOf(() => patched(ANN, [operation]))).toBe(refusal);
    expect(refusalOf(() => patched(ANN, [operation], STRICT))).toBe(refusal);
  });

  it.each(['shoeSize', 'name.shoeSize', `${ENTERPRISE}:shoeSize`, 'shoes[size eq 43]', CORE])(
    'remove %s: passed over, or refused where the tenant says so',
    (path) => {
      const reading = readingFor();
      expect(patched(ANN, [{ op: 'remove', path }], reading)).toEqual(ANN);
      const name = path.replace(/\[.*/, '');
      expect(reading.passedOver).toEqual([name]);
      expect(refusalOf(() => patched(ANN, [{ op: 'remove', path }], STRICT))).toBe(
        `invalidPath: There is no attribute "${name}" on User.`,
      );
    },
  );

  it.each(['shoeSize', 'name.shoeSize', 'shoes[size eq 43]', CORE, 'urn:acme:2.0:User:shoe'])(
    'remove %s: refused where paths to what nobody knows are',
    (path) => {
      const reading = readingFor({ unknown: 'ignore', unknownPath: 'refuse' });
      const refusal = refusalOf(() => patched(ANN, [{ op: 'remove', path }], reading));
      expect(refusal).toMatch(/^invalidPath: There is no attribute /);
      expect(reading.passedOver).toEqual([]);
    },
  );

  it('treat reserved URNs of SCIM as no extensions in an operation without a path', () => {
    const value = { title: 'x', [GROUP_URN]: { a: 1 }, [`${MESSAGES_URN}:Error`]: { a: 1 } };
    const reading = readingFor({ unknown: 'keep' });
    expect(patched(ANN, [{ op: 'add', value }], reading)).toEqual({ ...ANN, title: 'x' });
    expect(reading.passedOver).toEqual([GROUP_URN, `${MESSAGES_URN}:Error`]);
    expect(refusalOf(() => patched(ANN, [{ op: 'add', value }], STRICT))).toMatch(/^invalidSyntax: .*Group"/);
  });

  it('name an unknown sub-attribute after a filter', () => {
    const operation = { op: 'replace', path: 'emails[type eq "work"].foo', value: 'x' } as const;
    const reading = readingFor();
    expect(patched(ANN, [operation], reading)).toEqual(ANN);
    expect(reading.passedOver).toEqual(['emails.foo']);
    expect(refusalOf(() => patched(ANN, [operation], STRICT))).toBe(
      'invalidPath: There is no attribute "emails.foo".',
    );
  });

  it('undo the operations before the failing one', () => {
    const operations: SentOperation[] = [
      { op: 'replace', path: 'title', value: 'Chief' },
      { op: 'remove', path: 'emails' },
      { op: 'replace', path: 'id', value: 'x' },
    ];
    const before = JSON.stringify(ANN);
    expect(() => patched(ANN, operations)).toThrow();
    expect(JSON.stringify(ANN)).toBe(before);
  });

  it.each<[SentOperation, string]>([
    [{ op: 'remove', path: 'userName' }, 'userName'],
    [{ op: 'replace', path: 'userName', value: '' }, 'userName'],
    [{ op: 'replace', value: { userName: null } }, 'userName'],
    [{ op: 'remove', path: 'active' }, 'active'],
  ])('come from checkRequired if a required attribute is removed: %j', (operation, path) => {
    expect(
      refusalOf(() => {
        checkRequired(USER_TYPE, patched(ANN, [operation]));
      }),
    ).toBe(`invalidValue: "${path}" is required and must not be empty.`);
  });
});

describe('several operations', () => {
  it('apply to the result of those before', () => {
    const operations: SentOperation[] = [
      { op: 'remove', path: 'emails' },
      { op: 'add', path: 'emails', value: { value: 'n@x', type: 'work' } },
      { op: 'add', path: 'emails[type eq "work"].primary', value: true },
      { op: 'replace', path: 'roles[value eq "a"].value', value: 'c' },
      { op: 'remove', path: 'roles', value: [{ value: 'b' }] },
    ];
    expect(patched(ANN, operations)).toEqual({
      ...ANN,
      emails: [{ value: 'n@x', type: 'work', primary: true }],
      roles: [{ value: 'c' }],
    });
  });

  it('are quick on long lists', async () => {
    const value = Array.from({ length: 20_000 }, (_, i) => ({ value: `role ${i}` }));
    const addAndRemove = () =>
      patched({ roles: value }, [
        { op: 'add', path: 'roles', value },
        { op: 'remove', path: 'roles', value },
      ]);
    expect(addAndRemove()).toEqual({});
    await assertQuick(addAndRemove, 2_000);
  });
});
