import { gzipSync } from 'node:zlib';
import { ENTERPRISE_URN, group, patch, searchRequest, user } from '../support/scim/messages.ts';
import type { Random } from '../support/random.ts';
import { mutated } from './json.ts';
import type { Stage } from './stage.ts';
import { hostileText } from './texts.ts';
import type { WireRequest } from './wire.ts';

/** Characters of a whole request target or header that the bridge still reads. */
const LONG_LINE = 50_000;
/** Characters of a hostile part of a body; the bridge reads 4 MiB. */
const LONG_BODY = 3_500_000;

interface Asked {
  readonly management?: true;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** What hostile requests are about. */
export interface Target extends Pick<Stage, 'bridge' | 'attacked' | 'administered'> {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly administrator: () => Promise<string>;
}

const employee = (name: string) => ({
  ...user(name, {
    name: { givenName: 'Ann', familyName: 'Example', formatted: 'Ann Example' },
    emails: [
      { value: `${name}@hostile.example`, type: 'work', primary: true },
      { value: 'b@hostile.example' },
    ],
    phoneNumbers: [{ value: '+49 30 1', type: 'work' }],
    addresses: [{ type: 'work', country: 'DE', formatted: 'A\nB' }],
    active: true,
    externalId: name,
    password: 'long enough 1!',
    roles: [{ value: 'a' }],
    [ENTERPRISE_URN]: { department: 'a', manager: { value: 'b' } },
  }),
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE_URN],
});

/** A parameter's value in a query: encoded well, or not at all. */
const encoded = (random: Random, text: string): string =>
  random.below(8) === 0 ? text.replaceAll(' ', '+') : encodeURIComponent(text.toWellFormed());

function query(random: Random): string {
  const names = [
    'filter',
    'sortBy',
    'sortOrder',
    'attributes',
    'excludedAttributes',
    'startIndex',
    'count',
    'cursor',
  ];
  const parts = Array.from(
    { length: 1 + random.below(3) },
    () =>
      `${random.pick(names)}=${encoded(random, hostileText(random, random.below(3) === 0 ? LONG_LINE / 9 : 3_000))}`,
  );
  return parts.join('&').slice(0, LONG_LINE);
}

const SEARCH = searchRequest({
  filter: 'userName sw "a" and emails[type eq "work"]',
  attributes: ['userName', 'emails.value'],
  excludedAttributes: ['name'],
  sortBy: 'userName',
  sortOrder: 'ascending',
  startIndex: 1,
  count: 3,
});

const ROUTES: readonly ((random: Random, target: Target) => Asked)[] = [
  (random) => ({
    method: 'GET',
    path: `/${random.pick(['Users', 'Groups', '', 'Schemas', 'ResourceTypes'])}?${query(random)}`,
  }),
  (random) => ({
    method: 'GET',
    path: `/${random.pick(['Users', 'Groups', 'Schemas', 'ResourceTypes', 'Me'])}/${encoded(random, hostileText(random, 5_000))}`,
  }),
  (random) => ({
    method: 'POST',
    path: random.pick(['/.search', '/Users/.search', '/Groups/.search']),
    body: SEARCH,
  }),
  (random) => ({ method: 'POST', path: '/Users', body: employee(`hostile-${random.below(1e9)}`) }),
  (random, { users }) => ({
    method: 'PUT',
    path: `/Users/${random.pick(users)}`,
    body: employee(`hostile-${random.below(1e9)}`),
  }),
  (random, { users }) => ({
    method: 'PATCH',
    path: `/Users/${random.pick(users)}`,
    body: random.pick([
      patch({ op: 'replace', path: 'emails[type eq "work"].value', value: 'c@hostile.example' }),
      patch({ op: 'add', value: { title: 'a', emails: [{ value: 'd@hostile.example' }] } }),
      patch({ op: 'Remove', path: 'phoneNumbers[type eq "work"]' }),
      patch({ op: 'replace', path: `${ENTERPRISE_URN}:department`, value: 'a' }),
    ]),
  }),
  (random, { users }) => ({
    method: 'POST',
    path: '/Groups',
    body: group(`hostile-${random.below(1e9)}`, { members: users.map((value) => ({ value })) }),
  }),
  (random, { users, groups }) => ({
    method: random.pick(['PUT', 'PATCH']),
    path: `/Groups/${random.pick(groups)}`,
    body: random.pick([
      group(`hostile-${random.below(1e9)}`, { members: users.map((value) => ({ value })) }),
      patch({ op: 'add', path: 'members', value: users.map((value) => ({ value })) }),
      patch({ op: 'remove', path: `members[value eq "${random.pick(users)}"]` }),
      patch({ op: 'replace', path: 'displayName', value: `hostile-${random.below(1e9)}` }),
    ]),
  }),
  (random) => ({
    method: 'DELETE',
    path: `/${random.pick(['Users', 'Groups'])}/${encoded(random, hostileText(random, 500))}`,
  }),
  (random) => ({
    method: random.pick(['POST', 'OPTIONS', 'TRACE', 'HEAD', 'PROPFIND']),
    path: random.pick(['/Bulk', '/Me', '/Users', '/Schemas']),
    body: SEARCH,
  }),
  (random) => ({
    management: true,
    method: 'GET',
    path: random.pick([
      '/',
      '/connection',
      '/config',
      '/tokens',
      '/profiles',
      '/journal',
      '/brake',
      `/journal?${query(random)}`,
      `/explain/user?user=${encoded(random, hostileText(random, 3_000))}`,
    ]),
  }),
  (random) => ({
    management: true,
    method: 'POST',
    path: '/explain',
    body: {
      method: random.pick(['POST', 'PUT', 'GET']),
      target: '/Users',
      body: employee('explained'),
      profile: 'okta',
    },
  }),
  () => ({
    management: true,
    method: 'POST',
    path: '/explain',
    body: {
      method: 'PATCH',
      target: '/Users/1?attributes=userName',
      body: patch({ op: 'add', path: 'title', value: 'a' }),
    },
  }),
  (random) => ({
    management: true,
    method: random.pick(['POST', 'PUT']),
    path: random.pick(['/config/validation', '/config']),
    body: {
      version: 1,
      enabled: true,
      profile: 'generic',
      mapping: { user: [{ scim: 'title', keycloak: 'attributes.title' }] },
      authentication: { issuers: [] },
    },
  }),
  (random) => ({
    management: true,
    method: 'POST',
    path: random.pick(['/tokens', '/reload', '/brake/release']),
    body: { label: 'a', expires: '2030-01-01' },
  }),
  (random) => ({
    management: true,
    method: random.pick(['DELETE', 'POST']),
    path: `/tokens/${encoded(random, hostileText(random, 500))}${random.pick(['', '/rotation'])}`,
  }),
];

