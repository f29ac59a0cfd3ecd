import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { grantRights } from '../../../dev/keycloak/grantRights.ts';
import { accountHolding } from '../../support/admin/accountHolding.ts';
import { adminApi } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge } from '../../support/fixtures/bridge.ts';
import { freshRealmName, removeRealms, testKeycloak } from '../../support/keycloak/keycloak.ts';
import { newRealm } from '../../support/keycloak/newRealm.ts';
import { signInToConsole } from '../../support/keycloak/signInToConsole.ts';
import type { Ended } from '../../support/processes/command.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';

const CONSOLE_URL = 'https://console.example.test';

let bridge: TestBridge;
let realm: string;

beforeAll(async () => {
  bridge = await startTestBridge({ CONSOLE_URL });
});

afterAll(() => bridge.close());

beforeEach(async () => {
  realm = freshRealmName();
  await bridge.admin.realms.create(await newRealm(realm));
});

afterEach(() => removeRealms(realm));

function realmConfig(...args: string[]): Promise<Ended> {
  const { adminUser, adminPassword } = testKeycloak();
  return runRealmConfig(args, {
    KEYCLOAK_URL: bridge.proxy.url,
    KEYCLOAK_ADMIN: adminUser,
    KEYCLOAK_ADMIN_PASSWORD: adminPassword,
    KEYCLOAK_CLIENT_SECRET: 'secret-of-the-test-bridge',
    PUBLIC_URL: 'https://scim.example.test',
    MANAGEMENT_URL: bridge.managementUrl,
    CONSOLE_URL,
  });
}

async function consoleClient() {
  const [client] = await bridge.admin.clients.find({ realm, clientId: 'scim-console' });
  return client;
}

/** Makes a person with roles of `realm-management`. */
async function person(username: string, names: readonly string[]) {
  const password = 'a long password';
  const { id } = await bridge.admin.users.create({
    ...{ realm, username, enabled: true, email: `${username}@example.com` },
    ...{ firstName: username, lastName: 'Example' },
    credentials: [{ type: 'password', value: password, temporary: false }],
  });
  await grantRights(bridge.admin, { realm, userId: id }, (name) => names.includes(name));
  return { username, password };
}

const signIn = (who: { username: string; password: string }): Promise<string> =>
  signInToConsole(realm, { keycloakUrl: bridge.proxy.url, consoleUrl: CONSOLE_URL }, who);

const stepsOf = (body: unknown): unknown[] =>
  (body as { steps: { step: string; outcome: string }[] }).steps.filter(
    ({ step }) => step === 'client scim-console',
  );

