import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readBridgeKey, type BridgeKey } from '../../../bridge/keycloak/auth/bridgeKey.ts';
import { createIssuer } from '../../../bridge/keycloak/auth/issuer.ts';
import { createSignIn } from '../../../bridge/keycloak/auth/signIn.ts';
import { start, type Running } from '../../support/processes/command.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';
import { adminClient, freshRealmName, removeRealms, testKeycloak } from '../../support/keycloak/keycloak.ts';
import { newRealm } from '../../support/keycloak/newRealm.ts';

/** Seconds that a token of the bridge lives in this test, so that it has to sign in at every step. */
const LIFE = 2;

const realms = [freshRealmName('key'), freshRealmName('key')] as const;
const tokens = new Map<string, string>();
let folder: string;
let file: string;
let bridge: Running;
let port: number;
let managementUrl = '';

async function realmConfig(...args: string[]): Promise<string> {
  const { url, adminUser, adminPassword } = testKeycloak();
  const { code, stdout, stderr } = await runRealmConfig(args, {
    KEYCLOAK_URL: url,
    KEYCLOAK_ADMIN: adminUser,
    KEYCLOAK_ADMIN_PASSWORD: adminPassword,
    PUBLIC_URL: 'https://scim.example.test',
    BRIDGE_KEY_FILE: file,
    MANAGEMENT_URL: managementUrl,
  });
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

async function enable(): Promise<void> {
  const stdout = await realmConfig('enable', ...realms, '--json');
  for (const line of stdout.trim().split('\n')) {
    const { realm, token, ...rest } = JSON.parse(line) as { realm: string; token?: string };
    if (token !== undefined) tokens.set(realm, token);
    expect(rest).not.toHaveProperty('bridgeClientSecret');
  }
}

async function startBridge(): Promise<void> {
  bridge = start('bridge/main.ts', [], {
    KEYCLOAK_URL: testKeycloak().url,
    BRIDGE_KEY_FILE: file,
    HOST: '127.0.0.1',
    PORT: '0',
    MANAGEMENT_PORT: '0',
    STORE_FILE: ':memory:',
  });
  const listening = JSON.parse(await bridge.line(/"listening"/)) as { port: number; managementPort: number };
  ({ port } = listening);
  managementUrl = `http://127.0.0.1:${listening.managementPort}`;
}

async function stopBridge(): Promise<void> {
  bridge.process.kill('SIGTERM');
  const { code, stdout, stderr } = await bridge.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { keys } = JSON.parse(await readFile(file, 'utf8')) as { keys: { d: string }[] };
  for (const { d } of keys) expect(stdout).not.toContain(d);
}

/** Reads users in every realm until the bridge has had to sign in anew. */
async function expectServed(): Promise<void> {
  const end = Date.now() + LIFE * 1_000 + 500;
  while (Date.now() < end) {
    for (const realm of realms) {
      const answer = await fetch(`http://127.0.0.1:${port}/realms/${realm}/scim/v2/Users?count=1`, {
        headers: { Authorization: `Bearer ${tokens.get(realm) ?? ''}` },
      });
      expect(answer.status).toBe(200);
    }
    await sleep(100);
  }
}

function signIn(realm: string, key: BridgeKey) {
  const reach = { keycloakUrl: testKeycloak().url, timeoutMs: 10_000 };
  const options = { ...reach, clientId: 'scim-bridge', credential: { key } };
  return createSignIn(realm, createIssuer(realm, reach), options).request();
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bridge-key-'));
  file = path.join(folder, 'bridge.jwks');
  const admin = await adminClient();
  for (const realm of realms) await admin.realms.create(await newRealm(realm));
});

afterAll(async () => {
  bridge.process.kill('SIGKILL');
  await removeRealms(...realms);
  await rm(folder, { recursive: true });
});

describe('rotating the key of a running bridge', () => {
  it('fails no request at any step without a restart, and Keycloak refuses the old key at the end', async () => {
    await realmConfig('bridge-key', 'new', file);
    await enable();
    const admin = await adminClient();
    for (const realm of realms) {
      const [client] = await admin.clients.find({ realm, clientId: 'scim-bridge' });
      const attributes = { 'access.token.lifespan': String(LIFE) };
      await admin.clients.update({ realm, id: client?.id ?? '' }, { attributes });
    }
    await startBridge();
    await expectServed();
    const old = path.join(folder, 'old.jwks');
    await copyFile(file, old);

    await realmConfig('bridge-key', 'rotate', file);
    await expectServed();
    await expect(realmConfig('bridge-key', 'prune', file)).rejects.toThrow(/was not changed: .*--force/);
    await enable();
    await expectServed();
    await realmConfig('bridge-key', 'prune', file);
    await expectServed();
    await expect(signIn(realms[0], await readBridgeKey(old))).resolves.toHaveProperty('access_token');
    await enable();
    await expectServed();

    for (const realm of realms) {
      await expect(signIn(realm, await readBridgeKey(old))).rejects.toMatchObject({ failure: 'signIn' });
      await expect(signIn(realm, await readBridgeKey(file))).resolves.toHaveProperty('access_token');
    }
    const { keys } = await readBridgeKey(file);
    expect(keys).toHaveLength(1);
    expect((await readBridgeKey(old)).keys[0].kid).not.toBe(keys[0].kid);
    await stopBridge();
  });

  it('works in the other order too: a bridge that is ahead of a realm signs in with the key that the realm has', async () => {
    await realmConfig('bridge-key', 'rotate', file);
    await startBridge();
    await expectServed();
    await enable();
    await expectServed();
    await stopBridge();
  });

  it('reports a mistake in the key file in one sentence', async () => {
    const bad = {
      KEYCLOAK_URL: testKeycloak().url,
      BRIDGE_KEY_FILE: `${file}.not`,
      MANAGEMENT_PORT: '0',
      STORE_FILE: ':memory:',
    };
    expect(await start('bridge/main.ts', [], bad).ended).toMatchObject({
      code: 1,
      stderr: `BRIDGE_KEY_FILE: There is no file ${file}.not.\n`,
    });
    expect(await runRealmConfig(['bridge-key', 'new', file], {})).toMatchObject({
      code: 1,
      stderr: `There is a file ${file}; "rotate" puts a new key into it.\n`,
    });
    const both = {
      KEYCLOAK_URL: testKeycloak().url,
      BRIDGE_KEY_FILE: file,
      KEYCLOAK_CLIENT_SECRET: 'a secret',
    };
    expect(await runRealmConfig(['enable', realms[0]], both)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'KEYCLOAK_CLIENT_SECRET and BRIDGE_KEY_FILE are both set: keep the one that the bridge signs in with.',
      ) as string,
    });
  });
});
