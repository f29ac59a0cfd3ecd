import { randomUUID } from 'node:crypto';
import { encodeRecords } from '../../../mappers/compile/records.ts';
import { adminApi } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { assertQuick } from '../../support/load/quickly.ts';
import { group, patch, searchRequest, user } from '../../support/scim/messages.ts';
import { sendRawTo } from '../../support/scim/sendRaw.ts';
import { assertScimError } from '../../support/scim/scimError.ts';

let bridge: TestBridge;
let realm: TestRealm;
let id: string;

const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const emails = (count: number) => many(count, (i) => ({ value: `a${i}@x.test`, type: `t${i}` }));
const extensions = (count: number) => Object.fromEntries(many(count, (i) => [`urn:x:${i}:User`, { a: 'b' }]));

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm();
  id = (await realm.scim('POST', '/Users', user('bounded', { emails: emails(700) }))).body.id;
});

afterAll(async () => {
  await bridge.close();
});

const LARGE = 4_000_000;
const search = (members: Record<string, unknown>): [string, string, unknown] => [
  'POST',
  '/Users/.search',
  searchRequest(members),
];
const change = (...operations: unknown[]): [string, string, unknown] => [
  'PATCH',
  '/Users/x',
  patch(...operations),
];
const replacing = (path: string) => change({ op: 'replace', path, value: 'x' });

describe('a request that is too large', () => {
  it.each<[string, [string, string, unknown], number, string | undefined]>([
    ['a filter of one word', search({ filter: 'a'.repeat(LARGE) }), 400, 'invalidFilter'],
    ['a filter of quotes', search({ filter: `"${'\\"'.repeat(LARGE / 4)}` }), 400, 'invalidFilter'],
    ['attributes of brackets', search({ attributes: '['.repeat(LARGE) }), 400, 'invalidValue'],
    ['attributes of short names', search({ attributes: 'a,'.repeat(500_000) }), 400, 'invalidValue'],
    ['an attribute to sort by', search({ sortBy: 'a'.repeat(LARGE) }), 400, 'invalidValue'],
    ['a path of brackets', replacing('['.repeat(LARGE)), 400, 'invalidPath'],
    ['a path of a word in brackets', replacing(`emails[${'a'.repeat(LARGE)}].value`), 400, 'invalidPath'],
    ['extensions', ['POST', '/Users', user('urns', extensions(20_000))], 400, 'invalidValue'],
    ['extensions added', change({ op: 'add', value: extensions(10_000) }), 400, 'invalidValue'],
    ['elements added', change({ op: 'add', path: 'emails', value: emails(20_000) }), 400, 'invalidValue'],
    [
      'names of a body',
      ['POST', '/Users', user('names', Object.fromEntries(many(100_000, (i) => [`n${i}`, 1])))],
      400,
      'invalidValue',
    ],
    [
      'values of a body',
      ['POST', '/Users', user('values', { 'urn:x:User': { list: many(1_000_000, () => 1) } })],
      413,
      undefined,
    ],
    [
      'members of a group',
      ['POST', '/Groups', group('members', { members: many(50_001, (i) => ({ value: String(i) })) })],
      400,
      'invalidValue',
    ],
  ])('is refused before it is processed: %s', async (_what, [method, path, body], status, scimType) => {
    await assertQuick(async () => {
      const answer = await realm.scim(method, path, body);
      assertScimError(answer, { status });
      expect(answer.body.scimType).toBe(scimType);
    }, 3_000);
  });

  it.each([
    ['filter', 'a', 'invalidFilter'],
    ['attributes', '%5B', 'invalidValue'],
    ['excludedAttributes', 'a,', 'invalidValue'],
    ['sortBy', 'a.', 'invalidValue'],
  ])('is refused before it is processed: %s in a query', async (name, piece, scimType) => {
    for (const path of ['/Users', '/Groups', '/', `/Users/${id}`]) {
      const query = `${name}=${piece.repeat(60_000 / piece.length)}`;
      const answer = await sendRawTo(realm, { path: `${path}?${query}` });
      assertScimError(answer, { status: 400 });
      expect(JSON.parse(answer.text)).toMatchObject({ scimType });
    }
  });

  it.each([
    [
      'each adding an element',
      many(10_000, (i) => ({ op: 'add', path: 'emails', value: [{ value: `n${i}@x.test` }] })),
    ],
    [
      'each looking for an element',
      many(1_000, (i) => ({ op: 'remove', path: `emails[value co "no${i}"]` })),
    ],
  ])('is refused for too many operations, %s', async (_what, operations) => {
    await assertQuick(async () => {
      assertScimError(await realm.scim('PATCH', `/Users/${id}`, patch(...operations)), { status: 413 });
    }, 3_000);
    expect((await realm.scim('GET', `/Users/${id}`)).body.emails).toHaveLength(700);
  });

  it('is refused for filters that each compare many members of a group; ids cost nothing', async () => {
    const members = many(600, () => ({ value: randomUUID() }));
    const made = await realm.scim('POST', '/Groups', group('compared', { members: [{ value: id }] }));
    const path = `/Groups/${made.body.id as string}`;
    const removing = (filter: (i: number) => string) => [
      { op: 'add', path: 'members', value: members },
      ...many(900, (i) => ({ op: 'remove', path: `members[${filter(i)}]` })),
    ];
    await assertQuick(async () => {
      const answer = await realm.scim('PATCH', path, patch(...removing((i) => `display eq "${i}"`)));
      assertScimError(answer, { status: 413, detail: /compare 540900 members, of which at most 500000/ });
    }, 3_000);
    expect((await realm.scim('PATCH', path, patch(...removing((i) => `value eq "${i}"`)))).status).toBe(204);
    expect((await realm.scim('GET', path)).body.members).toHaveLength(1);
  });
});