describe('the client with which people sign in to the console', () => {
  it('is made when the realm is enabled so, with no more rights than that takes', async () => {
    const token = await accountHolding(bridge, realm, ['manage-clients', 'manage-realm', 'manage-users']);
    const { status, body } = await adminApi(bridge, realm, token)('POST', '/enable', { console: true });
    expect(status).toBe(200);
    expect(stepsOf(body)).toEqual([{ step: 'client scim-console', outcome: 'created' }]);
    const url = `${CONSOLE_URL}/realms/${realm}/scim/console/`;
    expect(await consoleClient()).toMatchObject({
      ...{ publicClient: true, standardFlowEnabled: true, directAccessGrantsEnabled: false },
      ...{ fullScopeAllowed: false, baseUrl: url, redirectUris: [`${url}*`], webOrigins: ['+'] },
      attributes: {
        'pkce.code.challenge.method': 'S256',
        'client.use.lightweight.access.token.enabled': 'true',
        'scim.managed': 'true',
      },
    });
  });

  it('is left alone by a repetition, mended where it differs, and removed on request', async () => {
    const admin = adminApi(bridge, realm);
    await admin('POST', '/enable', { console: true });
    expect(stepsOf((await admin('POST', '/enable', { console: true })).body)).toMatchObject([
      { outcome: 'kept' },
    ]);
    expect(stepsOf((await admin('POST', '/enable', {})).body)).toEqual([]);
    const { id = '', protocolMappers = [] } = (await consoleClient()) ?? {};
    await bridge.admin.clients.update(
      { realm, id },
      { clientId: 'scim-console', redirectUris: ['https://evil.example.test/*'], fullScopeAllowed: true },
    );
    const mapperId = protocolMappers.find(({ name }) => name === 'scim user name')?.id ?? '';
    await bridge.admin.clients.delProtocolMapper({ realm, id, mapperId });
    expect(stepsOf((await admin('POST', '/enable', { console: true })).body)).toMatchObject([
      { outcome: 'changed' },
    ]);
    expect(await consoleClient()).toMatchObject({
      fullScopeAllowed: false,
      redirectUris: [`${CONSOLE_URL}/realms/${realm}/scim/console/*`],
      protocolMappers: expect.arrayContaining([expect.objectContaining({ name: 'scim user name' })]),
    });
    expect(stepsOf((await admin('POST', '/enable', { console: false })).body)).toMatchObject([
      { outcome: 'removed' },
    ]);
    expect(await consoleClient()).toBeUndefined();
  });

  it('lets a person sign in who may, from before SCIM is set up, and the audit names the person', async () => {
    const made = await realmConfig('enable-console', realm);
    expect(made).toMatchObject({
      ...{ code: 0, stderr: '' },
      stdout: `Realm ${realm}: ${CONSOLE_URL}/realms/${realm}/scim/console/ (client scim-console created)\n`,
    });
    const token = await signIn(
      await person('olga', [
        ...['view-clients', 'manage-clients', 'view-realm', 'manage-realm', 'view-users', 'manage-users'],
        ...['view-events', 'view-identity-providers', 'manage-identity-providers'],
      ]),
    );
    expect(token.length).toBeLessThan(1_200);
    const admin = adminApi(bridge, realm, token);
    expect(await admin('GET', '')).toMatchObject({
      status: 200,
      body: {
        setUp: false,
        caller: { name: 'olga', rights: expect.arrayContaining(['manage-realm', 'manage-users']) },
      },
    });
    expect(await admin('POST', '/enable', { profile: 'okta' })).toMatchObject({ status: 200 });
    expect(await admin('POST', '/tokens', { label: 'by hand' })).toMatchObject({ status: 201 });
    const { entries } = (await admin('GET', '/journal?kind=audit')).body as { entries: unknown[] };
    expect(entries).toMatchObject([
      { credential: { label: 'olga' }, target: '/scim/admin/v1/tokens' },
      { credential: { label: 'olga' }, target: '/scim/admin/v1/enable' },
    ]);
    expect(await admin('GET', '/doctor')).toMatchObject({ status: 200 });
    // What no page of the console needs, its tokens may not do, whoever they are of.
    const { status } = await fetch(`${bridge.proxy.url}/admin/realms/${realm}/identity-provider/instances`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ alias: 'x', providerId: 'oidc', config: {} }),
    });
    expect(status).toBe(403);
  });

  it('lets a person do no more than the person may', async () => {
    await realmConfig('enable', realm, '--console');
    const viewer = await person('vera', ['view-clients', 'view-realm']);
    const admin = adminApi(bridge, realm, await signIn(viewer));
    expect((await admin('GET', '')).body).toMatchObject({
      caller: { name: 'vera', rights: ['view-clients', 'view-realm'] },
    });
    expect((await admin('POST', '/tokens', { label: 'x' })).status).toBe(403);
    expect((await admin('POST', '/enable', {})).status).toBe(403);
    const stranger = await person('nora', []);
    const none = adminApi(bridge, realm, await signIn(stranger));
    expect((await none('GET', '')).status).toBe(403);
  });

  it('is in the document of the realm, which changes nothing, and goes with SCIM', async () => {
    expect(await realmConfig('enable', realm, '--console')).toMatchObject({ code: 0 });
    const exported = await realmConfig('export', realm, '--json');
    expect(JSON.parse(exported.stdout)).toMatchObject({ realm, console: true });
    const folder = await mkdtemp(path.join(tmpdir(), 'console-client-'));
    const file = path.join(folder, 'realm.json');
    await writeFile(file, exported.stdout);
    expect(await realmConfig('plan', file)).toMatchObject({ code: 0 });
    await writeFile(file, JSON.stringify({ realm, console: false }));
    expect(await realmConfig('plan', file)).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('client scim-console'),
    });
    await rm(folder, { recursive: true });
    expect(await adminApi(bridge, realm)('GET', '/config/document')).toMatchObject({
      body: { console: true },
    });
    const gone = await realmConfig('decommission', realm, '--users', 'keep', '--yes', '--json');
    expect((JSON.parse(gone.stdout) as { changes: unknown[] }).changes).toContainEqual({
      outcome: 'removed',
      object: 'client scim-console',
    });
    expect(await consoleClient()).toBeUndefined();
  });
});
