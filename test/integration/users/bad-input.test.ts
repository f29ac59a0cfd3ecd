/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Attribute } from '../../../scim/schema/types.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import {
  ENTERPRISE_URN,
  filtered,
  patch,
  searchRequest,
  user,
  USER_URN,
} from '../../support/scim/messages.ts';
import { sendRaw, sendRawTo, type RawAnswer } from '../../support/scim/sendRaw.ts';
import { assertScimError } from '../../support/scim/scimError.ts';
import type { Answer } from '../../support/scim/send.ts';

let bridge: TestBridge;
let realm: TestRealm;
let strict: TestRealm;
/** Users who must stay as they are, whatever is thrown at the bridge. */
const victims = new Map<TestRealm, string>();
let before: Map<TestRealm, unknown>;

const held = (where: TestRealm, id: string) => bridge.admin.users.findOne({ realm: where.name, id });

function victimOf(where: TestRealm): string {
  return victims.get(where) ?? '';
}

async function makeVictim(where: TestRealm): Promise<void> {
  const made = await where.scim(
    'POST',
    '/Users',
    user('victim', {
      name: { givenName: 'Vic', familyName: 'Tim' },
      emails: [{ value: 'victim@example.test', type: 'work', primary: true }],
      externalId: 'victim',
      active: true,
    }),
  );
  victims.set(where, String(made.body.id));
}

async function look(): Promise<Map<TestRealm, unknown>> {
  const seen = [...victims].map(async ([where, id]) => [where, await held(where, id)] as const);
  return new Map(await Promise.all(seen));
}

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm();
  strict = await bridge.realm({ profile: 'strict' });
  await makeVictim(realm);
  await makeVictim(strict);
});

beforeEach(async () => {
  before = await look();
});

/** Asserts that what a test has sent has changed nothing. */
async function assertUntouched(): Promise<void> {
  const after = await look();
  for (const [where] of victims) expect(after.get(where)).toEqual(before.get(where));
  expect(Object.keys(Object.prototype)).toEqual([]);
}

afterEach(assertUntouched);

afterAll(async () => {
  await bridge.close();
});

const count = (where: TestRealm) => bridge.admin.users.count({ realm: where.name });

/** Runs requests that must create nobody. */
async function creatingNobody(where: TestRealm, work: () => Promise<void>): Promise<void> {
  const users = await count(where);
  await work();
  expect(await count(where)).toBe(users);
}

/** Sends a body to every endpoint that takes one. */
async function everywhere(
  where: TestRealm,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<RawAnswer[]> {
  const id = victimOf(where);
  const targets = [
    ['POST', '/Users'],
    ['PUT', `/Users/${id}`],
    ['PATCH', `/Users/${id}`],
    ['POST', '/Users/.search'],
    ['POST', '/.search'],
  ] as const;
  const answers: RawAnswer[] = [];
  for (const [method, path] of targets) answers.push(await sendRawTo(where, { method, path, body, headers }));
  return answers;
}

describe('bodies that are not a SCIM message', () => {
  const deep = (levels: number) => `${'{"name":'.repeat(levels)}1${'}'.repeat(levels)}`;
  it.each([
    ['nothing', '', 400],
    ['blanks', '   ', 400],
    ['a broken object', '{"schemas":', 400],
    ['two objects', '{}{}', 400],
    ['text that is no JSON', '<xml/>', 400],
    ['single quotes', "{'userName':'x'}", 400],
    ['NaN', '{"userName":NaN}', 400],
    ['null', 'null', 400],
    ['a number', '7', 400],
    ['text', '"userName"', 400],
    ['a list', '[]', 400],
    ['an empty object', '{}', 400],
    ['10,000 nested objects', deep(10_000), 400],
    ['10,000 nested lists', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 400],
    ['10,000 open brackets', '['.repeat(10_000), 400],
    ['5 MB', JSON.stringify({ ...user('big'), displayName: 'x'.repeat(5_000_000) }), 413],
    ['5 MB of blanks', ' '.repeat(5_000_000), 413],
  ])('are refused: %s', async (_name, body, status) => {
    await creatingNobody(strict, async () => {
      for (const answer of await everywhere(strict, body)) assertScimError(answer, { status });
    });
  });

  it('are refused if they are not UTF-8', async () => {
    const body = Buffer.concat([
      Buffer.from('{"schemas":["x"],"userName":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}'),
    ]);
    for (const answer of await everywhere(realm, body)) {
      assertScimError(answer, { status: 400, scimType: 'invalidSyntax', detail: /UTF-8/ });
    }
  });
});

describe('media types and encodings', () => {
  const body = JSON.stringify(user('typed'));
  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
    'application/scim+json; charset=iso-8859-1',
    'application/json; charset="UTF-16"',
    'nonsense',
  ])('%s is refused', async (type) => {
    await creatingNobody(realm, async () => {
      for (const answer of await everywhere(realm, body, { 'Content-Type': type })) {
        assertScimError(answer, { status: 415, detail: /application\/scim\+json/ });
      }
    });
  });

  it.each([
    'application/json',
    'APPLICATION/JSON',
    'application/scim+json;charset=utf-8',
    'application/scim+json; Charset="UTF-8"',
    'Application/SCIM+JSON ; charset=UTF8',
  ])('%s is accepted', async (type) => {
    const name = `typed-${Buffer.from(type).toString('hex')}`;
    const answer = await sendRawTo(realm, {
      method: 'POST',
      path: '/Users',
      body: JSON.stringify(user(name)),
      headers: { 'Content-Type': type },
    });
    expect([answer.status, answer.headers['content-type']]).toEqual([
      201,
      'application/scim+json; charset=utf-8',
    ]);
  });

  it('accepts a small compressed body', async () => {
    for (const [encoding, packed] of [
      ['gzip', gzipSync(JSON.stringify(user('zipped-gzip')))],
      ['br', brotliCompressSync(JSON.stringify(user('zipped-br')))],
    ] as const) {
      const answer = await sendRawTo(realm, {
        method: 'POST',
        path: '/Users',
        body: packed,
        headers: { 'Content-Encoding': encoding },
      });
      expect(answer.status).toBe(201);
    }
  });

  it('does not decompress a compression bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000, ' '));
    await creatingNobody(realm, async () => {
      for (const answer of await everywhere(realm, bomb, { 'Content-Encoding': 'gzip' })) {
        assertScimError(answer, { status: 413, detail: /\d+ bytes/ });
      }
    });
  });

  it('refuses a body that is not compressed as its header says', async () => {
    for (const answer of await everywhere(realm, body, { 'Content-Encoding': 'gzip' })) {
      assertScimError(answer, { status: 400, scimType: 'invalidSyntax' });
    }
    for (const answer of await everywhere(realm, body, { 'Content-Encoding': 'rot13' })) {
      assertScimError(answer, { status: 415, detail: /Content-Encoding/ });
    }
  });

  it('refuses a body that ends too early', async () => {
    const id = victimOf(realm);
    const answer = await sendRawTo(realm, { method: 'PUT', path: `/Users/${id}`, body: body.slice(0, -3) });
    assertScimError(answer, { status: 400, scimType: 'invalidSyntax' });
  });
});

