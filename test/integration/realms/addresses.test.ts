import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { createSecurityHarness, type SecurityHarness } from '../../support/fixtures/securityHarness.ts';
import { group, user } from '../../support/scim/messages.ts';

const OWN = 'https://acme.example.test';
const PUBLIC = 'https://scim.example.test';
const GATE = 'https://gate.example.test/keycloak';
const FURTHER = [
  'https://scim.acme.example:8443',
  'https://gate.example.test/keycloak/',
  'http://both.example.test',
  'https://both.example.test',
];
const PROXIED = { 'X-Forwarded-Host': 'gate.example.test', 'X-Forwarded-Proto': 'https' };

let direct: TestBridge;
let proxied: TestBridge;
let realm: TestRealm;
let harness: SecurityHarness;
let harnessBehindProxy: SecurityHarness;
let count = 0;

const bearer = (token: string): string => `Bearer ${token}`;

const harnessOf = (bridge: TestBridge): SecurityHarness =>
  createSecurityHarness({
    url: bridge.url,
    managementUrl: bridge.managementUrl,
    keycloakUrl: bridge.proxy.url,
    log: () => bridge.logged(),
  });

beforeAll(async () => {
  direct = await startTestBridge();
  proxied = await startTestBridge({ TRUSTED_PROXIES: 'loopback' });
  [harness, harnessBehindProxy] = [harnessOf(direct), harnessOf(proxied)];
  realm = await direct.realm({ settings: { attributes: { frontendUrl: `${OWN}/` } } });
  for (const one of [harness, harnessBehindProxy]) {
    one.rememberSecret(realm.token);
    await one.configure(realm.name, { publicUrls: FURTHER, authentication: { remoteToken: {} } });
  }
});

afterAll(async () => {
  const leaks = [...(await harness.findLeaks()), ...(await harnessBehindProxy.findLeaks())];
  await proxied.close();
  await direct.close();
  // eslint-disable-next-line jest/no-standalone-expect -- of all tests of this file
  expect(leaks).toEqual([]);
});

const base = (address: string): string => `${address}/realms/${realm.name}/scim/v2`;

/** Expects every address that is answered to a request with these headers to be below one of the realm's. */
async function expectAddress(
  through: SecurityHarness,
  headers: Readonly<Record<string, string>>,
  address: string,
): Promise<void> {
  const shown = bearer(realm.token);
  count += 1;
  const created = await through.requestAs(realm.name, shown, {
    method: 'POST',
    path: '/Users',
    headers,
    body: user(`user-${count}`),
  });
  expect(created.status).toBe(201);
  const id = String(created.body.id);
  const location = `${base(address)}/Users/${id}`;
  expect(created.headers.location).toBe(location);
  expect(created.body.meta.location).toBe(location);

  const read = (path: string) => through.requestAs(realm.name, shown, { path, headers });
  expect((await read(`/Users/${id}`)).body.meta.location).toBe(location);
  const filter = encodeURIComponent(`userName eq "user-${count}"`);
  expect((await read(`/Users?filter=${filter}`)).body.Resources[0].meta.location).toBe(location);
  expect((await read('/ServiceProviderConfig')).body.meta.location).toBe(
    `${base(address)}/ServiceProviderConfig`,
  );
  const body = group(`group-${count}`, { members: [{ value: id }] });
  const made = await through.requestAs(realm.name, shown, { method: 'POST', path: '/Groups', headers, body });
  expect(made.headers.location).toBe(`${base(address)}/Groups/${String(made.body.id)}`);
  expect(made.body.members).toMatchObject([{ $ref: location }]);
}

