import { setTimeout as sleep } from 'node:timers/promises';
import {
  BRIDGE_SECRET,
  startTestBridge,
  type TestBridge,
  type TestRealm,
} from '../support/fixtures/bridge.ts';
import { administratorToken } from '../support/keycloak/administrator.ts';
import { testKeycloak } from '../support/keycloak/keycloak.ts';
import { group, patch, searchRequest, user } from '../support/scim/messages.ts';
import { send } from '../support/scim/send.ts';
import { startBridge, type BridgeProcess } from '../stress/bridgeProcess.ts';

/** Bytes of the largest body that SCIM and the admin API take. */
const LARGEST = 4_194_304;
const LARGEST_OF_ADMIN = 520_000;
/** Milliseconds for which nobody else may be kept waiting, besides what it takes to parse the JSON at all. */
const SHORT = 100;

let setup: TestBridge;
let bridge: BridgeProcess;
let url: string;
let managementUrl: string;
let realm: TestRealm;
let other: TestRealm;
let id: string;
let groupId: string;

beforeAll(async () => {
  setup = await startTestBridge();
  [realm, other] = [await setup.realm(), await setup.realm()];
  bridge = await startBridge({
    HOST: '127.0.0.1',
    PORT: '0',
    MANAGEMENT_PORT: '0',
    STORE_FILE: ':memory:',
    KEYCLOAK_URL: testKeycloak().url,
    KEYCLOAK_CLIENT_SECRET: BRIDGE_SECRET,
  });
  url = `http://127.0.0.1:${bridge.port}/realms/${realm.name}/scim/v2`;
  managementUrl = `http://127.0.0.1:${bridge.managementPort}/realms/${realm.name}/scim/admin/v1`;
  const created = async (path: string, body: object): Promise<string> =>
    ((await realm.scim('POST', path, body)).body as { id: string }).id;
  id = await created('/Users', user('ann', { emails: [{ value: 'ann@example.test' }] }));
  groupId = await created('/Groups', group('Staff'));
});

afterAll(async () => {
  await bridge.stop();
  await setup.close();
});

/** As many items as fit into a body, but for some room. */
function fill(item: (n: number) => unknown, bytes = LARGEST - 1_000): unknown[] {
  const items: unknown[] = [];
  let size = 0;
  for (let n = 0; ; n += 1) {
    const next = item(n);
    size += JSON.stringify(next).length + 1;
    if (size > bytes) return items;
    items.push(next);
  }
}

const long = (piece: string): string =>
  piece.repeat(Math.floor((LARGEST - 1_000) / JSON.stringify(piece).length));
const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

/** Milliseconds that this thread works to parse a text. */
function parsing(text: string): number {
  const before = process.threadCpuUsage();
  JSON.parse(text);
  const { user: own, system } = process.threadCpuUsage(before);
  return (own + system) / 1_000;
}

/** Sends a body, asks for another realm's resource over and over meanwhile, and gives the longest time that was kept from it. */
async function keptWaiting(method: string, to: string, body: string, token: string): Promise<number> {
  const ask = async (): Promise<number> => {
    const answer = await send('GET', `${url.replace(realm.name, other.name)}/ServiceProviderConfig`, {
      headers: { Authorization: `Bearer ${other.token}` },
    });
    return answer.status;
  };
  await ask();
  const before = bridge.pauses.length;
  const state = { over: false };
  const hostile = send(method, to, {
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body,
  }).finally(() => {
    state.over = true;
  });
  const statuses = new Set<number>();
  while (!state.over) statuses.add(await ask());
  const { status } = await hostile;
  expect(status).toBeLessThan(500);
  expect([...statuses]).toEqual([200]);
  // A pause is told a moment after it has ended.
  await sleep(100);
  return Math.max(0, ...bridge.pauses.slice(before).map(({ worked }) => worked)) - parsing(body);
}

/** The shortest of up to three such times: work that holds up others does so each time, a busy machine now and then. */
async function leastKeptWaiting(
  method: string,
  to: string,
  body: string,
  token = realm.token,
): Promise<number> {
  let least = Infinity;
  for (let attempt = 0; attempt < 3 && least >= SHORT; attempt += 1) {
    least = Math.min(least, await keptWaiting(method, to, body, token));
  }
  return least;
}

const search = (members: Record<string, unknown>) => (): [string, string, unknown] => [
  'POST',
  `${url}/Users/.search`,
  searchRequest(members),
];
const change =
  (...operations: unknown[]) =>
  (): [string, string, unknown] => ['PATCH', `${url}/Users/${id}`, patch(...operations)];
const creation = (members: Record<string, unknown>) => (): [string, string, unknown] => [
  'POST',
  `${url}/Users`,
  user('bob', members),
];

