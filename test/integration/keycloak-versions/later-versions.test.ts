import { ADMIN_API_SCOPE } from '../../../bridge/keycloak/port/adminApiScope.ts';
import { adminApi } from '../../support/admin/adminApi.ts';
import {
  BRIDGE_SECRET,
  startTestBridge,
  type TestBridge,
  type TestRealm,
} from '../../support/fixtures/bridge.ts';
import { createBareRealm } from '../../support/keycloak/adminRestRealm.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';
import type { Ended } from '../../support/processes/command.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';
import { user } from '../../support/scim/messages.ts';
import { assertScimError } from '../../support/scim/scimError.ts';
import { asksForAdminApiScope, forbids, masksClientSecrets } from '../../support/servers/laterKeycloak.ts';

let bridge: TestBridge;
let realm: TestRealm;

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm();
});

afterEach(() => {
  bridge.proxy.intercept(undefined);
});

afterAll(async () => {
  await bridge.close();
});

/** Runs the command line against the later Keycloak. */
function realmConfig(...args: string[]): Promise<Ended> {
  const { adminUser, adminPassword } = testKeycloak();
  return runRealmConfig(args, {
    KEYCLOAK_URL: bridge.proxy.url,
    KEYCLOAK_ADMIN: adminUser,
    KEYCLOAK_ADMIN_PASSWORD: adminPassword,
    KEYCLOAK_CLIENT_SECRET: BRIDGE_SECRET,
    MANAGEMENT_URL: bridge.managementUrl,
    PUBLIC_URL: 'https://scim.example.test',
  });
}

/** Creates the client scope that Keycloak 26.8.2 creates in every realm. */
const createScope = () =>
  bridge.admin.clientScopes.create({
    realm: realm.name,
    name: ADMIN_API_SCOPE,
    protocol: 'openid-connect',
    attributes: { 'include.in.token.scope': 'true' },
  });

describe('a Keycloak whose Admin REST API asks for a scope of its own', () => {
  it('leaves the realm unserved, with the remedy in its status, until it is enabled again', async () => {
    expect((await realm.scim('POST', '/Users', user('before'))).status).toBe(201);
    await createScope();
    bridge.proxy.intercept(asksForAdminApiScope);
    assertScimError(await realm.scim('POST', '/Users', user('during')), { status: 503 });
    const remedy = `needs the client scope "${ADMIN_API_SCOPE}", which Keycloak gives to its own clients only: run "realm-config enable ${realm.name}"`;
    await adminApi(bridge, realm.name)('POST', '/reload');
    expect((await adminApi(bridge, realm.name)('GET', '/')).body).toMatchObject({
      served: false,
      problems: [expect.stringContaining(remedy) as unknown],
    });
    assertScimError(await realm.scim('GET', '/Users'), { status: 503 });

    const enabled = await realmConfig('enable', realm.name);
    expect(enabled.stderr).toBe('');
    expect(enabled.stdout).toContain(`client scope ${ADMIN_API_SCOPE}`);
    await adminApi(bridge, realm.name)('POST', '/reload');
    expect((await realm.scim('POST', '/Users', user('after'))).status).toBe(201);
    expect((await realmConfig('enable', realm.name)).stdout).not.toContain(
      `~ client scope ${ADMIN_API_SCOPE}`,
    );
  });

  it('is told to an administrator who signs in as a client without the scope', async () => {
    const { clients } = bridge.admin;
    const clientId = `operator-${realm.name}`;
    const { id } = await clients.create({
      realm: 'master',
      clientId,
      secret: BRIDGE_SECRET,
      serviceAccountsEnabled: true,
    });
    try {
      bridge.proxy.intercept(asksForAdminApiScope);
      const answer = await runRealmConfig(['enable', realm.name], {
        KEYCLOAK_URL: bridge.proxy.url,
        KEYCLOAK_ADMIN_CLIENT_ID: clientId,
        KEYCLOAK_ADMIN_CLIENT_SECRET: BRIDGE_SECRET,
        KEYCLOAK_CLIENT_SECRET: BRIDGE_SECRET,
      });
      expect(answer).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(
          `client "${clientId}" needs the client scope "${ADMIN_API_SCOPE}": assign it there`,
        ) as unknown,
      });
    } finally {
      await clients.del({ realm: 'master', id });
    }
  });
});

describe('a Keycloak that asks for more rights', () => {
  it('has enable say which', async () => {
    const bare = await createBareRealm();
    const refused = async (method: string, path: RegExp): Promise<Ended> => {
      bridge.proxy.intercept(forbids(method, path));
      return realmConfig('enable', bare.name);
    };
    expect(await refused('POST', /\/protocol-mappers\//)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'manage-clients, from Keycloak 26.8.2 on with manage-realm, is needed',
      ) as unknown,
    });
    expect(await refused('PUT', /-client-scopes\//)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the role manage-clients is needed') as unknown,
    });
    await bare.remove();
  });
});

describe('a Keycloak that masks the secret of a client', () => {
  it('does not make anybody take the asterisks for the secret', async () => {
    bridge.proxy.intercept(masksClientSecrets);
    const answer = await realmConfig('connection', realm.name, '--secret');
    expect(answer.code).toBe(1);
    expect(answer.stdout + answer.stderr).not.toContain('**');
    expect((await adminApi(bridge, realm.name)('POST', '/connection/secret')).status).toBe(403);
  });
});
