import { randomBytes } from 'node:crypto';
import type { RoleMappingPayload } from '@keycloak/keycloak-admin-client/lib/defs/roleRepresentation.js';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { adminApi, clientToken } from '../../support/admin/adminApi.ts';
import { freshRealmName } from '../../support/keycloak/keycloak.ts';
import type { Ended } from '../../support/processes/command.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';

let bridge: TestBridge;
/** Two realms that the bridge serves, and has in its index. */
let served: TestRealm;
let second: TestRealm;

/**
 * The account that lists, of `master`: it has rights over the realms of this file alone. The administrator of the tests
 * has rights over the realms of all tests, and Keycloak goes through all of them for each realm that it lists. Even so
 * it takes long once there are hundreds of realms, so this file runs first (slowFirst.js).
 */
const LISTER = { clientId: freshRealmName('lister'), secret: randomBytes(16).toString('hex') };
let lister: { readonly id: string; readonly accountId: string };

async function createLister(): Promise<void> {
  const { clients } = bridge.admin;
  const { id } = await clients.create({
    ...{ realm: 'master', ...LISTER, publicClient: false },
    ...{ serviceAccountsEnabled: true, standardFlowEnabled: false },
  });
  const account = await clients.getServiceAccountUser({ realm: 'master', id });
  lister = { id, accountId: account.id ?? '' };
}

/** Creates a realm over which the lister has rights. */
async function visibleRealm(profile = 'generic'): Promise<TestRealm> {
  const { clients, users } = bridge.admin;
  const realm = await bridge.realm({ profile });
  const [client] = await clients.find({ realm: 'master', clientId: `${realm.name}-realm` });
  const holder = { realm: 'master', id: lister.accountId, clientUniqueId: client?.id ?? '' };
  const roles = (await users.listAvailableClientRoleMappings(holder)) as RoleMappingPayload[];
  await users.addClientRoleMappings({ ...holder, roles });
  return realm;
}

beforeAll(async () => {
  // So old that nothing but a request makes the bridge read a realm anew.
  bridge = await startTestBridge({ REFRESH_AFTER_MS: '3600000' });
  await createLister();
  [served, second] = await Promise.all([servedRealm('okta'), servedRealm()]);
});

afterEach(() => {
  bridge.proxy.intercept(undefined);
});

afterAll(async () => {
  await bridge.admin.clients.del({ realm: 'master', id: lister.id });
  await bridge.close();
});

const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  runRealmConfig(args, {
    KEYCLOAK_URL: bridge.proxy.url,
    KEYCLOAK_ADMIN_CLIENT_ID: LISTER.clientId,
    KEYCLOAK_ADMIN_CLIENT_SECRET: LISTER.secret,
    MANAGEMENT_URL: bridge.managementUrl,
    ...env,
  });

/** The objects of the list, by realm. */
const listed = ({ stdout }: Ended): Map<unknown, Record<string, unknown>> =>
  new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .map((realm) => [realm.realm, realm]),
  );

/** A realm that the bridge serves, and has in its index. */
async function servedRealm(profile = 'generic'): Promise<TestRealm> {
  const realm = await visibleRealm(profile);
  expect((await realm.scim('GET', '/Users?count=0')).status).toBe(200);
  return realm;
}

async function deleteClient(realm: string): Promise<void> {
  const [client] = await bridge.admin.clients.find({ realm, clientId: 'scim-endpoint' });
  await bridge.admin.clients.del({ realm, id: client?.id ?? '' });
}

/** An account of the realm that may view its clients. */
async function addViewer(realm: string): Promise<void> {
  const { clients, users } = bridge.admin;
  const { id } = await clients.create({
    ...{ realm, clientId: 'viewer', secret: 'viewer' },
    ...{ serviceAccountsEnabled: true, standardFlowEnabled: false },
  });
  const account = await clients.getServiceAccountUser({ realm, id });
  const [management] = await clients.find({ realm, clientId: 'realm-management' });
  const clientUniqueId = management?.id ?? '';
  const role = await clients.findRole({ realm, id: clientUniqueId, roleName: 'view-clients' });
  const roles = [{ id: role?.id ?? '', name: 'view-clients' }];
  await users.addClientRoleMappings({ realm, id: account.id ?? '', clientUniqueId, roles });
}

describe('realm-config list', () => {
  it('lists what the bridge knows, without a call for the realms of Keycloak', async () => {
    const [unasked, off] = await Promise.all([visibleRealm(), servedRealm()]);
    expect((await run(['disable', off.name])).code).toBe(0);
    bridge.proxy.reset();
    const ended = await run(['list', '--json']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(bridge.proxy.calls().filter((call) => /^GET \/admin\/realms\/?(\?|$)/.test(call))).toEqual([]);
    const realms = listed(ended);
    expect(realms.get(served.name)).toEqual({
      ...{ realm: served.name, enabled: true, served: true, profile: 'okta' },
    });
    expect(realms.get(off.name)).toMatchObject({ enabled: false, served: false });
    expect(realms.has(unasked.name)).toBe(false);

    const { stdout } = await run(['list']);
    expect(stdout).toMatch(/^realm +scim +served +profile$/m);
    expect(stdout).toMatch(new RegExp(`^${served.name} +enabled +served +okta$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^${off.name} +not enabled +not served +generic$`, 'm'));
  });

  it('says how to ask Keycloak if the bridge does not answer', async () => {
    const { code, stdout, stderr } = await run(['list'], { MANAGEMENT_URL: 'http://127.0.0.1:2' });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^The bridge does not answer at .*\n"list --all" also asks Keycloak for its realms\.\n$/,
    );
  });
});