type Headers = [string, string][];

/** The bytes of a body, in an odd encoding now and then. */
function encodeBody(random: Random, text: string, headers: Headers): Buffer {
  const bytes = Buffer.from(text);
  switch (random.below(24)) {
    case 0:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
    case 1:
      return Buffer.from(text, 'utf16le');
    case 2:
      return Buffer.concat([
        bytes.subarray(0, bytes.length / 2),
        Buffer.from([0xff, 0xc0, 0xed, 0xa0, 0x80]),
        bytes.subarray(bytes.length / 2),
      ]);
    case 3:
      return bytes.subarray(0, random.below(bytes.length + 1));
    case 4:
      headers.push(['Content-Encoding', random.pick(['gzip', 'deflate', 'br', 'gzip, gzip'])]);
      return gzipSync(bytes);
    case 5:
      headers.push(['Content-Encoding', 'gzip']);
      return bytes;
    case 6:
      headers.push([
        'Content-Type',
        random.pick([
          'text/plain',
          'application/json; charset=utf-16',
          'multipart/form-data',
          'a'.repeat(3_000),
        ]),
      ]);
      return bytes;
    default:
      return bytes;
  }
}

function credential(random: Random, right: string): Headers {
  switch (random.below(40)) {
    case 0:
      return [];
    case 1:
      return [['Authorization', `Bearer ${hostileText(random, 20_000).replaceAll(/[\r\n\0]/g, '')}`]];
    case 2:
      return [
        ['Authorization', `Bearer ${right}`],
        ['Authorization', `Basic ${hostileText(random, 300)}`],
      ];
    case 3:
      return [['Authorization', `Basic ${Buffer.from(hostileText(random, 3_000)).toString('base64')}`]];
    case 4:
      return [
        [
          'Authorization',
          `Bearer ey${random.below(1e9)}.${Buffer.from('{"iss":"https://a.example","alg":"none"}').toString('base64url')}.${'a'.repeat(random.below(9_000))}`,
        ],
      ];
    default:
      return [['Authorization', `Bearer ${right}`]];
  }
}

const ODD_HEADERS = [
  'If-Match',
  'If-None-Match',
  'Accept',
  'Accept-Encoding',
  'X-Request-Id',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-HTTP-Method-Override',
  'Cookie',
  'Range',
  'traceparent',
];

/** One hostile request, made of a valid one. */
export async function hostileRequest(random: Random, target: Target): Promise<WireRequest> {
  const { management, method, path, body } = random.pick(ROUTES)(random, target);
  const realm = management ? target.administered : target.attacked;
  const base = `/realms/${realm.name}${management ? '/scim/admin/v1' : '/scim/v2'}`;
  const right = management ? await target.administrator() : realm.token;
  const headers: Headers = [['Host', '127.0.0.1'], ['Connection', 'close'], ...credential(random, right)];
  if (random.below(6) === 0) headers.push([random.pick(ODD_HEADERS), hostileText(random, 5_000)]);
  let bytes = Buffer.alloc(0);
  if (body !== undefined) {
    // Most are small, so that there are many.
    const most = random.pick([300, 3_000, 30_000, random.below(3) === 0 ? LONG_BODY : 60_000]);
    bytes = Buffer.from(encodeBody(random, mutated(random, body, most), headers));
    headers.push(['Content-Type', management ? 'application/json' : 'application/scim+json']);
    headers.push(['Content-Length', String(bytes.length)]);
  }
  const port = management ? target.bridge.managementPort : target.bridge.port;
  return { port, method, target: base + path, headers, body: bytes };
}
