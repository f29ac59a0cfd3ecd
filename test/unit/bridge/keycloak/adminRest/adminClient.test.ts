import KeycloakAdminClient, { NetworkError } from '@keycloak/keycloak-admin-client';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createAdminClient } from '../../../../../bridge/keycloak/adminRest/adminClient.ts';
import { createAdminPool } from '../../../../../bridge/keycloak/adminRest/adminPool.ts';
import { toKeycloakError } from '../../../../../bridge/keycloak/port/failures.ts';
import { startConnectProxy } from '../../../../support/servers/connectProxy.ts';

/** What the server received: an empty body and an empty object say the same. */
interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: readonly [string, string][];
  readonly authorization: string | undefined;
  readonly accept: string | undefined;
  readonly body: unknown;
}

let server: Server;
let url = '';
let received: Received[] = [];
let answer: (response: ServerResponse) => void = (response) => response.end();

/** Starts a server in the place of Keycloak, below a path. */
beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const { pathname, searchParams } = new URL(request.url ?? '', url);
      const { authorization, accept } = request.headers;
      received.push({
        method: request.method ?? '',
        path: pathname.replace(/\/$/, ''),
        query: [...searchParams],
        authorization,
        accept,
        body: body === '' ? {} : JSON.parse(body),
      });
      answer(response);
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/auth`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const account = { getAccessToken: () => Promise.resolve('token') };
const REALM = 'realm / with a slash';

const ours = (timeoutMs = 5_000) =>
  createAdminClient({ url, realm: REALM, timeoutMs, account, pool: createAdminPool(url, timeoutMs) });

function official(): KeycloakAdminClient {
  const admin = new KeycloakAdminClient({ baseUrl: url, realmName: REALM });
  admin.registerTokenProvider(account);
  return admin;
}

const id = 'f:8a1c:ann o’neil';
const groupId = '64347136-9657-48cb-9010-02c3a2ac3834';
const clientUniqueId = '2b0cf1b6-4ea2-44cf-b24c-7fb4e5f9b1f4';

type Call = (admin: KeycloakAdminClient) => Promise<unknown>;

const CALLS: readonly (readonly [name: string, call: Call])[] = [
  ['users.find', (admin) => admin.users.find({ q: 'a:"b c&d"', exact: true, first: 0, max: 2, email: '' })],
  ['users.find without a query', (admin) => admin.users.find()],
  ['users.findOne', (admin) => admin.users.findOne({ id, userProfileMetadata: true })],
  ['users.create', (admin) => admin.users.create({ username: 'ann', attributes: { a: ['ü'] } })],
  ['users.update', (admin) => admin.users.update({ id }, { enabled: false })],
  ['users.del', (admin) => admin.users.del({ id })],
  ['users.logout', (admin) => admin.users.logout({ id })],
  ['users.count', (admin) => admin.users.count({ username: 'ann', search: '' })],
  ['users.listConsents', (admin) => admin.users.listConsents({ id })],
  [
    'users.listGroups',
    (admin) => admin.users.listGroups({ id, first: 1, max: 5, briefRepresentation: false }),
  ],
  ['users.addToGroup', (admin) => admin.users.addToGroup({ id, groupId })],
  ['users.delFromGroup', (admin) => admin.users.delFromGroup({ id, groupId })],
  [
    'users.listCompositeClientRoleMappings',
    (admin) => admin.users.listCompositeClientRoleMappings({ id, clientUniqueId }),
  ],
  [
    'groups.find',
    (admin) => admin.groups.find({ search: 'a b', first: 0, max: 2, populateHierarchy: false }),
  ],
  ['groups.findOne', (admin) => admin.groups.findOne({ id: groupId })],
  ['groups.create', (admin) => admin.groups.create({ name: 'group', attributes: {} })],
  ['groups.update', (admin) => admin.groups.update({ id: groupId }, { name: 'group' })],
  ['groups.del', (admin) => admin.groups.del({ id: groupId })],
  ['groups.listMembers', (admin) => admin.groups.listMembers({ id: groupId, first: 0, max: 2 })],
  [
    'groups.listCompositeClientRoleMappings',
    (admin) => admin.groups.listCompositeClientRoleMappings({ id: groupId, clientUniqueId }),
  ],
];

const json = (status: number, body: unknown, headers: Record<string, string> = {}): typeof answer => {
  return (response) =>
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
};

const ANSWERS: Readonly<Record<string, typeof answer>> = {
  'a list': json(200, [{ id: 'ä' }, { id: '2' }], { Location: `http://keycloak/users/${groupId}` }),
  nothing: (response) => response.writeHead(204, { Location: `/users/${groupId}` }).end(),
  'a page of text': (response) => response.writeHead(200, { Location: '/users/x' }).end('<html>'),
  'not found': json(404, { error: 'User not found' }),
  conflict: json(409, { errorMessage: 'User exists with same email' }),
  'a problem of the user profile': json(400, { errors: [{ field: 'email', errorMessage: 'error-invalid' }] }),
  'an error without a body': (response) => response.writeHead(403).end(),
  "a proxy's page": (response) => response.writeHead(502).end('<html>Bad gateway</html>'),
};

