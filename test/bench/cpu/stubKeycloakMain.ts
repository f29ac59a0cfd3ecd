import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createToken } from '../../../bridge/credentials/static/createToken.ts';
import { ATTRIBUTE } from '../../../bridge/tenants/config.ts';
import { compileMapping } from '../../../mappers/compile/mapping.ts';
import { findPreset } from '../../../mappers/document/presets.ts';
import { USER_TYPE } from '../../../scim/schema/resourceTypes.ts';
import { scimUser } from '../contenders/scimClient.ts';
import { SEEDED_GROUPS } from '../contenders/contender.ts';
import { person } from '../person.ts';
import type { StubKeycloak } from './stubKeycloak.ts';

// Answers as Keycloak does to the calls of a bridge that serves one realm with 500 users; checks and keeps little. It is
// only there to measure the bridge: Keycloak itself would need the processor for longer than the bridge.

const REALM = 'stub';
const USERS = 500;

interface Stored {
  readonly id: string;
  readonly [field: string]: unknown;
}

const mapping = compileMapping(findPreset('generic')?.user ?? [], USER_TYPE);

/** The members that Keycloak adds to every user. */
const OWN_MEMBERS = {
  emailVerified: false,
  createdTimestamp: 1_795_944_364_182,
  totp: false,
  disableableCredentialTypes: [],
  requiredActions: [],
  notBefore: 0,
  access: { manage: true },
};

const asUser = (id: string, fields: object): Stored => ({ ...OWN_MEMBERS, ...fields, id });

const people = Array.from({ length: USERS }, (_, n) =>
  asUser(randomUUID(), { enabled: true, ...mapping.toKeycloak(scimUser(person(n), { withPhone: true })) }),
);
const users = new Map(people.map((user) => [user.id, user]));
const group = { id: randomUUID(), name: 'Stub group', path: '/Stub group', subGroups: [], attributes: {} };
const groups = new Map<string, Stored>([[group.id, { ...group, realmRoles: [], clientRoles: {} }]]);

const { token, id: tokenId, record } = createToken(REALM, { label: 'stub' });
const client = {
  id: randomUUID(),
  clientId: 'scim-endpoint',
  enabled: true,
  protocolMappers: [],
  attributes: {
    [ATTRIBUTE.enabled]: 'true',
    [ATTRIBUTE.profile]: 'generic',
    [ATTRIBUTE.config]: JSON.stringify({
      version: 1,
      indexed: ['externalId', 'emails.value', 'phoneNumbers.value', 'userName'],
    }),
    [`${ATTRIBUTE.token}${tokenId}`]: JSON.stringify(record),
  },
};
const management = { id: randomUUID(), clientId: 'realm-management', enabled: true };
const defaultRole = { id: randomUUID(), name: `default-roles-${REALM}`, composite: false, clientRole: false };
const realm = { id: randomUUID(), realm: REALM, enabled: true, defaultRole, attributes: {} };
const profile = {
  unmanagedAttributePolicy: 'ADMIN_EDIT',
  attributes: ['username', 'email', 'firstName', 'lastName'].map((name) => ({
    name,
    validations: { length: { max: 255 } },
    permissions: { view: ['admin', 'user'], edit: ['admin', 'user'] },
  })),
};

/** The headers of every answer of Keycloak. */
const HEADERS = {
  'Cache-Control': 'no-cache',
  'Content-Type': 'application/json;charset=UTF-8',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
  'X-Robots-Tag': 'none',
};

function find(query: URLSearchParams): Stored[] {
  const [, name = '', value = ''] = /^([^:]+):"(.*)"$/.exec(query.get('q') ?? '') ?? [];
  const search = query.get('search');
  if (search?.startsWith('id:') === true) {
    const ids = search.slice(3).split(' ');
    return ids.flatMap((id) => users.get(id) ?? []);
  }
  const first = Number(query.get('first') ?? 0);
  const username = query.get('username') ?? query.get('email');
  const matches = [...users.values()].filter(
    (user) =>
      (username === null || user.username === username) &&
      (name === '' || ((user.attributes as Record<string, string[]>)[name] ?? []).includes(value)),
  );
  return matches.slice(first, first + Number(query.get('max') ?? 100));
}

interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly location?: string;
}

const notFound: Answer = { status: 404, body: { error: 'User not found' } };
const done: Answer = { status: 204 };

function found(body: unknown): Answer {
  return body === undefined ? notFound : { body };
}

/** Creates, reads, replaces or deletes one of these things. */
function keep(things: Map<string, Stored>, method: string, id: string | undefined, body: object): Answer {
  if (id === undefined) {
    const created = asUser(randomUUID(), body);
    things.set(created.id, created);
    return { status: 201, location: created.id };
  }
  if (method === 'GET') return found(things.get(id));
  if (method === 'DELETE') return things.delete(id) ? done : notFound;
  things.set(id, asUser(id, { ...things.get(id), ...body }));
  return done;
}

function answerTo(method: string, path: string, query: URLSearchParams, body: object): Answer {
  const [resource = '', id, part] = path.split('/');
  if (resource === '') return { body: realm };
  if (path === 'users/profile') return { body: profile };
  if (path.endsWith('/count')) return { body: resource === 'users' ? users.size : { count: groups.size } };
  if (resource === 'clients') {
    return { body: [client, management].filter(({ clientId }) => clientId === query.get('clientId')) };
  }
  if (resource === 'roles-by-id') return { body: defaultRole };
  if (resource === 'users' && part !== undefined) return method === 'GET' ? { body: [] } : done;
  if (resource === 'users') {
    return method === 'GET' && id === undefined ? { body: find(query) } : keep(users, method, id, body);
  }
  if (resource === 'groups' && part === 'members')
    return { body: people.slice(0, SEEDED_GROUPS.middle.members) };
  if (resource === 'groups' && part === undefined) {
    return method === 'GET' && id === undefined ? { body: [] } : keep(groups, method, id, body);
  }
  return { body: [] };
}

let url = '';

function openIdAnswer(path: string): unknown {
  if (path.endsWith('/token'))
    return { access_token: 'e30.e30.e30', token_type: 'Bearer', expires_in: 3_600 };
  return { issuer: `${url}/realms/${REALM}` };
}

function send(response: ServerResponse, { status = 200, body, location }: Answer): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response
    .writeHead(status, {
      ...HEADERS,
      'content-length': Buffer.byteLength(text),
      ...(location === undefined ? {} : { Location: `${url}/admin/realms/${REALM}/users/${location}` }),
    })
    .end(text);
}

const server = createServer((request: IncomingMessage, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://stub');
    const text = Buffer.concat(chunks).toString();
    const [, path] = /^\/admin\/realms\/[^/]+\/?(.*?)\/?$/.exec(pathname) ?? [];
    send(
      response,
      path === undefined
        ? { body: openIdAnswer(pathname) }
        : answerTo(request.method ?? '', path, searchParams, text === '' ? {} : (JSON.parse(text) as object)),
    );
  });
}).listen(0, '127.0.0.1', () => {
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stub: StubKeycloak = {
    url,
    realm: REALM,
    token,
    group: group.id,
    ids: people.map(({ id }) => id),
  };
  console.log(JSON.stringify(stub));
});
