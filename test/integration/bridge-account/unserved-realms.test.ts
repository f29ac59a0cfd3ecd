import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createToken } from '../../../bridge/credentials/static/createToken.ts';
import { realmSecret } from '../../../bridge/keycloak/auth/realmSecret.ts';
import { adminApi } from '../../support/admin/adminApi.ts';
import {
  BRIDGE_SECRET,
  startTestBridge,
  type TestBridge,
  type TestRealm,
} from '../../support/fixtures/bridge.ts';
import { freshRealmName, removeRealms, testKeycloak } from '../../support/keycloak/keycloak.ts';
import { newRealm } from '../../support/keycloak/newRealm.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';
import { assertScimError } from '../../support/scim/scimError.ts';
import { send, type Answer } from '../../support/scim/send.ts';

let folder: string;
let file: string;
let bridge: TestBridge;
let realm: TestRealm;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'unserved-'));
  file = path.join(folder, 'store.sqlite');
  bridge = await startTestBridge({ STORE_FILE: file, REFRESH_AFTER_MS: '100' });
  realm = await bridge.realm();
});

afterAll(async () => {
  await bridge.close();
  await rm(folder, { recursive: true });
});

const read = (at: TestBridge, name: string, token: string): Promise<Answer> =>
  send('GET', `${at.url}/realms/${name}/scim/v2/Users?count=1`, {
    headers: { Authorization: `Bearer ${token}` },
  });

const ready = (at: TestBridge): Promise<Answer> => send('GET', `${at.managementUrl}/health/ready`);

async function metricOf(at: TestBridge, name: string): Promise<string | undefined> {
  const text = String((await send('GET', `${at.managementUrl}/metrics`)).body);
  return new RegExp(`^scim_realm_up\\{realm="${name}"\\} (\\d)$`, 'm').exec(text)?.[1];
}

/** Changes the client of the bridge in the realm, and lets the bridge notice. */
async function changeClient(change: object): Promise<void> {
  const [client] = await bridge.admin.clients.find({ realm: realm.name, clientId: 'scim-bridge' });
  await bridge.admin.clients.update(
    { realm: realm.name, id: client?.id ?? '' },
    { clientId: 'scim-bridge', ...change },
  );
}

/** A bridge that has served the realm, and is started with another secret. */
const startWithOtherSecret = (): Promise<TestBridge> =>
  startTestBridge({ STORE_FILE: file, KEYCLOAK_CLIENT_SECRET: 'another-secret-than-the-realm-has' });

function expectUnavailable(answer: Answer): void {
  assertScimError(answer, { status: 503 });
  expect(answer.headers.get('x-error-code')).toBe('realmUnavailable');
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
}