/** Makes a call; tells its result, or its error as the port reports it. */
async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return { result: await call };
  } catch (error) {
    const { failure, status, problems, message } = toKeycloakError(error, 'CALL');
    // Only a page or JSON is an answer of Keycloak; other errors have sentences of their own.
    return { failure, status, problems, message: error instanceof NetworkError ? message : '' };
  }
}

describe('the calls that go through the pool', () => {
  it.each(CALLS)('%s sends what the admin client sends', async (_name, call) => {
    answer = json(200, [], { Location: '/users/x' });
    received = [];
    await call(official());
    await call(ours());
    const [expected, sent] = received;
    expect(sent).toEqual(expected);
  });

  it.each(Object.entries(ANSWERS))('have the outcome of the admin client for %s', async (_name, given) => {
    answer = given;
    for (const [name, call] of CALLS) {
      const [expected, outcome] = [await outcomeOf(call(official())), await outcomeOf(call(ours()))];
      expect([name, outcome]).toEqual([name, expected]);
    }
  });

  it('go through the proxy that the environment names, if it is to be used', async () => {
    const proxy = await startConnectProxy();
    const { NODE_USE_ENV_PROXY, HTTP_PROXY } = process.env;
    Object.assign(process.env, { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy.url });
    try {
      answer = json(200, [{ id: 'ann' }]);
      expect(await ours().users.find()).toEqual([{ id: 'ann' }]);
      expect(proxy.connectTargets()).toEqual([new URL(url).host]);
    } finally {
      for (const [name, value] of Object.entries({ NODE_USE_ENV_PROXY, HTTP_PROXY })) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
      await proxy.close();
    }
  });

  it('end in time if no answer comes, or only its beginning', async () => {
    for (const silent of [
      () => undefined,
      (response: ServerResponse) => response.writeHead(200).write('['),
    ]) {
      answer = silent;
      const error: unknown = await ours(50)
        .users.find()
        .catch((thrown: unknown) => thrown);
      expect(toKeycloakError(error, 'CALL')).toMatchObject({
        failure: 'timeout',
        message: 'CALL: no answer came in time (TimeoutError)',
      });
    }
  });

  it('take an answer that came in time while the bridge itself stood still', async () => {
    answer = (response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('[]');
      const end = performance.now() + 300;
      while (performance.now() < end);
    };
    await expect(ours(100).users.find()).resolves.toEqual([]);
  });

  it('are told as unavailable if the connection breaks off, or nobody listens', async () => {
    answer = (response) =>
      response.writeHead(200, { 'Content-Length': '9' }).write('[') && response.destroy();
    const broken: unknown = await ours()
      .users.find()
      .catch((thrown: unknown) => thrown);
    expect(toKeycloakError(broken, 'CALL')).toMatchObject({ failure: 'unavailable' });
    const nobody = 'http://127.0.0.1:1';
    const pool = createAdminPool(nobody, 5_000);
    const refused: unknown = await createAdminClient({
      url: nobody,
      realm: 'a',
      timeoutMs: 5_000,
      account,
      pool,
    })
      .users.find()
      .catch((thrown: unknown) => thrown);
    expect(toKeycloakError(refused, 'CALL')).toMatchObject({
      failure: 'unavailable',
      message: expect.stringContaining('the connection is refused') as string,
    });
  });
});
