import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { request as open } from 'node:https';
import type { AddressInfo } from 'node:net';
import { freePort } from '../../../dev/freePort.ts';
import { LIMITS } from '../../../scim/limits.ts';
import { adminToken } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';
import { user } from '../../support/scim/messages.ts';
import { forwardRequest } from '../../support/servers/forward.ts';
import {
  PROXY_NAMES,
  startRealProxy,
  type ProxyName,
  type RealProxy,
} from '../../support/servers/realProxy.ts';

/** What arrives of a request behind the proxy. */
interface Arrived {
  readonly url: string;
  readonly sha256: string;
}

/** What a request has besides method and path. */
interface SentParts {
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** The address that it is sent from. */
  readonly localAddress?: string;
}

/** An answer that came through the proxy. */
interface ProxiedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const FIVE_MEGABYTES = 5 * 1024 * 1024;

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** Stands before the bridge: answers requests that have the header `x-echo` with what has arrived of them. */
const echo = createServer((request, response) => {
  if (request.headers['x-echo'] === undefined) {
    forwardRequest(bridge.url, request, response);
    return;
  }
  void request.toArray().then((chunks: Buffer[]) => {
    const arrived: Arrived = {
      url: request.url ?? '',
      sha256: sha256(Buffer.concat(chunks)),
    };
    response.end(JSON.stringify(arrived));
  });
});

let bridge: TestBridge;
let realm: TestRealm;
let ports: Record<ProxyName, number>;

beforeAll(async () => {
  ports = { nginx: await freePort(), caddy: await freePort(), haproxy: await freePort() };
  await new Promise<void>((resolve) => {
    echo.listen(0, '127.0.0.1', resolve);
  });
  bridge = await startTestBridge({ TRUSTED_PROXIES: 'loopback', ADMIN_API_PUBLIC: 'true' });
  const publicUrls = Object.values(ports).map((port) => `https://localhost:${port}`);
  realm = await bridge.realm({ config: { publicUrls } });
});

afterAll(async () => {
  await bridge.close();
  echo.closeAllConnections();
  await new Promise((resolve) => echo.close(resolve));
});

describe.each(PROXY_NAMES)('behind %s with the configuration of docker/proxies', (name) => {
  let proxy: RealProxy | undefined;
  let url: string;

  beforeAll(async () => {
    const { port } = echo.address() as AddressInfo;
    const targets = { bridge: `http://127.0.0.1:${port}`, keycloak: testKeycloak().url };
    proxy = await startRealProxy(name, ports[name], targets);
    url = proxy.url;
  });

  afterAll(() => proxy?.close());

  /** Sends a request through the proxy, with its path exactly as it is written. */
  async function send(
    method: string,
    path: string,
    { body, headers, localAddress }: SentParts = {},
  ): Promise<ProxiedAnswer> {
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
      const credential = { Authorization: `Bearer ${realm.token}`, 'Content-Type': 'application/scim+json' };
      const sent = open(
        `${url}/`,
        {
          method,
          path,
          rejectUnauthorized: false,
          family: 4,
          agent: false,
          ...(localAddress === undefined ? {} : { localAddress }),
          headers: { ...credential, ...length, ...headers },
        },
        (response) => {
          response.toArray().then((chunks: Buffer[]) => {
            const text = Buffer.concat(chunks).toString();
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
          }, reject);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  const scim = (path: string): string => `/realms/${realm.name}/scim/v2${path}`;

  it('SCIM works, and Location begins with the address that was called', async () => {
    const created = await send('POST', scim('/Users'), { body: JSON.stringify(user(`ann-${name}`)) });
    expect({ status: created.status, text: created.text }).toMatchObject({ status: 201 });
    const { id } = JSON.parse(created.text) as { id: string };
    expect(created.headers.location).toBe(`${url}${scim(`/Users/${id}`)}`);
    expect((await send('GET', scim(`/Users/${id}`))).status).toBe(200);
    expect((await send('DELETE', scim(`/Users/${id}`))).status).toBe(204);
  });

  it.each([
    '/Users/a%2Fb',
    '/Users/a%20b%3Bc;d',
    '/Users/%25%E2%82%AC%5C+',
    '/Users?filter=userName%20eq%20%22a%2Fb;c%3B%2B%22&count=1',
    '/Users?filter=userName+eq+"a;b"',
    '/Groups/',
  ])('the path %s arrives as it was sent', async (path) => {
    const { status, text } = await send('GET', scim(path), { headers: { 'X-Echo': '1' } });
    expect(status).toBe(200);
    expect((JSON.parse(text) as Arrived).url).toBe(scim(path));
  });

  it('a body of 5 MB arrives as it was sent, and the largest that the bridge takes creates a user', async () => {
    const body = Buffer.alloc(FIVE_MEGABYTES, 'SCIM\r\n ä\0');
    const { status, text } = await send('POST', scim('/Users'), { body, headers: { 'X-Echo': '1' } });
    expect(status).toBe(200);
    expect((JSON.parse(text) as Arrived).sha256).toBe(sha256(body));
    const largest = JSON.stringify(user(`large-${name}`)).padEnd(LIMITS.body.max);
    expect((await send('POST', scim('/Users'), { body: largest })).status).toBe(201);
  });

  it("the bridge knows the client's address and the called host, whatever the client claims", async () => {
    const headers = {
      'X-Forwarded-For': '203.0.113.7',
      'X-Forwarded-Host': 'attacker.example.com',
      'X-Forwarded-Proto': 'http',
    };
    const body = JSON.stringify(user(`bob-${name}`));
    const created = await send('POST', scim('/Users'), { body, headers, localAddress: '127.0.0.2' });
    expect(created.status).toBe(201);
    expect(created.headers.location).toMatch(new RegExp(`^${url}/realms/`));
    const requestId = created.headers['x-request-id'];
    expect(bridge.logged().find((entry) => entry.requestId === requestId)).toMatchObject({
      address: '127.0.0.2',
    });
  });

  it("the admin API answers, and Keycloak's console and sign-in", async () => {
    const admin = { Authorization: `Bearer ${await adminToken(bridge)}` };
    const state = await send('GET', `/realms/${realm.name}/scim/admin/v1`, { headers: admin });
    expect(state).toMatchObject({ status: 200, text: expect.stringContaining('"served":true') });
    const console = await send('GET', '/admin/master/console/');
    expect(console).toMatchObject({ status: 200, text: expect.stringContaining('<title>Keycloak') });
    const discovery = await send('GET', `/realms/${realm.name}/.well-known/openid-configuration`);
    expect(discovery).toMatchObject({ status: 200, text: expect.stringContaining('token_endpoint') });
  });

  it('health and metrics of the bridge are not reached', async () => {
    for (const path of ['/health/live', '/metrics', '/version']) {
      expect((await send('GET', path)).text).not.toMatch(/UP|scim_|"node"/);
    }
  });
});