/** Values that an attribute of this type does not take. */
function wrongValues({ type, multiValued }: Attribute): unknown[] {
  if (multiValued) return type === 'complex' ? ['text', 7, true, [7], [['x']], [true]] : ['text', 7, [{}]];
  switch (type) {
    case 'complex':
      return ['text', 7, true, [], [{}], ['x']];
    case 'boolean':
      return ['maybe', '', 7, {}, [], [true]];
    case 'binary':
      return ['not Base64!', 7, {}, []];
    case 'integer':
    case 'decimal':
      return ['text', {}, [], true];
    case 'dateTime':
      return ['yesterday', 7, {}];
    case 'string':
    case 'reference':
      return [7, true, {}, [], ['x'], { value: 'x' }];
  }
}

interface WrongCase {
  readonly path: string;
  readonly value: unknown;
  /** The member of a resource that holds the value. */
  readonly members: Record<string, unknown>;
}

function wrongCases(urn: string, attributes: readonly Attribute[]): WrongCase[] {
  const isCore = urn === USER_URN;
  const wrap = (members: Record<string, unknown>) => (isCore ? members : { [urn]: members });
  const prefix = isCore ? '' : `${urn}:`;
  const open = (list: readonly Attribute[]) => list.filter(({ mutability }) => mutability !== 'readOnly');
  return open(attributes).flatMap((attribute) => {
    const { name, multiValued, subAttributes = [] } = attribute;
    return [
      ...wrongValues(attribute).map((value) => ({
        path: prefix + name,
        value,
        members: wrap({ [name]: value }),
      })),
      ...open(subAttributes).flatMap((sub) =>
        wrongValues(sub).map((value) => ({
          path: multiValued ? `${prefix}${name}[${sub.name} pr].${sub.name}` : `${prefix}${name}.${sub.name}`,
          value,
          members: wrap({ [name]: multiValued ? [{ [sub.name]: value }] : { [sub.name]: value } }),
        })),
      ),
    ];
  });
}