describe('a realm that the bridge cannot sign in to any more', () => {
  it('answers good credentials 503 and others 401, says why everywhere, and is served again by itself', async () => {
    expect((await read(bridge, realm.name, realm.token)).status).toBe(200);
    expect(await metricOf(bridge, realm.name)).toBe('1');
    // Keycloak does not end a token when the secret changes; a disabled client ends it.
    await changeClient({ enabled: false });
    await adminApi(bridge, realm.name)('POST', '/reload');
    const start = performance.now();
    for (let i = 0; i < 12; i += 1) expectUnavailable(await read(bridge, realm.name, realm.token));
    // Refused credentials would have been kept back for more than ten seconds.
    expect(performance.now() - start).toBeLessThan(8_000);
    assertScimError(await read(bridge, realm.name, `${realm.token}x`), { status: 401 });
    assertScimError(await read(bridge, freshRealmName('none'), realm.token), { status: 401 });

    const remedy = expect.stringMatching(/run "realm-config enable .*KEYCLOAK_CLIENT_SECRET/) as unknown;
    expect((await adminApi(bridge, realm.name)('GET', '/')).body).toMatchObject({
      served: false,
      problems: [remedy],
    });
    expect(await metricOf(bridge, realm.name)).toBe('0');
    expect(await ready(bridge)).toMatchObject({
      status: 503,
      body: { status: 'DOWN', obstacles: [expect.stringContaining(realm.name) as unknown] },
    });
    const reports = bridge
      .logged()
      .filter(
        ({ message, realm: name }) => message === 'realm is not served as configured' && name === realm.name,
      );
    expect(reports).toHaveLength(1);

    const other = await bridge.realm();
    expect((await read(bridge, other.name, other.token)).status).toBe(200);
    expect(await ready(bridge)).toMatchObject({ status: 200, body: { status: 'UP', degraded: [remedy] } });

    await changeClient({ enabled: true });
    await adminApi(bridge, realm.name)('POST', '/reload');
    expect((await read(bridge, realm.name, realm.token)).status).toBe(200);
    expect(await metricOf(bridge, realm.name)).toBe('1');
    expect((await ready(bridge)).body).toEqual({ status: 'UP' });
    expect(bridge.logged().map(({ message }) => message)).toContain('realm is served again');
  });

  it('is told by its status to be disabled if it is, and answers 401 then', async () => {
    const disabled = await bridge.realm();
    expect((await read(bridge, disabled.name, disabled.token)).status).toBe(200);
    await bridge.admin.realms.update({ realm: disabled.name }, { enabled: false });
    await adminApi(bridge, disabled.name)('POST', '/reload');
    assertScimError(await read(bridge, disabled.name, disabled.token), { status: 401 });
    expect((await adminApi(bridge, disabled.name)('GET', '/')).body).toMatchObject({
      served: false,
      problems: ['The realm is disabled; enable it in Keycloak.'],
    });
    expect(await metricOf(bridge, disabled.name)).toBeUndefined();
  });
});

describe('enabling a realm with another secret than the running bridge has', () => {
  it('is refused before anything is changed, unless the operator insists', async () => {
    const { adminUser, adminPassword } = testKeycloak();
    const enable = (secret: string, ...more: string[]) =>
      runRealmConfig(['enable', realm.name, ...more], {
        KEYCLOAK_URL: bridge.proxy.url,
        KEYCLOAK_ADMIN: adminUser,
        KEYCLOAK_ADMIN_PASSWORD: adminPassword,
        PUBLIC_URL: 'https://scim.example.test',
        MANAGEMENT_URL: bridge.managementUrl,
        KEYCLOAK_CLIENT_SECRET: secret,
      });
    const refused = await enable('a-secret-that-the-bridge-does-not-have');
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/was not changed.*another secret.*--replace-bridge-key/) as unknown,
    });
    expect(await enable(BRIDGE_SECRET)).toMatchObject({ code: 0, stderr: '' });
    const replaced = await enable('a-secret-that-the-bridge-does-not-have', '--replace-bridge-key');
    expect(replaced).toMatchObject({ code: 0, stderr: expect.stringContaining('cannot sign in') as unknown });
    await changeClient({ secret: realmSecret(BRIDGE_SECRET, realm.name) });
    await adminApi(bridge, realm.name)('POST', '/reload');
    expect((await read(bridge, realm.name, realm.token)).status).toBe(200);
  });
});

describe('a bridge that is started with another secret and an empty store', () => {
  it('answers every credential 503 where Keycloak knows its client, and 401 elsewhere', async () => {
    const strange = await startTestBridge({ KEYCLOAK_CLIENT_SECRET: 'another-secret-than-the-realm-has' });
    try {
      expectUnavailable(await read(strange, realm.name, realm.token));
      const { token: wrongToken } = createToken(realm.name, { label: 'wrong' });
      expectUnavailable(await read(strange, realm.name, wrongToken));
      const url = `${strange.url}/realms/${realm.name}/scim/v2/Users`;
      assertScimError(await send('GET', url), { status: 401 });
      assertScimError(await read(strange, freshRealmName('none'), realm.token), { status: 401 });
      const without = freshRealmName('without');
      await bridge.admin.realms.create(await newRealm(without));
      assertScimError(await read(strange, without, realm.token), { status: 401 });
      await removeRealms(without);
      expect(await metricOf(strange, realm.name)).toBe('0');
    } finally {
      await strange.close();
    }
  });

  it('answers 401 where the client is disabled: Keycloak says the same of realms without one', async () => {
    const strange = await startTestBridge({ KEYCLOAK_CLIENT_SECRET: 'another-secret-than-the-realm-has' });
    try {
      await changeClient({ enabled: false });
      assertScimError(await read(strange, realm.name, realm.token), { status: 401 });
    } finally {
      await changeClient({ enabled: true });
      await strange.close();
    }
  });
});

describe('a second bridge with the same store', () => {
  it('does not start while the first one runs, and names file and process', async () => {
    await expect(startWithOtherSecret()).rejects.toThrow(
      `STORE_FILE: ${file} is in use by another bridge (process ${process.pid} on `,
    );
  });

  it('that is started afterwards with another secret tells good credentials from wrong ones all the same', async () => {
    expect((await read(bridge, realm.name, realm.token)).status).toBe(200);
    await bridge.stop();
    const restarted = await startWithOtherSecret();
    try {
      expectUnavailable(await read(restarted, realm.name, realm.token));
      assertScimError(await read(restarted, realm.name, `${realm.token}x`), { status: 401 });
      expect(await metricOf(restarted, realm.name)).toBe('0');
      expect((await ready(restarted)).status).toBe(503);
    } finally {
      await restarted.close();
    }
  });
});
