import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generate } from 'selfsigned';
import {
  BRIDGE_SECRET,
  startTestBridge,
  type TestBridge,
  type TestRealm,
} from '../../support/fixtures/bridge.ts';
import { start, type Running } from '../../support/processes/command.ts';
import { startConnectProxy, type ConnectProxy } from '../../support/servers/connectProxy.ts';
import {
  createSecurityHarness,
  type HarnessAnswer,
  type SecurityHarness,
} from '../../support/fixtures/securityHarness.ts';
import { issuerKey, signed, type IssuerKey } from '../../support/servers/issuer.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';

/** A name that only the proxy resolves. */
const HOST = 'keys.example.test';

let setup: TestBridge;
let realm: TestRealm;
let folder: string;
let proxy: ConnectProxy;
let server: Server;
let key: IssuerKey;
let issuer: string;
const leaks: string[] = [];

/** A certificate authority that nobody knows, and a certificate of its own for the key server. */
async function certificates() {
  const authority = await generate([{ name: 'commonName', value: 'A private authority' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const own = await generate([{ name: 'commonName', value: HOST }], {
    keySize: 2048,
    algorithm: 'sha256',
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'subjectAltName', altNames: [{ type: 2, value: HOST }] },
    ],
  });
  return { authority: authority.cert, key: own.private, cert: own.cert };
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'egress-'));
  proxy = await startConnectProxy();
  key = await issuerKey('rsa-1');
  const { authority, ...tls } = await certificates();
  await writeFile(path.join(folder, 'authority.pem'), authority);
  server = createServer(tls, (request, response) => {
    const isKeys = request.url === '/keys';
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(isKeys ? { keys: [key.jwk] } : { issuer, jwks_uri: `${issuer}/keys` }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  issuer = `https://${HOST}:${(server.address() as AddressInfo).port}`;
  setup = await startTestBridge();
  realm = await setup.realm();
  const { url, managementUrl, proxy: adminProxy } = setup;
  const harness = createSecurityHarness({
    url,
    managementUrl,
    keycloakUrl: adminProxy.url,
    log: () => setup.logged(),
  });
  const trusted = { kind: 'oidc', name: 'far', issuer, audience: 'scim', value: 'provisioner' };
  await harness.configure(realm.name, { authentication: { issuers: [trusted] } });
});

beforeEach(() => {
  proxy.reset();
});

afterAll(async () => {
  await setup.close();
  await proxy.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
  // eslint-disable-next-line jest/no-standalone-expect -- of all tests of this file
  expect(leaks).toEqual([]);
});

const token = (): Promise<string> => {
  const exp = Math.floor(Date.now() / 1_000) + 600;
  return signed({ iss: issuer, aud: 'scim', azp: 'provisioner', exp }, key);
};

/** The lines of a process's log so far, parsed. */
const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Starts the bridge as a process, shows it things, and gives its log. */
async function withBridge(
  env: Record<string, string>,
  work: (harness: SecurityHarness) => Promise<void>,
): Promise<Record<string, unknown>[]> {
  const bridge: Running = start('bridge/main.ts', [], {
    KEYCLOAK_URL: testKeycloak().url,
    KEYCLOAK_CLIENT_SECRET: BRIDGE_SECRET,
    HOST: '127.0.0.1',
    PORT: '0',
    MANAGEMENT_PORT: '0',
    STORE_FILE: ':memory:',
    NODE_USE_ENV_PROXY: '1',
    HTTPS_PROXY: proxy.url,
    HTTP_PROXY: proxy.url,
    NO_PROXY: '127.0.0.1',
    ...env,
  });
  let stdout = '';
  bridge.process.stdout?.on('data', (text: string) => {
    stdout += text;
  });
  const listening = JSON.parse(await bridge.line(/"listening"/)) as { port: number; managementPort: number };
  const harness = createSecurityHarness({
    url: `http://127.0.0.1:${listening.port}`,
    managementUrl: `http://127.0.0.1:${listening.managementPort}`,
    keycloakUrl: testKeycloak().url,
    log: () => stdout,
  });
  harness.rememberSecret(realm.token);
  try {
    await work(harness);
    leaks.push(...(await harness.findLeaks([realm.name])));
  } finally {
    bridge.process.kill('SIGTERM');
  }
  const { code, stdout: all } = await bridge.ended;
  expect(code).toBe(0);
  return linesOf(all);
}

const trusting = (): Record<string, string> => ({
  NODE_EXTRA_CA_CERTS: path.join(folder, 'authority.pem'),
});

function expectUnavailable({ status, headers }: HarnessAnswer): void {
  expect(status).toBe(503);
  expect(headers).toMatchObject({ 'retry-after': '30', 'x-error-code': 'keysUnavailable' });
}

describe('a key server behind a proxy, with a certificate of a private certificate authority', () => {
  it("is reached through Node's proxy settings, while Keycloak is reached directly", async () => {
    const log = await withBridge(trusting(), async (harness) => {
      const shown = `Bearer ${await token()}`;
      expect((await harness.requestAs(realm.name, shown)).status).toBe(200);
      expect((await harness.requestAs(realm.name, shown)).status).toBe(200);
      const broken = `${shown.slice(0, -40)}${'A'.repeat(40)}`;
      expect((await harness.requestAs(realm.name, broken)).status).toBe(401);
    });
    expect(new Set(proxy.connectTargets())).toEqual(new Set([issuer.slice('https://'.length)]));
    expect(log.filter(({ message }) => message === 'key server')).toEqual([]);
  });

  it.each<[string, () => Record<string, string>, () => void, string, boolean]>([
    [
      'the authority is not known',
      () => ({}),
      () => undefined,
      'does not answer (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
      true,
    ],
    [
      'the proxy refuses',
      trusting,
      () => {
        proxy.refuse(407);
      },
      'is not reached: the proxy answers with status 407',
      true,
    ],
    [
      'the proxy is passed by',
      () => ({ ...trusting(), NO_PROXY: '*' }),
      () => undefined,
      'does not answer (ENOTFOUND)',
      false,
    ],
  ])('cannot be reached if %s, and the log says why', async (_name, env, arrange, what, asked) => {
    arrange();
    const log = await withBridge(env(), async (harness) => {
      expectUnavailable(await harness.requestAs(realm.name, `Bearer ${await token()}`));
      expect((await harness.requestAs(realm.name, `Bearer ${realm.token}`)).status).toBe(200);
      const [entry] = await harness.journal(realm.name, 'failed=true');
      expect(entry).toMatchObject({ status: 503, error: 'keysUnavailable', kind: 'refusal' });
    });
    const problem = `The key server ${issuer}/.well-known/openid-configuration ${what}.`;
    expect(log.filter(({ message }) => message === 'key server')).toMatchObject([{ level: 'warn', problem }]);
    expect(log.find(({ status }) => status === 503)).toMatchObject({
      message: 'request',
      realm: realm.name,
      error: 'keysUnavailable',
      hint: `Trusted issuer "far": ${problem}`,
    });
    expect(proxy.connectTargets().length > 0).toBe(asked);
  });
});