describe('values of the wrong type', () => {
  async function allCases(where: TestRealm): Promise<WrongCase[]> {
    const { body } = await where.scim('GET', '/Schemas');
    return (body.Resources as { id: string; attributes: Attribute[] }[])
      .filter(({ id }) => id === USER_URN || id === ENTERPRISE_URN)
      .flatMap(({ id, attributes }) => wrongCases(id, attributes));
  }

  it('are all refused in the strict profile, in POST, PUT and PATCH', async () => {
    const id = victimOf(strict);
    const cases = await allCases(strict);
    expect(cases.length).toBeGreaterThan(200);
    await creatingNobody(strict, async () => {
      for (const { path, value, members } of cases) {
        const resource = { schemas: [USER_URN, ENTERPRISE_URN], userName: 'wrong', ...members };
        const answers: [string, Answer][] = [
          ['POST', await strict.scim('POST', '/Users', resource)],
          ['PUT', await strict.scim('PUT', `/Users/${id}`, resource)],
        ];
        for (const [method, { status, body }] of answers) {
          const empty = Array.isArray(value) && value.length === 0;
          const said = [method, path, value, status, empty && status === 201 ? '' : body.scimType];
          expect(said).toEqual([method, path, value, 400, 'invalidValue']);
        }
        const op = path.includes('[') ? 'add' : 'replace';
        const answer = await strict.scim('PATCH', `/Users/${id}`, patch({ op, path, value }));
        expect([path, value, answer.status]).toEqual([path, value, 400]);
        expect(answer.headers.get('content-type')).toBe('application/scim+json; charset=utf-8');
      }
    });
  });

  it('are refused or understood in a tolerant profile, and never cause a failure', async () => {
    const cases = await allCases(realm);
    for (const [i, { path, value, members }] of cases.entries()) {
      const resource = { schemas: [USER_URN, ENTERPRISE_URN], userName: `tolerant-${i}`, ...members };
      const answer = await realm.scim('POST', '/Users', resource);
      expect([path, value, [201, 400, 409].includes(answer.status)]).toEqual([path, value, true]);
      if (answer.status === 400) assertScimError(answer, { status: 400 });
      else if (answer.status === 201) await realm.scim('DELETE', `/Users/${String(answer.body.id)}`);
    }
  });
});

describe('invalid messages', () => {
  /** The realms that refuse a message: a tolerant profile completes `schemas` and passes over what it does not know. */
  const refusing = (name: string): TestRealm[] =>
    ['no schemas', 'a sub-attribute that does not exist'].includes(name) ? [strict] : [strict, realm];

  it.each([
    ['schemas that are no list', { schemas: USER_URN, userName: 'wrong' }, 400, /schemas/],
    ['schemas with a number', { schemas: [7], userName: 'wrong' }, 400, /schemas/],
    ['no userName', { schemas: [USER_URN] }, 400, /userName/],
    ['an empty userName', user(''), 400, /userName/],
    ['a blank userName', user('   '), 400, /userName/],
    ['a userName of two characters', user('ab'), 400, /userName/],
    ['the name of a service account', user('service-account-x'), 400, /userName/],
    ['one attribute in two spellings', { ...user('wrong'), title: 'a', TITLE: 'b' }, 400, /title/i],
    [
      'two primary addresses',
      user('wrong', {
        emails: [
          { value: 'a@b.test', primary: true },
          { value: 'c@d.test', primary: true },
        ],
      }),
      400,
      /primary/,
    ],
    [
      'an address that is none',
      user('wrong', { emails: [{ value: 'no address', primary: true }] }),
      400,
      /emails/,
    ],
    ['an extension that is no object', user('wrong', { [ENTERPRISE_URN]: 'x' }), 400, /enterprise/],
  ])('are refused: POST with %s', async (name, body, status, detail) => {
    for (const where of refusing(name)) {
      await creatingNobody(where, async () => {
        assertScimError(await where.scim('POST', '/Users', body), { status, detail });
      });
    }
  });

  it.each([
    ['no schemas', { Operations: [{ op: 'replace', path: 'title', value: 'x' }] }, /schemas/],
    ['Operations that are no list', { ...patch(), Operations: {} }, /Operations/],
    ['an operation that is text', patch('replace'), /Operations\[0\]/],
    [
      'an operation that is null',
      patch({ op: 'replace', path: 'title', value: 'x' }, null),
      /Operations\[1\]/,
    ],
    ['no op', patch({ path: 'title', value: 'x' }), /op/],
    ['an op that is not SCIM', patch({ op: 'move', path: 'title', value: 'x' }), /move/],
    ['an op that is a number', patch({ op: 1, path: 'title', value: 'x' }), /op/],
    ['no value', patch({ op: 'replace', path: 'title' }), /value/],
    ['a path that is a number', patch({ op: 'replace', path: 7, value: 'x' }), /path/],
    ['an empty path', patch({ op: 'replace', path: '', value: 'x' }), /path/i],
    ['a path with a blank', patch({ op: 'replace', path: 'na me', value: 'x' }), /path/],
    [
      'a path with an open bracket',
      patch({ op: 'replace', path: 'emails[type eq "work"', value: 'x' }),
      /\]|emails/,
    ],
    [
      'a path with a bad filter',
      patch({ op: 'replace', path: 'emails[type is "work"].value', value: 'x' }),
      /is/,
    ],
    ['a path of 10,000 characters', patch({ op: 'replace', path: 'x'.repeat(10_000), value: 'x' }), /path/],
    [
      'a path with 1,000 brackets',
      patch({ op: 'replace', path: `emails${'['.repeat(1_000)}`, value: 'x' }),
      /./,
    ],
    [
      'a filter on a single value',
      patch({ op: 'replace', path: 'title[value eq "x"]', value: 'x' }),
      /title/,
    ],
    [
      'a sub-attribute that does not exist',
      patch({ op: 'replace', path: 'emails[type eq "work"].nonsense', value: 'x' }),
      /nonsense/,
    ],
    ['remove without a path', patch({ op: 'remove' }), /path/],
    ['text without a path', patch({ op: 'replace', value: 'x' }), /value|path/],
    ['remove of userName', patch({ op: 'remove', path: 'userName' }), /userName/],
    ['the id', patch({ op: 'replace', path: 'id', value: 'x' }), /id/],
    [
      'the second operation bad',
      patch({ op: 'replace', path: 'title', value: 'half' }, { op: 'replace', path: 'name', value: 'x' }),
      /name/,
    ],
  ])('are refused: PATCH with %s', async (name, body, detail) => {
    for (const where of refusing(name)) {
      const answer = await where.scim('PATCH', `/Users/${victimOf(where)}`, body);
      assertScimError(answer, { status: 400, detail });
    }
  });

  it('are refused: PATCH with 10,001 operations', async () => {
    const id = victimOf(realm);
    const operations = Array.from({ length: 10_001 }, (_, i) => ({
      op: 'replace',
      path: 'title',
      value: `t${i}`,
    }));
    assertScimError(await realm.scim('PATCH', `/Users/${id}`, patch(...operations)), {
      status: 413,
      detail: /10000/,
    });
  });

  it.each([
    ['no schemas', { filter: 'title pr' }, /schemas/],
    ['a filter that is a number', searchRequest({ filter: 7 }), /filter/],
    ['attributes that are an object', searchRequest({ attributes: {} }), /attributes/],
    ['a startIndex that is text', searchRequest({ startIndex: 'x' }), /startIndex/],
    ['a count with a fraction', searchRequest({ count: 1.5 }), /count/],
    ['an unknown order', searchRequest({ sortBy: 'title', sortOrder: 'sideways' }), /sortOrder/],
    ['an attribute that cannot be sorted by', searchRequest({ sortBy: 'name' }), /name/],
  ])('are refused: a search with %s', async (name, body, detail) => {
    for (const where of refusing(name)) {
      for (const path of ['/Users/.search', '/.search']) {
        assertScimError(await where.scim('POST', path, body), { status: 400, detail });
      }
    }
  });
});