describe('realm-config list --all', () => {
  it('lists what Keycloak and the index of the bridge know, and says which of both', async () => {
    const [unasked, bare, off] = await Promise.all([visibleRealm(), servedRealm(), visibleRealm()]);
    await deleteClient(bare.name);
    await run(['disable', off.name]);
    const ended = await run(['list', '--all', '--json']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const realms = listed(ended);
    expect(realms.get(served.name)).toEqual({
      ...{ realm: served.name, enabled: true, served: true, profile: 'okta', knownTo: 'both' },
    });
    expect(realms.get(unasked.name)).toMatchObject({ enabled: true, served: true, knownTo: 'keycloak' });
    expect(realms.get(off.name)).toMatchObject({ enabled: false, served: false, knownTo: 'both' });
    expect(realms.get(bare.name)).toMatchObject({ enabled: false, served: false, knownTo: 'bridge' });

    const { stdout } = await run(['list', '--all']);
    const cells = (name: string): RegExp =>
      new RegExp(`^${name} +enabled +served +${name === served.name ? 'okta' : 'generic'} +both$`, 'm');
    expect(stdout).toMatch(/^realm +scim +served +profile +known to$/m);
    expect(stdout).toMatch(cells(served.name));
    expect(stdout).toMatch(cells(unasked.name));
    for (const { name } of [served, off]) {
      const status = await run(['status', name]);
      const [, words = ''] = /^ {2}SCIM +(.*)$/m.exec(status.stdout) ?? [];
      expect(stdout).toMatch(new RegExp(`^${name} +${words.replace(', ', ' +')} `, 'm'));
    }
  });

  it('passes over a realm that vanishes while it asks', async () => {
    bridge.proxy.intercept((request, response) => {
      if (request.url?.startsWith(`/admin/realms/${second.name}/`) !== true) return false;
      response.writeHead(404, { 'Content-Type': 'application/json' });
      response.end('{"error":"Realm not found."}');
      return true;
    });
    const ended = await run(['list', '--all', '--json']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const realms = listed(ended);
    expect([second.name, served.name].map((name) => realms.has(name))).toEqual([false, true]);
  });

  it('lists what Keycloak says if the bridge does not answer, and fails', async () => {
    const { code, stdout, stderr } = await run(['list', '--all'], { MANAGEMENT_URL: 'http://127.0.0.1:2' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The bridge does not answer at http:\/\/127\.0\.0\.1:2: .*\n$/);
    expect(stdout).toMatch(new RegExp(`^${served.name} +enabled +- +okta +-$`, 'm'));
  });

  it('lists what the bridge knows if Keycloak cannot list its realms, and fails', async () => {
    bridge.proxy.intercept((request, response) => {
      if (!/^\/admin\/realms\/?\?/.test(request.url ?? '')) return false;
      response.writeHead(500, { 'Content-Type': 'application/json' });
      response.end('{"error":"unknown_error"}');
      return true;
    });
    const { code, stdout, stderr } = await run(['list', '--all']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^GET realms: .*\n$/);
    expect(stdout).toMatch(new RegExp(`^${served.name} +enabled +served +okta +both$`, 'm'));
    expect((await run(['list', '--all'], { MANAGEMENT_URL: '' })).stdout).toBe('');
  });

  it('never asks Keycloak for whole realms, and signs in once', async () => {
    bridge.proxy.reset();
    expect((await run(['list', '--all'], { MANAGEMENT_URL: '' })).code).toBe(0);
    const lists = bridge.proxy.calls().filter((call) => /^GET \/admin\/realms\/?(\?|$)/.test(call));
    expect(lists).toEqual([expect.stringMatching(/\?briefRepresentation=true$/)]);
    expect(bridge.proxy.tokenRequests()).toBe(1);
  });

  it('shows an administrator of one realm nothing of the others', async () => {
    await addViewer(served.name);
    const ended = await run(['list', '--all', '--json'], {
      KEYCLOAK_ADMIN_REALM: served.name,
      KEYCLOAK_ADMIN_CLIENT_ID: 'viewer',
      KEYCLOAK_ADMIN_CLIENT_SECRET: 'viewer',
    });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect([...listed(ended).keys()]).toEqual([served.name]);
    const token = await clientToken(bridge, served.name, 'viewer', 'viewer');
    const answer = await adminApi(bridge, second.name, token)('GET', '/realms');
    expect(answer).toMatchObject({ status: 200, body: { realms: [{ realm: served.name }] } });
  });

  it('reads the index of the bridge in pages', async () => {
    const token = await clientToken(bridge, 'master', LISTER.clientId, LISTER.secret);
    const admin = adminApi(bridge, 'master', token);
    const found: string[] = [];
    let after: string | undefined = '!';
    while (after !== undefined) {
      const { status, body } = await admin('GET', `/realms?limit=1&after=${after}`);
      const page = body as { realms: { realm: string }[]; next?: string };
      expect(status).toBe(200);
      expect(page.realms.length).toBeLessThanOrEqual(1);
      found.push(...page.realms.map(({ realm }) => realm));
      after = page.next;
    }
    expect(found).toEqual(found.toSorted());
    expect(found).toEqual(expect.arrayContaining([served.name, second.name]));
    expect((await admin('GET', '/realms?limit=501')).status).toBe(400);
  });
});
