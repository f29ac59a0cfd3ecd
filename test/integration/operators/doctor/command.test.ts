/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { ACCOUNT_SECRET, bareAccount, bareClient } from '../../../support/fixtures/bareAccount.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../../support/fixtures/bridge.ts';
import { examinedRealm, type ExaminedRealm } from '../../../support/fixtures/examinedRealm.ts';
import { testKeycloak } from '../../../support/keycloak/keycloak.ts';
import type { Ended } from '../../../support/processes/command.ts';
import { runRealmConfig } from '../../../support/processes/realmConfig.ts';
import { makeCertificates } from '../../../support/servers/certificates.ts';
import { forwardRequest } from '../../../support/servers/forward.ts';
import { startReverseProxy, type ReverseProxy } from '../../../support/servers/reverseProxy.ts';

let bridge: TestBridge;
let proxy: ReverseProxy;
let served: TestRealm;
let realm: ExaminedRealm;
const servers: Server[] = [];

/** The proxy before the bridge, as it is to be. */
let front: string;

const targets = () => ({ bridge: front, keycloak: testKeycloak().url });

beforeAll(async () => {
  proxy = await startReverseProxy();
  bridge = await startTestBridge({ PUBLIC_URL: proxy.url, TRUSTED_PROXIES: 'loopback' });
  front = await serve(refusing(() => false));
  proxy.setTargets(targets());
  served = await bridge.realm();
  realm = examinedRealm(bridge, served, proxy.url);
});

afterEach(() => {
  proxy.setTargets(targets());
});

afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await bridge.close();
  await proxy.close();
});

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Starts a server, and gives its address. */
async function serve(handler: Handler, tls?: { key: string; cert: string }): Promise<string> {
  const server = tls === undefined ? createServer(handler) : createTlsServer(tls, handler);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const scheme = tls === undefined ? 'http' : 'https';
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Passes a request to the bridge, each from another address: the bridge delays its answers to repeated refusals. */
function forwardToBridge(request: IncomingMessage, response: ServerResponse): void {
  request.headers['x-forwarded-for'] = `2001:db8::${randomBytes(2).toString('hex')}`;
  forwardRequest(bridge.url, request, response);
}

/** A proxy that passes requests to the bridge, changed. */
const changing =
  (change: (request: IncomingMessage) => void): Handler =>
  (request, response) => {
    change(request);
    forwardToBridge(request, response);
  };

/** A proxy that answers some requests itself. */
const refusing =
  (isRefused: (request: IncomingMessage) => boolean): Handler =>
  (request, response) => {
    if (isRefused(request)) response.writeHead(500, { 'Content-Type': 'text/html' }).end('<html>no</html>');
    else forwardToBridge(request, response);
  };

interface Shown {
  readonly healthy: boolean;
  readonly findings: readonly {
    code: string;
    severity: string;
    where: string;
    evidence: string;
    remedy: string;
  }[];
  readonly checks: readonly { check: string; outcome: string }[];
  readonly outside: readonly { check: string; outcome: string }[];
  readonly versions?: { bridge: string; node: string };
}

async function doctor(
  args: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): Promise<Pick<Ended, 'code' | 'stderr'> & { shown: Shown }> {
  const all = { ...realm.variables, ...variables };
  const { code, stdout, stderr } = await runRealmConfig(['doctor', realm.name, '--json', ...args], all);
  return { code, stderr, shown: JSON.parse(stdout.split('\n')[0] ?? '') as Shown };
}

/** What is found in every run of this test: the addresses are those of this machine. */
const isLocal = ({ code }: Shown['findings'][number]): boolean => code === 'scimAddress';

const found = ({ findings }: Shown) => findings.filter((finding) => !isLocal(finding));

describe('realm-config doctor', () => {
  it('finds nothing in a realm right after "enable" but that its address is that of this machine', async () => {
    const { code, stdout, stderr } = await realm.realmConfig('doctor', realm.name);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^pass +the bridge's rights +manage-users, view-clients, view-realm$/m);
    expect(stdout).toMatch(/^pass +credential +the realm accepts it$/m);
    expect(stdout).toMatch(
      /^! scimAddress, http:\S+: 127\.0\.0\.1:\d+ is an address of this machine itself\.\n {4}Only/m,
    );
    expect(stdout).toMatch(/^\d+ passed, 1 to look at, 0 failed, 1 not checked\.$/m);
    const { shown } = await doctor();
    expect(shown).toMatchObject({ healthy: true, versions: { node: process.versions.node } });
    expect(found(shown)).toEqual([]);
    const tokens = await realm.realmConfig('token', 'list', realm.name, '--json');
    expect((JSON.parse(tokens.stdout) as { label: string }[]).map(({ label }) => label)).toEqual(['test']);
  });

  it('calls the address without a credential only with --no-test', async () => {
    const { code, shown } = await doctor(['--no-test']);
    expect({ code, found: found(shown) }).toEqual({ code: 0, found: [] });
    expect(shown.outside.map(({ check }) => check)).toEqual([
      ...['address', 'name resolution', 'TCP connection', 'TLS certificate', 'route to the bridge'],
    ]);
  });

  it('looks itself where no bridge is known, and says what it leaves out', async () => {
    const { code, stderr, shown } = await doctor([], { MANAGEMENT_URL: '', SCIM_TOKEN: served.token });
    expect({ code, found: found(shown) }).toEqual({ code: 0, found: [] });
    expect(stderr).toMatch(/^MANAGEMENT_URL is not set, so no bridge was asked/);
    expect(shown.versions).toBeUndefined();
    expect(shown.checks.map(({ check }) => check)).not.toContain('served by the bridge');
    expect(shown.outside).toContainEqual(expect.objectContaining({ check: 'credential', outcome: 'pass' }));
    await realm.set({ editUsernameAllowed: false });
    const damaged = await doctor(['--no-test'], { MANAGEMENT_URL: '' });
    await realm.enable();
    expect(found(damaged.shown).map(({ code: each }) => each)).toEqual(['usernameEditing']);
    expect(damaged.code).toBe(1);
  });

  it('finds that the bridge does not answer, and looks itself', async () => {
    const { code, shown } = await doctor(['--no-test'], { MANAGEMENT_URL: 'http://127.0.0.1:1' });
    expect(code).toBe(1);
    expect(found(shown)).toMatchObject([
      {
        code: 'bridgeUnavailable',
        where: 'MANAGEMENT_URL',
        remedy: expect.stringMatching(/^Start the bridge/) as string,
      },
    ]);
    expect(shown.checks.length).toBeGreaterThan(10);
  });

  it('finds that the bridge has another version', async () => {
    const other = await serve(({ url = '', headers }, response) => {
      void fetch(`${bridge.managementUrl}${url}`, {
        headers: { Authorization: headers.authorization ?? '' },
      }).then(async (answer) => {
        const text = (await answer.text()).replace(/"bridge":"[^"]*"/, '"bridge":"0.0.1"');
        response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(text);
      });
    });
    const { code, shown } = await doctor(['--no-test'], { MANAGEMENT_URL: other });
    expect(found(shown)).toMatchObject([{ code: 'versionMismatch', severity: 'warning' }]);
    expect(code).toBe(0);
  });

  it('fails for a realm that does not exist', async () => {
    const { code, stderr } = await realm.realmConfig('doctor', 'no-such-realm');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'There is no realm "no-such-realm"; names are case-sensitive.\n',
    });
  });

  it('says of a realm without SCIM that it has none', async () => {
    const id = await realm.clientId('scim-endpoint');
    const before = await bridge.admin.clients.findOne({ realm: realm.name, id });
    await bridge.admin.clients.del({ realm: realm.name, id });
    const { code, shown } = await doctor(['--no-test']);
    await bridge.admin.clients.create({ ...before, realm: realm.name });
    expect(code).toBe(1);
    expect(found(shown).map(({ code: each }) => each)).toContain('notEnabled');
  });

  it('does not fail for a realm that was switched off, and does not call it', async () => {
    await realm.realmConfig('disable', realm.name);
    const { code, shown } = await doctor();
    await realm.enable();
    expect({ code, healthy: shown.healthy, outside: shown.outside }).toEqual({
      ...{ code: 0, healthy: true, outside: [] },
    });
    expect(shown.findings).toMatchObject([{ code: 'switchedOff', severity: 'note' }]);
  });

  it('says which rights are missing, and makes every check that needs none of them', async () => {
    const account = await bareAccount(bridge, realm.name, ['view-clients']);
    const { checks, findings } = await realm.report(account);
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['notChecked']));
    const rights = findings.map(({ evidence }) => /lacks the right ([\w-]+)/.exec(evidence)?.[1]);
    expect(rights.toSorted()).toEqual(['manage-realm', 'view-realm', 'view-users']);
    for (const { remedy, severity } of findings) {
      expect(remedy).toMatch(/^Sign in with an account that has the right /);
      expect(severity).toBe('unchecked');
    }
    const passed = checks.filter(({ outcome }) => outcome === 'pass').map(({ check }) => check);
    expect(passed).toEqual(expect.arrayContaining(['served by the bridge', "the bridge's client", 'clocks']));
    expect(checks).toContainEqual(
      expect.objectContaining({ check: 'validators', outcome: 'not checked', seen: '' }),
    );
  });

  it('looks at the way from outside without a credential, if the account may make no token', async () => {
    const rights = ['view-clients', 'view-realm', 'view-users', 'manage-realm'];
    const clientId = await bareClient(bridge, realm.name, rights);
    const { code, shown } = await doctor([], {
      ...{ KEYCLOAK_ADMIN: '', KEYCLOAK_ADMIN_PASSWORD: '', KEYCLOAK_ADMIN_REALM: realm.name },
      ...{ KEYCLOAK_ADMIN_CLIENT_ID: clientId, KEYCLOAK_ADMIN_CLIENT_SECRET: ACCOUNT_SECRET },
    });
    expect(code).toBe(1);
    expect(found(shown)).toMatchObject([
      {
        ...{ code: 'notChecked', severity: 'unchecked' },
        evidence: expect.stringMatching(/^No token could be made for the test: .*manage-clients/) as string,
        remedy: expect.stringMatching(/^Set SCIM_TOKEN/) as string,
      },
    ]);
    expect(shown.outside).toContainEqual(
      expect.objectContaining({ check: 'route to the bridge', outcome: 'pass' }),
    );
  });

  it('says that names in rules are hidden from the account', async () => {
    const rules = { onboarding: { identityProvider: { alias: 'corp', userId: 'externalId' } } };
    const attributes = { 'scim.config': JSON.stringify({ version: 1, ...rules }) };
    const id = await realm.clientId('scim-endpoint');
    const before = await bridge.admin.clients.findOne({ realm: realm.name, id });
    await realm.setAttributes(attributes);
    const account = await bareAccount(bridge, realm.name, [
      'view-clients',
      'view-realm',
      'view-users',
      'manage-realm',
    ]);
    const { findings } = await realm.report(account);
    await realm.setAttributes({ 'scim.config': String(before?.attributes?.['scim.config']) });
    expect(findings.filter(({ code }) => code === 'notChecked')).toMatchObject([
      {
        evidence: 'Your account lacks the right view-identity-providers; names in rules were not looked up.',
      },
    ]);
  });
});