describe('a large request within the limits', () => {
  it('is stored: 200 extensions and 2,000 elements', async () => {
    const roles = many(2_000, (i) => ({ value: `r${i}` }));
    const made = await realm.scim('POST', '/Users', user('large', { ...extensions(200), roles }));
    expect(made.status).toBe(201);
    const { body } = await realm.scim('GET', `/Users/${made.body.id as string}`);
    expect(body.roles).toEqual(roles);
    expect(body['urn:x:199:User']).toEqual({ a: 'b' });
  });

  it('may be exceeded by an answer if more extensions are stored', async () => {
    const stored = Object.entries(extensions(5_000)).map(([urn, value]) => ({ urn, value }));
    await bridge.admin.users.create({
      realm: realm.name,
      username: 'laden',
      enabled: true,
      attributes: { 'scim.extensions': encodeRecords(stored) },
    });
    const attributes = many(900, (i) => `n${i}`).join(',');
    await assertQuick(async () => {
      const { status, body } = await realm.scim('GET', `/Users?attributes=userName,${attributes}`);
      expect(status).toBe(200);
      expect(body.Resources.map(({ userName }: { userName: string }) => userName)).toContain('laden');
    }, 3_000);
  });
});

describe('a line of the log', () => {
  it('lists at most a hundred ignored names and cuts long ones', async () => {
    const names = many(900, (i) => [`${'n'.repeat(2_030)}${i}`, 1] as const);
    const tolerant = await bridge.realm({ profile: 'azure' });
    const body = user('talkative', Object.fromEntries(names));
    const answer = await tolerant.scim('POST', '/Users', body);
    expect(answer.status).toBe(201);
    const line = bridge
      .logged()
      .findLast(({ realm: of, message }) => of === tolerant.name && message === 'request');
    expect(line?.ignored).toHaveLength(101);
    expect((line?.ignored as string[]).at(-1)).toBe('… 800 more');
    expect(JSON.stringify(line).length).toBeLessThan(250_000);
  });
});

describe('an explained request', () => {
  it('has the same limits as a request that is sent', async () => {
    const admin = adminApi(bridge, realm.name);
    const body = searchRequest({ filter: 'a'.repeat(500_000) });
    const answer = await admin('POST', '/explain', { method: 'POST', target: '/Users/.search', body });
    expect(answer).toMatchObject({ status: 200, body: { answer: { status: 400 } } });
  });

  it.each(['body', 'mapping'])('is malformed if its %s has too many levels', async (name) => {
    const nested = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const answer = await adminApi(bridge, realm.name)(
      'POST',
      '/explain',
      `{"method":"POST","target":"/Users","${name}":${nested}}`,
    );
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'malformed', detail: 'The body is nested more than 32 levels deep.' },
    });
  });
});