describe('a body of the maximum size', () => {
  it.each([
    ['a filter of letters', search({ filter: long('a') })],
    ['a filter of escaped quotes', search({ filter: `"${long('\\"')}` })],
    ['names in one text of brackets', search({ attributes: [long('[')] })],
    ['very many names', search({ attributes: fill(() => 'a') })],
    ['very many names not to be shown', search({ excludedAttributes: fill((n) => `a${n}`) })],
    ['a name to sort by', search({ sortBy: long('[') })],
    ['a path of brackets', change({ op: 'replace', path: long('['), value: 'x' })],
    ['a path with a filter', change({ op: 'remove', path: `emails[${long('a')}].value` })],
    [
      'very many operations',
      change(...fill((n) => ({ op: 'add', path: 'emails', value: [{ value: `${n}@x` }] }))),
    ],
    [
      'very many elements in an operation',
      change({ op: 'add', path: 'emails', value: fill((n) => ({ value: 'a@x', type: `t${n}` })) }),
    ],
    [
      'very many extensions in an operation',
      change({
        op: 'add',
        value: Object.fromEntries(fill((n) => [`urn:x:${n}:User`, 1]) as [string, unknown][]),
      }),
    ],
    [
      'very many extensions',
      creation(Object.fromEntries(fill((n) => [`urn:x:${n}:User`, { a: 1 }]) as [string, unknown][])),
    ],
    ['very many elements', creation({ emails: fill((n) => ({ value: `${n}@x` })) })],
    [
      'very many members',
      (): [string, string, unknown] => [
        'PUT',
        `${url}/Groups/${groupId}`,
        group('Staff', { members: fill((n) => ({ value: `nobody-${n}` })) }),
      ],
    ],
    [
      'very many members in a path',
      (): [string, string, unknown] => [
        'PATCH',
        `${url}/Groups/${groupId}`,
        patch({ op: 'add', path: 'members', value: fill((n) => ({ value: `nobody-${n}` })) }),
      ],
    ],
    [
      'mistakes in a configuration of a caller without a credential',
      (): [string, string, unknown] => [
        'POST',
        `${managementUrl}/config/validation`,
        { profile: 'generic', config: { version: 1, indexed: fill(() => 1, LARGEST_OF_ADMIN - 1_000) } },
      ],
    ],
  ])('does not make other requests wait: %s', async (_what, request) => {
    const [method, to, body] = request();
    expect(await leastKeptWaiting(method, to, JSON.stringify(body))).toBeLessThan(SHORT);
  });

  it('does not make other requests wait if it is deeply nested', async () => {
    const text = JSON.stringify(user('bob', { 'urn:x:User': 'HERE' })).replace('"HERE"', nested(5_000));
    expect(await leastKeptWaiting('POST', `${url}/Users`, text)).toBeLessThan(SHORT);
  });
});

/** A configuration whose mapping has these rows of users. */
const mapping = (user: unknown[]): unknown => ({ config: { version: 1, mapping: { user } } });
const rows = (count: number, row: (n: number) => unknown): unknown[] =>
  Array.from({ length: count }, (_, n) => row(n));

describe('a body of the maximum size from an operator', () => {
  it.each<[string, string, unknown]>([
    [
      'as many rows with a mistake as fit',
      '/config/validation',
      mapping(fill(() => ({ scim: 'a', mirror: 1 }), LARGEST_OF_ADMIN - 1_000)),
    ],
    [
      'rows that each declare an extension',
      '/config/validation',
      mapping(rows(200, (n) => ({ scim: `urn:a:b${n}:User:x`, keycloak: `attributes.x${n}` }))),
    ],
    [
      'rows with names that are nearly right',
      '/config/validation',
      mapping(rows(200, (n) => ({ scim: `userNam${'x'.repeat(80)}${n}`, keycloak: `attributes.${n}` }))),
    ],
    [
      'a long name',
      '/config/validation',
      mapping([{ scim: 'x'.repeat(LARGEST_OF_ADMIN - 1_000), keycloak: null }]),
    ],
    [
      'mistakes in the rules',
      '/config/validation',
      { config: { version: 1, indexed: fill(() => 1, LARGEST_OF_ADMIN - 1_000) } },
    ],
    [
      'a request to be explained',
      '/explain',
      {
        method: 'POST',
        target: '/Users',
        body: user('bob', { emails: fill((n) => ({ value: `${n}@x` }), LARGEST_OF_ADMIN - 1_000) }),
      },
    ],
    [
      'a request to be explained with a mapping',
      '/explain',
      {
        method: 'GET',
        target: '/Users',
        mapping: { user: fill(() => ({ scim: 'a', mirror: 1 }), LARGEST_OF_ADMIN - 1_000) },
      },
    ],
  ])('does not make other requests wait: %s', async (_what, path, body) => {
    const token = await administratorToken()();
    const sent = JSON.stringify(
      path === '/explain' ? body : { enabled: true, profile: 'generic', ...(body as object) },
    );
    expect(await leastKeptWaiting('POST', `${managementUrl}${path}`, sent, token)).toBeLessThan(SHORT);
  });
});
