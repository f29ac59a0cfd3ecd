import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JWK } from 'jose';
import { makePrivateKey } from '../../../bridge/keycloak/auth/bridgeKey.ts';
import { accountHolding } from '../../support/admin/accountHolding.ts';
import { adminApi, type AdminSend } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge } from '../../support/fixtures/bridge.ts';
import { freshRealmName, removeRealms, testKeycloak } from '../../support/keycloak/keycloak.ts';
import { newRealm } from '../../support/keycloak/newRealm.ts';
import { send } from '../../support/scim/send.ts';

const TENANT = 'd5b6f1f0-8a5e-4c2b-9f0e-2f1d6c1b7a90';

interface Enabled {
  readonly token?: string;
  readonly scimUrl: string;
  readonly steps: readonly { readonly step: string; readonly outcome: string }[];
}

let bridge: TestBridge;
let realm: string;
let admin: AdminSend;

beforeAll(async () => {
  bridge = await startTestBridge();
});

afterAll(() => bridge.close());

beforeEach(async () => {
  realm = freshRealmName();
  await bridge.admin.realms.create(await newRealm(realm));
  admin = adminApi(bridge, realm);
});

afterEach(() => removeRealms(realm));

async function scim(token: string): Promise<number> {
  const url = `${bridge.url}/realms/${realm}/scim/v2/Users?count=0`;
  return (await send('GET', url, { headers: { Authorization: `Bearer ${token}` } })).status;
}

/** Waits until something is so, ten seconds at most. */
async function waitUntil(isSo: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 100 && !(await isSo()); i += 1) await sleep(100);
}

const audits = async (): Promise<readonly Record<string, unknown>[]> =>
  ((await admin('GET', '/journal?kind=audit')).body as { entries: Record<string, unknown>[] }).entries;

/** The client ids, roles and settings that set-up changes. */
async function stateOf(): Promise<unknown> {
  const [clients, roles, settings, profile] = await Promise.all([
    bridge.admin.clients.find({ realm }),
    bridge.admin.roles.find({ realm }),
    bridge.admin.realms.findOne({ realm }),
    bridge.admin.users.getProfile({ realm }),
  ]);
  return { clients, roles: roles.map(({ name }) => name).sort(), settings, profile };
}