describe('realm-config doctor, from outside,', () => {
  it('finds that Keycloak answers instead of the bridge, by its own SCIM API too', async () => {
    proxy.setTargets({ ...targets(), bridge: testKeycloak().url });
    const without = await doctor();
    await realm.set({ scimApiEnabled: true });
    const withScimApi = await doctor(['--no-test']);
    await realm.set({ scimApiEnabled: false });
    expect(found(without.shown)).toMatchObject([
      {
        code: 'route',
        severity: 'error',
        evidence: expect.stringMatching(/^Keycloak answered \(404/) as string,
      },
    ]);
    expect(found(withScimApi.shown)).toMatchObject([
      { code: 'ownScimApi', severity: 'warning' },
      { code: 'route', evidence: expect.stringMatching(/^Keycloak's own SCIM API answered/) as string },
    ]);
    expect([without.code, withScimApi.code]).toEqual([1, 1]);
  });

  it('finds what is amiss at each address of the realm, and where', async () => {
    const { expired } = await makeCertificates();
    const addresses: Readonly<Record<string, string>> = {
      nameResolution: 'https://scim.example.invalid',
      tcpConnection: 'http://127.0.0.1:1',
      certificate: await serve(
        refusing(() => false),
        expired,
      ),
      authorizationHeader: await serve(changing(({ headers }) => delete headers.authorization)),
      contentType: await serve((request, response) => {
        const writeHead = response.writeHead.bind(response) as (
          status: number,
          headers: object,
        ) => typeof response;
        response.writeHead = (status: number, headers: unknown) =>
          writeHead(status, { ...(headers as object), 'content-type': 'text/json' });
        forwardToBridge(request, response);
      }),
      answerAddresses: await serve(changing(({ headers }) => (headers.host = 'inner.example'))),
      trailingSlash: await serve(refusing(({ url = '' }) => url.endsWith('/'))),
      basic: await serve(refusing(({ headers }) => headers.authorization?.startsWith('Basic ') === true)),
      wrongCredential: await serve(refusing(({ url = '' }) => url.endsWith('/Users?count=1'))),
    };
    const none = ['--domain', 'none'];
    await realm.enable('--domain', ...Object.values(addresses));
    try {
      const { code, shown } = await doctor();
      expect(code).toBe(1);
      const errors = found(shown).filter(({ severity }) => severity === 'error');
      expect(errors.map(({ code: each, where }) => [each, where])).toEqual(
        Object.entries(addresses).map(([each, address]) => [each, `${address}/realms/${realm.name}/scim/v2`]),
      );
      for (const { evidence, remedy } of errors) {
        expect(evidence).not.toBe('');
        expect(remedy).not.toBe('');
      }
    } finally {
      await realm.enable(...none);
    }
  });

  it('finds a credential that the realm does not accept', async () => {
    const { code, shown } = await doctor([], {
      MANAGEMENT_URL: '',
      SCIM_TOKEN: `${served.token.slice(0, -2)}xx`,
    });
    expect(code).toBe(1);
    expect(found(shown)).toMatchObject([
      { code: 'credential', remedy: expect.stringMatching(/realm-config log/) as string },
    ]);
    expect(JSON.stringify(shown)).not.toContain(served.token.slice(0, -2));
  });

  it('finds a connection test that would fail, if nothing explains it', async () => {
    const broken = await serve(refusing(({ url = '' }) => url.includes('/Users?filter=')));
    proxy.setTargets({ ...targets(), bridge: broken });
    const { code, shown } = await doctor();
    expect(code).toBe(1);
    expect(found(shown)).toMatchObject([
      {
        code: 'connectionTest',
        evidence: expect.stringMatching(/^Microsoft Entra ID, Test Connection: "/) as string,
      },
    ]);
  });

  it("finds a token endpoint that gives no token, and Keycloak's issuer if it is another there", async () => {
    await realm.enable('--remote-token');
    try {
      const dead = await serve(refusing(({ url = '' }) => url.endsWith('/token')));
      proxy.setTargets({ ...targets(), keycloak: dead });
      expect(found((await doctor()).shown)).toMatchObject([{ code: 'tokenEndpoint', severity: 'error' }]);
      const renaming = await serve((request, response) => {
        request.headers.host = 'inner.example';
        forwardRequest(testKeycloak().url, request, response);
      });
      proxy.setTargets({ ...targets(), keycloak: renaming });
      const { shown } = await doctor(['--no-test']);
      expect(found(shown)).toMatchObject([
        {
          code: 'issuer',
          severity: 'warning',
          evidence: expect.stringMatching(/^Keycloak names http:\/\/inner\.example\/realms\//) as string,
        },
      ]);
    } finally {
      await realm.enable('--no-remote-token');
    }
  });
});