describe('names that have a meaning in JavaScript', () => {
  const names = ['__proto__', 'constructor', 'prototype'];

  it.each(names)('do no harm as a member of a body at any depth: %s', async (name) => {
    const id = victimOf(realm);
    const evil = `{"${name}":{"polluted":true},"polluted":true}`;
    const members = [
      `"${name}":${evil}`,
      `"name":{"givenName":"x","${name}":${evil}}`,
      `"emails":[{"value":"a@b.test","${name}":${evil}}]`,
      `"${ENTERPRISE_URN}":{"${name}":${evil}}`,
      `"urn:example:any:1.0":{"deep":[{"${name}":${evil}}]}`,
      `"\\u005f\\u005fproto__":${evil}`,
    ];
    await creatingNobody(realm, async () => {
      for (const member of members) {
        const resource = `{"schemas":["${USER_URN}"],"userName":"polluter",${member}}`;
        const operations = `{"schemas":${JSON.stringify(patch().schemas)},"Operations":[{"op":"add","value":{${member}}}]}`;
        const answers = [
          await sendRawTo(realm, { method: 'POST', path: '/Users', body: resource }),
          await sendRawTo(realm, { method: 'PUT', path: `/Users/${id}`, body: resource }),
          await sendRawTo(realm, { method: 'PATCH', path: `/Users/${id}`, body: operations }),
        ];
        for (const answer of answers)
          assertScimError(answer, { status: 400, detail: /__proto__|constructor|prototype/ });
      }
    });
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it.each(names)(
    'do no harm as a path, in a filter, as an attribute to sort by or to show: %s',
    async (name) => {
      const id = victimOf(realm);
      const paths = [
        name,
        `${name}.polluted`,
        `name.${name}`,
        `emails[type eq "work"].${name}`,
        `${ENTERPRISE_URN}:${name}`,
        `urn:x:y:${name}`,
      ];
      for (const path of paths) {
        for (const op of ['add', 'replace', 'remove']) {
          const answer = await realm.scim(
            'PATCH',
            `/Users/${id}`,
            patch({ op, path, value: { polluted: true } }),
          );
          assertScimError(answer, { status: 400 });
        }
        assertScimError(await realm.scim('GET', filtered(`${path} eq "x"`)), {
          status: 400,
          scimType: 'invalidFilter',
        });
        assertScimError(await realm.scim('GET', `/Users?sortBy=${encodeURIComponent(path)}`), {
          status: 400,
        });
        const shown = await realm.scim('GET', `/Users/${id}?attributes=${encodeURIComponent(path)}`);
        expect(shown.status).toBe(200);
        expect(shown.body.id).toBe(id);
      }
      for (const method of ['toString', '__defineGetter__', 'hasOwnProperty', 'valueOf']) {
        expect((await realm.scim('GET', filtered(`${method} pr`))).status).toBeLessThan(500);
        expect((await realm.scim(method, '/Users').catch(() => ({ status: 400 }))).status).toBeLessThan(500);
      }
      expect(Reflect.get({}, 'polluted')).toBeUndefined();
    },
  );
});

describe('unusual text', () => {
  const places: [string, (text: string) => Record<string, unknown>][] = [
    ['userName', (text) => ({ userName: `unusual${text}` })],
    ['name.givenName', (text) => ({ name: { givenName: text } })],
    ['displayName', (text) => ({ displayName: text })],
    ['externalId', (text) => ({ externalId: text })],
    ['emails', (text) => ({ emails: [{ value: `${text}@example.test` }] })],
    ['phoneNumbers', (text) => ({ phoneNumbers: [{ value: text, type: text }] })],
    ['department', (text) => ({ [ENTERPRISE_URN]: { department: text } })],
    ['unknown extension', (text) => ({ 'urn:example:any:1.0': { deep: [{ text }] } })],
  ];

  it.each(places)(
    'is refused with its place if it has NUL or halves of surrogate pairs in %s',
    async (place, members) => {
      const id = victimOf(realm);
      const last = place === 'unknown extension' ? /urn:example/ : new RegExp(place.split('.').at(-1) ?? '');
      await creatingNobody(realm, async () => {
        for (const escape of ['\\u0000', 'x\\u0000y', '\\ud800', '\\udfff x', '\\udc00\\ud800']) {
          const body = JSON.stringify(user('unusual', members('TEXT'))).replaceAll('TEXT', escape);
          const change = JSON.stringify(patch({ op: 'replace', value: members('TEXT') })).replaceAll(
            'TEXT',
            escape,
          );
          const answers = [
            await sendRawTo(realm, { method: 'POST', path: '/Users', body }),
            await sendRawTo(realm, { method: 'PUT', path: `/Users/${id}`, body }),
            await sendRawTo(realm, { method: 'PATCH', path: `/Users/${id}`, body: change }),
          ];
          for (const answer of answers)
            assertScimError(answer, { status: 400, scimType: 'invalidValue', detail: last });
        }
      });
    },
  );

  it('is refused if it has NUL or halves of surrogate pairs in names of attributes and in queries', async () => {
    const id = victimOf(realm);
    for (const escape of ['\\u0000', '\\ud800']) {
      const extension = `{"schemas":["${USER_URN}"],"userName":"unusual","urn:example:any:1.0":{"a${escape}":"x"}}`;
      assertScimError(await sendRawTo(realm, { method: 'POST', path: '/Users', body: extension }), {
        status: 400,
      });
      const urn = `{"schemas":["${USER_URN}"],"userName":"unusual","urn:example:${escape}:1.0":{"a":"x"}}`;
      assertScimError(await sendRawTo(realm, { method: 'POST', path: '/Users', body: urn }), { status: 400 });
    }
    for (const name of ['userName', 'externalId', 'title', 'emails.value', 'id']) {
      for (const text of ['\\u0000', '\\ud800']) {
        const found = await realm.scim('GET', filtered(`${name} eq "${text}"`));
        expect([name, text, [200, 400].includes(found.status)]).toEqual([name, text, true]);
      }
    }
    for (const path of [
      '/Users/%00',
      `/Users/${id}%00`,
      '/Users?filter=userName%20eq%20%22%00%22',
      '/Users?filter=%00',
      '/Users/%ed%a0%80',
    ]) {
      const answer = await sendRawTo(realm, { path });
      expect([path, answer.status < 500]).toEqual([path, true]);
    }
  });

  it.each([
    ['300 characters', 'x'.repeat(300)],
    ['emoji', '👩‍👩‍👧‍👦🏳️‍🌈'],
    ['text from right to left', 'محمد بن سلمان אבגד'],
    ['quotes and brackets', `"O'Neil" (External) <b>&amp;</b> \\ / {} [] % $ #`],
    ['control characters', 'a\tb\nc\u0007d\u007f'],
    ['marks that turn direction', '\u202eevil\u202c\u200b\ufeff'],
    ['one character in two forms', 'e\u0301 é'],
    ['blanks around', '  padded  '],
  ])('is returned exactly: %s in names and attributes', async (name, text) => {
    const members = {
      name: { givenName: text, familyName: text, formatted: text },
      displayName: text,
      externalId: `${name} ${text}`,
      phoneNumbers: [{ value: text, type: text }],
      [ENTERPRISE_URN]: { department: text },
      'urn:example:any:1.0': { text, deep: [{ [text.slice(0, 20)]: text }] },
    };
    const made = await realm.scim('POST', '/Users', {
      ...user(`exact-${name.replaceAll(/\W/g, '')}`, members),
      schemas: [USER_URN, ENTERPRISE_URN],
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject(members);
    const read = await realm.scim('GET', `/Users/${String(made.body.id)}`);
    expect(read.body).toEqual(made.body);
    const found = await realm.scim('GET', filtered(`externalId eq ${JSON.stringify(members.externalId)}`));
    expect(found.body.Resources).toEqual([made.body]);
  });

  it.each([
    ['300 characters', 'x'.repeat(300)],
    ['an emoji', 'user👩'],
    ['text from right to left', 'محمد'],
    ['quotes', `o"neil`],
    ['an apostrophe', `o'neil@example.test`],
    ['a blank', 'o neil'],
    ['a slash', 'o/neil'],
    ['a percent sign', 'o%20neil'],
    ['a plus sign', 'o+neil@example.test'],
    ['a star', 'o*neil'],
    ['mixed scripts', 'аdmin'],
  ])('is stored exactly, or refused with the name userName: a userName with %s', async (_name, userName) => {
    const made = await realm.scim('POST', '/Users', user(userName));
    if (made.status !== 201) {
      assertScimError(made, { status: 400, scimType: 'invalidValue', detail: /userName/ });
      return;
    }
    const found = await realm.scim('GET', filtered(`userName eq ${JSON.stringify(userName)}`));
    expect(found.body.Resources).toEqual([made.body]);
    expect(found.body.Resources[0].userName).toBe(userName);
  });
});

describe('invalid filters', () => {
  it.each([
    ['10,000 open brackets', '('.repeat(10_000)],
    ['10,000 brackets around', `${'('.repeat(5_000)}title pr${')'.repeat(5_000)}`],
    ['10,000 times not', 'not '.repeat(2_500)],
    ['900 comparisons', Array.from({ length: 900 }, () => 'title pr').join(' or ')],
    ['nothing but an operator', 'eq'],
    ['no value', 'userName eq'],
    ['no operator', 'userName "x"'],
    ['an unknown operator', 'userName is "x"'],
    ['an open text', 'userName eq "x'],
    ['a bad escape', String.raw`userName eq "\q"`],
    ['an open bracket', '(userName eq "x"'],
    ['a bracket too many', 'userName eq "x")'],
    ['an open square bracket', 'emails[type eq "work"'],
    ['square brackets in square brackets', 'emails[type[value eq "x"]]'],
    ['nothing in square brackets', 'emails[]'],
    ['not without brackets', 'not userName eq "x"'],
    ['and without anything after it', 'userName pr and'],
    ['a password', 'password eq "x"'],
    ['text for a truth value', 'active gt true'],
    ['order of truth values', 'active ge false'],
    ['an object as value', 'userName eq {}'],
    ['a path with two dots', 'name.familyName.x eq "x"'],
    ['SQL', `userName eq "x" or 1=1 --`],
    ['an LDAP injection', '*)(uid=*'],
  ])('are refused: %s', async (_name, filter) => {
    const answers = [
      await realm.scim('POST', '/Users/.search', searchRequest({ filter })),
      ...(encodeURIComponent(filter).length > 14_000 ? [] : [await realm.scim('GET', filtered(filter))]),
    ];
    for (const answer of answers) {
      assertScimError(answer, { status: [400, 403] });
      expect(['invalidFilter', 'sensitive']).toContain(answer.body.scimType);
    }
  });

  it.each(["userName eq 'x'", 'userName eq x', 'externalId eq o neil'])(
    'are accepted in tolerant profiles only with an operand without double quotes: %s',
    async (filter) => {
      const answer = await strict.scim('GET', filtered(filter));
      assertScimError(answer, { status: 400, scimType: 'invalidFilter', detail: /string|operator|end/ });
    },
  );

  it('are refused if the URL is too long for HTTP', async () => {
    const answer = await sendRawTo(realm, { path: `/Users?filter=${'('.repeat(20_000)}` });
    assertScimError(answer, { status: [400, 414, 431] });
  });
});

describe('parameters of paging', () => {
  const total = () => count(realm);
  it.each([
    ['startIndex=0', 1],
    ['startIndex=-1', 1],
    ['startIndex=-99999999999999999999', 1],
    ['startIndex=', 1],
    ['startIndex=2147483647', 2_147_483_647],
    ['startIndex=2147483648', 2_147_483_648],
    ['startIndex=4294967297', 4_294_967_297],
    ['count=100000000', 1],
    ['count=99999999999999999999', 1],
    ['count=2147483648', 1],
  ])('select the right page: %s', async (query, startIndex) => {
    const { status, body } = await realm.scim('GET', `/Users?${query}`);
    expect([status, body.startIndex]).toEqual([200, startIndex]);
    expect(body.itemsPerPage).toBe(body.Resources.length);
    if (startIndex > 1) expect(body.Resources).toEqual([]);
    expect(body.totalResults).toBe(await total());
  });

  it.each(['count=0', 'count=-1', 'count=-99999999999999999999'])(
    'return nobody and the true total: %s',
    async (query) => {
      const { body } = await realm.scim('GET', `/Users?${query}`);
      expect(body).toMatchObject({ itemsPerPage: 0, Resources: [], totalResults: await total() });
    },
  );

  it.each([
    'startIndex=x',
    'startIndex=1.5',
    'count=ten',
    'count=1e3',
    'count=NaN',
    'startIndex=0x10',
    'count=%00',
  ])('are refused by name: %s', async (query) => {
    const name = query.split('=')[0] ?? '';
    assertScimError(await realm.scim('GET', `/Users?${query}`), { status: 400, detail: new RegExp(name) });
  });
});

describe('realm names in URLs', () => {
  it.each([
    '/realms/nobody/scim/v2/Users',
    '/realms/..%2fmaster/scim/v2/Users',
    '/realms/..%2f..%2fadmin%2frealms/scim/v2/Users',
    '/realms/%2e%2e/scim/v2/Users',
    '/realms/./scim/v2/Users',
    '/realms/%2e/scim/v2/Users',
    '/realms/master%00/scim/v2/Users',
    '/realms/master%3fx=y/scim/v2/Users',
    '/realms/master%23/scim/v2/Users',
    '/realms/master%5c/scim/v2/Users',
    '/realms/%20/scim/v2/Users',
    '/realms/__proto__/scim/v2/Users',
    '/realms/constructor/scim/v2/Users',
    `/realms/${'x'.repeat(5_000)}/scim/v2/Users`,
    '/realms/%f0%9f%92%a9/scim/v2/Users',
    '/realms/master/scim/v2/Users',
  ])('are not served: %s', async (path) => {
    const answer = await sendRaw(bridge.url, { path, headers: { Authorization: `Bearer ${realm.token}` } });
    assertScimError(answer, { status: [401, 404] });
  });

  it('are not served in the wrong case', async () => {
    const path = `/realms/${realm.name.toUpperCase()}/scim/v2/Users`;
    const answer = await sendRaw(bridge.url, { path, headers: { Authorization: `Bearer ${realm.token}` } });
    assertScimError(answer, { status: 401 });
  });

  it.each(['/realms/%/scim/v2/Users', '/realms/%zz/scim/v2/Users', '/realms/%ff/scim/v2/Users', '/%'])(
    'are refused if they are not valid percent-encoding: %s',
    async (path) => {
      const answer = await sendRaw(bridge.url, { path, headers: { Authorization: `Bearer ${realm.token}` } });
      assertScimError(answer, { status: [400, 401, 404] });
    },
  );
});

describe('impossible ids', () => {
  const ids = [
    'x',
    '0',
    'null',
    'undefined',
    '..',
    '.',
    '%2e%2e',
    '%2E%2e%2f',
    'a%2fb',
    'a%5cb',
    'a%3fb',
    'a%23b',
    '%',
    '%zz',
    '%00',
    '%20',
    'a%0d%0ab',
    'x'.repeat(1_000),
    'count',
    'profile',
    '__proto__',
    '%7b%7d',
    'bulkId:x',
    '%f0%9f%92%a9',
    '*',
    "'%20or%20'1'='1",
  ];
  it.each(ids)('are answered 404: %s', async (id) => {
    bridge.proxy.reset();
    const resource = JSON.stringify(user('nobody'));
    const operations = JSON.stringify(patch({ op: 'replace', path: 'title', value: 'x' }));
    for (const [method, body] of [['GET'], ['PUT', resource], ['PATCH', operations], ['DELETE']] as const) {
      const answer = await sendRawTo(realm, {
        method,
        path: `/Users/${id}`,
        ...(body === undefined ? {} : { body }),
      });
      assertScimError(answer, { status: [404, 405] });
    }
    const users = `/admin/realms/${realm.name}/users/`;
    for (const call of bridge.proxy
      .calls()
      .filter((one) => !one.includes('/clients') && one.includes('/users'))) {
      expect(call).toMatch(new RegExp(`^GET ${users}[^/?]+$|/users/profile$`));
    }
  });

  it('are answered 404 with a slash', async () => {
    const id = victimOf(realm);
    for (const path of ['/Users/a/b', `/Users/${id}/x`, `/Users/${id}/groups`, `/Users/${id}%2f..`]) {
      for (const method of ['GET', 'DELETE']) {
        assertScimError(await sendRawTo(realm, { method, path }), { status: 404 });
      }
    }
  });

  it('do not lead elsewhere if they are dots in a path', async () => {
    const id = victimOf(realm);
    for (const path of [
      '/../../../../../admin/realms',
      '/Users/../../../master/scim/v2/Users',
      '/%2e%2e/%2e%2e/x',
      `/Users/x/../${id}/..`,
    ]) {
      const answer = await sendRawTo(realm, { method: 'DELETE', path });
      assertScimError(answer, { status: [401, 404, 405] });
    }
  });
});

describe('methods and paths', () => {
  const endpoints: [string, string[]][] = [
    ['/Users', ['GET', 'HEAD', 'POST']],
    ['/Users/{id}', ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']],
    ['/Users/.search', ['POST']],
    ['/.search', ['POST']],
    ['/ServiceProviderConfig', ['GET', 'HEAD']],
    ['/ResourceTypes', ['GET', 'HEAD']],
    ['/ResourceTypes/User', ['GET', 'HEAD']],
    ['/Schemas', ['GET', 'HEAD']],
    [`/Schemas/${USER_URN}`, ['GET', 'HEAD']],
  ];
  const all = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];

  it.each(endpoints)('answer 405 with Allow to every other method: %s', async (path, allowed) => {
    const id = victimOf(realm);
    for (const method of all.filter((one) => !allowed.includes(one))) {
      const answer = await sendRawTo(realm, {
        method,
        path: path.replace('{id}', id),
        ...(method === 'HEAD' ? {} : { body: '{}' }),
      });
      expect([method, answer.headers.allow?.split(', ').sort()]).toEqual([method, [...allowed].sort()]);
      if (method === 'HEAD') expect([answer.status, answer.text]).toEqual([405, '']);
      else assertScimError(answer, { status: 405, detail: new RegExp(method) });
    }
  });

  it('ignore a method in another header', async () => {
    const id = victimOf(realm);
    const answer = await sendRawTo(realm, {
      method: 'POST',
      path: `/Users/${id}`,
      body: '{}',
      headers: { 'X-HTTP-Method-Override': 'DELETE' },
    });
    assertScimError(answer, { status: 405 });
  });

  it.each(['', '/', '//', '///'])('list everything at the base URL itself, spelt "%s"', async (path) => {
    const answer = await sendRawTo(realm, { path: `${path}?count=1` });
    expect(answer.status).toBe(200);
    assertScimError(await sendRawTo(realm, { method: 'DELETE', path }), { status: 405 });
  });

  it.each([
    '/Nonsense',
    '/Users/x/y/z',
    '/Schemas/nonsense',
    '/ResourceTypes/nonsense',
    '/scim/v2/Users',
    '/Users;x=y',
    '/index.html',
    '//evil.example.test/Users',
    '/[',
    '//[',
  ])('answer 404 below the base URL to "%s"', async (path) => {
    for (const method of ['GET', 'DELETE']) {
      const answer = await sendRawTo(realm, { method, path });
      assertScimError(answer, { status: method === 'GET' ? 404 : [404, 405] });
    }
  });

  it.each([
    '/',
    '/realms',
    '/realms/x',
    '/admin/realms',
    '/robots.txt',
    '/realms/x/scim',
    '/realms/x/scim/v1/Users',
    '/Realms/x/SCIM/v2/Users',
    '//',
    '*',
  ])('answer 404 elsewhere to %s', async (path) => {
    assertScimError(await sendRaw(bridge.url, { path, method: path === '*' ? 'OPTIONS' : 'GET' }), {
      status: [401, 404],
    });
  });

  it('answer HEAD like GET without a body', async () => {
    const id = victimOf(realm);
    for (const path of [
      `/Users/${id}`,
      '/Users',
      '/Schemas',
      '/ServiceProviderConfig',
      '/Users/nobody',
      '/Nonsense',
    ]) {
      const get = await sendRawTo(realm, { path });
      const head = await sendRawTo(realm, { method: 'HEAD', path });
      expect([head.status, head.text]).toEqual([get.status, '']);
      for (const name of ['content-type', 'content-length', 'etag'] as const)
        expect(head.headers[name]).toBe(get.headers[name]);
    }
  });

  it('ignore a slash at the end, the case of letters and unknown parameters', async () => {
    const id = victimOf(realm);
    const read = await realm.scim('GET', `/Users/${id}`);
    for (const path of [
      `/Users/${id}/`,
      `/users/${id}`,
      `/USERS/${id}//`,
      `/Users/${id}?x=y&x=z&filter&_=%ff`,
      `//Users//${id}`,
    ]) {
      const answer = await sendRawTo(realm, { path });
      expect([path, answer.status, answer.text]).toEqual([path, 200, JSON.stringify(read.body)]);
    }
    const list = await realm.scim('GET', '/Users?count=1');
    for (const path of [
      '/Users/?count=1',
      '/users?count=1',
      '/Users?aadOptscim062020&count=1',
      '/Users?count=1&&&',
    ]) {
      const answer = await sendRawTo(realm, { path });
      expect([path, answer.text]).toEqual([path, JSON.stringify(list.body)]);
    }
    for (const path of [
      '/schemas',
      '/resourcetypes',
      '/serviceproviderconfig',
      '/Schemas/',
      '/ResourceTypes/user',
    ]) {
      expect([path, (await sendRawTo(realm, { path })).status]).toEqual([path, 200]);
    }
  });

  it('accept parameters that are repeated or empty', async () => {
    for (const query of [
      'filter=',
      'filter=&filter=',
      'count=1&count=2',
      'attributes=',
      'attributes=,,,',
      'sortBy=',
      'excludedAttributes=%20',
      'attributes=a.b.c.d',
      'attributes[]=x',
      'filter[eq]=x',
    ]) {
      expect([query, (await realm.scim('GET', `/Users?${query}`)).status]).toEqual([query, 200]);
    }
  });
});