describe('the addresses in answers', () => {
  it.each<[string, string, string]>([
    ["the realm's own", 'acme.example.test', OWN],
    ['the same in capitals', 'ACME.Example.Test', OWN],
    ['the same with the usual port', 'acme.example.test:443', OWN],
    ["the bridge's", 'scim.example.test', PUBLIC],
    ['one with a port', 'scim.acme.example:8443', 'https://scim.acme.example:8443'],
    ['one with a path', 'gate.example.test', 'https://gate.example.test/keycloak'],
    ['one of both protocols', 'both.example.test', 'http://both.example.test'],
    ['one without its port', 'scim.acme.example', OWN],
    ['one with another port', 'scim.example.test:8080', OWN],
    ['one that nobody knows', 'attacker.example', OWN],
    ['one below one that is known', 'acme.example.test.attacker.example', OWN],
    ['none that could be one', '[', OWN],
    ['the address of the process', '127.0.0.1', OWN],
  ])(
    'follow the host of the request, and are the first address for an unknown host: %s',
    async (_name, host, address) => {
      await expectAddress(harness, { Host: host }, address);
    },
  );

  it('ignore what an untrusted proxy sends', async () => {
    await expectAddress(harness, { ...PROXIED, Host: 'scim.example.test' }, PUBLIC);
    await expectAddress(harness, PROXIED, OWN);
    await expectAddress(
      harness,
      { Host: 'both.example.test', 'X-Forwarded-Proto': 'https' },
      'http://both.example.test',
    );
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['the host', PROXIED, 'https://gate.example.test/keycloak'],
    ['the host before that of the request', { ...PROXIED, Host: 'scim.example.test' }, FURTHER[1] ?? ''],
    ['nothing', { Host: 'scim.example.test' }, PUBLIC],
    [
      'the protocol',
      { 'X-Forwarded-Host': 'both.example.test', 'X-Forwarded-Proto': 'https' },
      'https://both.example.test',
    ],
    [
      'the other protocol',
      { 'X-Forwarded-Host': 'both.example.test', 'X-Forwarded-Proto': 'http' },
      'http://both.example.test',
    ],
    ['the protocol alone', { Host: 'both.example.test', 'X-Forwarded-Proto': 'https' }, FURTHER[3] ?? ''],
    ['a host that nobody knows', { 'X-Forwarded-Host': 'attacker.example' }, OWN],
  ])('follow the headers of a trusted proxy: %s', async (_name, headers, address) => {
    await expectAddress(harnessBehindProxy, headers, address.replace(/\/$/, ''));
  });
});

describe('the address of the client in the journal', () => {
  it.each<[string, () => SecurityHarness, string | undefined, string]>([
    ['its own', () => harness, undefined, '127.0.0.1'],
    ['its own, whatever a stranger says', () => harness, '203.0.113.7', '127.0.0.1'],
    ['what a trusted proxy says', () => harnessBehindProxy, '203.0.113.7', '203.0.113.7'],
    [
      'the last before a trusted proxy, not what a stranger put before it',
      () => harnessBehindProxy,
      '198.51.100.1, 203.0.113.7',
      '203.0.113.7',
    ],
    ['the same by IPv6', () => harnessBehindProxy, '2001:db8::7', '2001:db8::7'],
    ['its own where the proxy says nothing', () => harnessBehindProxy, undefined, '127.0.0.1'],
  ])('is %s', async (_name, through, forwarded, address) => {
    const headers: Record<string, string> = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded };
    const token = `wrong-token-of-${String((count += 1))}`;
    const refused = await through().requestAs(realm.name, bearer(token), { headers });
    expect(refused.status).toBe(401);
    expect(await through().entryOf(realm.name, refused)).toMatchObject({ kind: 'refusal', address });
    const request = { method: 'POST', path: '/Users', body: user(`address-${count}`), headers };
    const written = await through().requestAs(realm.name, bearer(realm.token), request);
    expect(await through().entryOf(realm.name, written)).toMatchObject({ kind: 'write', address });
  });
});

describe("a token of the realm's token endpoint", () => {
  async function token(): Promise<string> {
    const clients = await direct.admin.clients.find({ realm: realm.name, clientId: 'scim-endpoint' });
    const id = clients[0]?.id ?? '';
    const { value = '' } = await direct.admin.clients.getClientSecret({ realm: realm.name, id });
    const form = {
      grant_type: 'client_credentials',
      client_id: 'scim-endpoint',
      client_secret: value,
    };
    return (await harness.keycloakToken(realm.name, form)).access_token ?? '';
  }

  it('is accepted at the addresses in its audience only', async () => {
    const shown = bearer(await token());
    const at = (host: string) => harness.requestAs(realm.name, shown, { headers: { Host: host } });
    for (const host of ['acme.example.test', 'attacker.example', 'scim.example.test']) {
      expect((await at(host)).status).toBe(200);
    }
    const refused = await at('gate.example.test');
    expect(refused.status).toBe(401);
    const outcome = (await harness.entryOf(realm.name, refused))?.outcome;
    expect(outcome).toMatch(/^Refused: Trusted issuer "remote token": aud is \[/);
    expect(outcome).toContain(base(OWN));
    expect(outcome).toContain(`accepted is "${base(GATE)}".`);
  });

  it('is accepted at an address that is added to its audience later', async () => {
    const [client] = await direct.admin.clients.find({ realm: realm.name, clientId: 'scim-endpoint' });
    await direct.admin.clients.addProtocolMapper(
      { realm: realm.name, id: client?.id ?? '' },
      {
        name: 'the other audience',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-audience-mapper',
        config: { 'included.custom.audience': base(GATE), 'access.token.claim': 'true' },
      },
    );
    const shown = bearer(await token());
    const statuses = [];
    for (const host of ['acme.example.test', 'gate.example.test', 'scim.acme.example:8443']) {
      statuses.push((await harness.requestAs(realm.name, shown, { headers: { Host: host } })).status);
    }
    expect(statuses).toEqual([200, 200, 401]);
  });
});