describe('POST /enable of the admin API', () => {
  it('sets a realm up that has no SCIM, and shows the token once', async () => {
    const first = await admin('POST', '/enable', {
      ...{ profile: 'azure', azureTenant: TENANT, remoteToken: true, label: 'Entra', readOnly: true },
    });
    expect(first).toMatchObject({
      status: 200,
      body: {
        profile: 'azure',
        scimUrl: `https://scim.example.test/realms/${realm}/scim/v2`,
        tokenEndpoint: `https://scim.example.test/realms/${realm}/protocol/openid-connect/token`,
        clientId: 'scim-endpoint',
      },
    });
    const { token = '', steps } = first.body as Enabled;
    expect(steps).toEqual(
      expect.arrayContaining([
        { step: 'client scim-bridge', outcome: 'created' },
        expect.objectContaining({ step: 'SCIM configuration, profile azure', outcome: 'created' }),
        { step: 'static token', outcome: 'created' },
      ]),
    );
    expect(await scim(token)).toBe(200);
    const elsewhere = `${bridge.url}/realms/${realm}-2/scim/v2/Users`;
    await send('GET', elsewhere, { headers: { Authorization: `Bearer ${token}` } });
    expect((await admin('GET', '/journal?kind=refusal')).body).toMatchObject({
      entries: [{ reason: { code: 'arrivedElsewhere', values: { label: 'Entra', realm: `${realm}-2` } } }],
    });
    expect((await admin('GET', '')).body).toMatchObject({
      ...{ enabled: true, served: true, setUp: true, profile: 'azure' },
      credentials: { staticTokens: 1, remoteToken: true, issuers: ['azure-tenant'] },
    });
    expect((await admin('GET', '/tokens')).body).toMatchObject([{ label: 'Entra', readOnly: true }]);
  });

  it('changes no other version than If-Match names, before SCIM is set up and afterwards', async () => {
    const versionNow = async (): Promise<string> =>
      ((await admin('GET', '')).body as { version: string }).version;
    const enable = (version: string, profile: string) =>
      admin('POST', '/enable', { profile }, { 'If-Match': version });
    const before = await versionNow();
    expect((await enable(before, 'azure')).status).toBe(200);
    const after = await versionNow();
    expect((await admin('GET', '/config')).headers.get('etag')).toBe(after);
    expect(await enable(before, 'okta')).toMatchObject({ status: 412, body: { code: 'versionMismatch' } });
    expect((await admin('GET', '')).body).toMatchObject({ profile: 'azure', version: after });
    expect((await enable('*', 'okta')).status).toBe(200);
    expect((await enable(await versionNow(), 'generic')).status).toBe(200);
  });

  it('changes nothing when it is repeated, and only what differs otherwise', async () => {
    const { token = '' } = (await admin('POST', '/enable', {})).body as Enabled;
    const before = await audits();
    const repeated = (await admin('POST', '/enable', {})).body as Enabled;
    expect(repeated.token).toBeUndefined();
    expect(new Set(repeated.steps.map(({ outcome }) => outcome))).toEqual(new Set(['kept']));
    expect(await audits()).toEqual(before);
    const observed = (await admin('POST', '/enable', { observe: true, newToken: true })).body as Enabled;
    expect(observed.steps.filter(({ outcome }) => outcome !== 'kept').map(({ step }) => step)).toEqual([
      'SCIM configuration, profile generic',
      'mode observe',
      'static token, the old one is revoked',
    ]);
    expect(await scim(token)).toBe(401);
    expect(await scim(observed.token ?? '')).toBe(200);
  });

  it('is audited with who asked, what was asked and what was done, without the token', async () => {
    const { token = '' } = (await admin('POST', '/enable', { profile: 'okta' })).body as Enabled;
    const [entry] = await audits();
    expect(entry).toMatchObject({
      ...{ method: 'POST', target: '/scim/admin/v1/enable', status: 200, asked: { profile: 'okta' } },
      credential: { label: testKeycloak().adminUser },
      outcome: expect.stringMatching(
        /^Set up by enable profile: client scim-endpoint \(created\); .*static token \(created\)/,
      ),
    });
    expect(JSON.stringify(entry)).not.toContain(token.slice(-12));
  });

  it.each([['manage-clients'], ['manage-realm'], ['manage-users']])(
    'is refused without %s, which it names, before anything is written',
    async (missing) => {
      const rights = ['manage-clients', 'manage-realm', 'manage-users'].filter((right) => right !== missing);
      const token = await accountHolding(bridge, realm, ['view-clients', 'view-realm', ...rights]);
      const before = await stateOf();
      const { status, body } = await adminApi(bridge, realm, token)('POST', '/enable', {});
      expect(status).toBe(403);
      expect(body).toMatchObject({ code: 'forbidden', detail: expect.stringContaining(`lack ${missing}`) });
      expect(await stateOf()).toEqual(before);
    },
  );

  it('needs no more than these rights', async () => {
    const token = await accountHolding(bridge, realm, ['manage-clients', 'manage-realm', 'manage-users']);
    const { status, body } = await adminApi(bridge, realm, token)('POST', '/enable', { remoteToken: true });
    expect(status).toBe(200);
    expect(await scim((body as Enabled).token ?? '')).toBe(200);
  });

  it.each([
    [{ profile: 'azur' }, 400],
    [{ azureTenant: 'contoso' }, 400],
    [{ expires: '2020-01-01T00:00:00Z' }, 400],
    [{ nonsense: true }, 400],
  ])('refuses %j before anything is written', async (body, status) => {
    const before = await stateOf();
    expect((await admin('POST', '/enable', body)).status).toBe(status);
    expect(await stateOf()).toEqual(before);
  });

  it('refuses options of a token that is not created, by the names that they have here', async () => {
    await admin('POST', '/enable', {});
    expect(await admin('POST', '/enable', { label: 'another', readOnly: true })).toMatchObject({
      status: 409,
      body: {
        code: 'conflict',
        detail: expect.stringMatching(/and "label", "readOnly" would have no effect\. Add "newToken"/),
      },
    });
  });

  it('does not take the client of another bridge, unless it is told to', async () => {
    const other = await startTestBridge({ KEYCLOAK_CLIENT_SECRET: 'secret-of-another-bridge' });
    try {
      expect((await adminApi(other, realm)('POST', '/enable', {})).status).toBe(200);
      const before = await stateOf();
      expect(await admin('POST', '/enable', {})).toMatchObject({
        status: 409,
        body: { detail: expect.stringMatching(/"scim-bridge" has another key or secret than this bridge/) },
      });
      expect(await stateOf()).toEqual(before);
      expect(await admin('POST', '/enable', { replaceBridgeKey: true })).toMatchObject({ status: 200 });
      expect((await admin('GET', '')).body).toMatchObject({ served: true });
    } finally {
      await other.close();
    }
  });

  it('gives the client the key of a bridge that signs in with one, and a new key when there is one', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'enable-'));
    const file = path.join(folder, 'key.json');
    const write = async (keys: readonly JWK[]) => writeFile(file, JSON.stringify({ keys }), { mode: 0o600 });
    const kids = async () => {
      const [client] = await bridge.admin.clients.find({ realm, clientId: 'scim-bridge' });
      const { keys } = JSON.parse(String(client?.attributes?.['jwks.string'])) as { keys: JWK[] };
      expect(keys.some((key) => 'd' in key)).toBe(false);
      return keys.map(({ kid }) => kid);
    };
    const before = await makePrivateKey();
    const after = await makePrivateKey();
    await write([before]);
    const keyed = await startTestBridge(
      { KEYCLOAK_CLIENT_SECRET: '', BRIDGE_KEY_FILE: file },
      { watchKeysEveryMs: 50 },
    );
    try {
      const own = adminApi(keyed, realm);
      expect((await own('POST', '/enable', {})).status).toBe(200);
      expect(await kids()).toEqual([before.kid]);
      await write([after]);
      await waitUntil(async () => {
        const { body } = await own('GET', '/bridge');
        return (body as { keys: { kid: string; inFile: boolean }[] }).keys.some(
          ({ kid, inFile }) => kid === after.kid && inFile,
        );
      });
      expect((await own('POST', '/enable', {})).status).toBe(200);
      expect(await kids()).toEqual([after.kid]);
      expect((await own('GET', '')).body).toMatchObject({ served: true });
    } finally {
      await keyed.close();
      await rm(folder, { recursive: true });
    }
  });

  it('says what was done before it was interrupted, also in the audit, and is completed by a repetition', async () => {
    bridge.proxy.intercept(({ method, url = '' }, response) => {
      if (method !== 'PUT' || !url.endsWith('/users/profile')) return false;
      response.writeHead(500, { 'Content-Type': 'application/json' }).end('{"error":"broken"}');
      return true;
    });
    const broken = await admin('POST', '/enable', {});
    bridge.proxy.intercept(undefined);
    expect(broken).toMatchObject({ status: 502, body: { code: 'keycloakRejected' } });
    const done = 'Done before that: client scim-endpoint';
    expect((broken.body as { detail: string }).detail).toContain(done);
    const { token = '' } = (await admin('POST', '/enable', {})).body as Enabled;
    expect(await scim(token)).toBe(200);
    const [, entry] = await audits();
    expect(entry).toMatchObject({
      status: 502,
      outcome: expect.stringMatching(
        /^Set up by enable: client scim-endpoint \(created\).*It stopped there: /,
      ),
    });
  });
});

describe('POST /disable of the admin API', () => {
  it('switches SCIM off at once, and enable switches it on again with the same token', async () => {
    const { token = '' } = (await admin('POST', '/enable', {})).body as Enabled;
    expect(await admin('POST', '/disable')).toMatchObject({ status: 200, body: { changed: true } });
    expect(await scim(token)).toBe(401);
    expect(await admin('POST', '/disable')).toMatchObject({ status: 200, body: { changed: false } });
    expect((await audits()).slice(0, 2)).toMatchObject([
      { outcome: 'SCIM was switched off.', credential: { label: testKeycloak().adminUser } },
      { target: '/scim/admin/v1/enable' },
    ]);
    await admin('POST', '/enable', {});
    expect(await scim(token)).toBe(200);
  });

  it('is not found in a realm without SCIM', async () => {
    expect(await admin('POST', '/disable')).toMatchObject({ status: 404, body: { code: 'notFound' } });
  });
});
