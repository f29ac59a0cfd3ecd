import { adminApi } from '../../support/admin/adminApi.ts';
import { BRIDGE_SECRET, startTestBridge, type TestBridge } from '../../support/fixtures/bridge.ts';
import { send } from '../../support/scim/send.ts';

let bridge: TestBridge;

beforeAll(async () => {
  bridge = await startTestBridge({ REFRESH_AFTER_MS: '3600000' });
});

afterAll(() => bridge.close());

const ask = async (realm: string): Promise<number> =>
  (
    await send('GET', `${bridge.url}/realms/${realm}/scim/v2/Users`, {
      headers: { Authorization: 'Bearer x' },
    })
  ).status;

async function realmsInMemory(): Promise<number> {
  const metrics = String((await send('GET', `${bridge.managementUrl}/metrics`)).body);
  return Number(/^scim_realms (\d+)$/m.exec(metrics)?.[1]);
}

describe('many realms', () => {
  it('are loaded with their first request', async () => {
    const realm = await bridge.realm();
    const before = await realmsInMemory();
    bridge.proxy.reset();
    await bridge.realm();
    expect(bridge.proxy.calls()).toEqual([]);
    expect(await realmsInMemory()).toBe(before);
    expect((await realm.scim('GET', '/Users?count=0')).status).toBe(200);
    expect(await realmsInMemory()).toBe(before + 1);
  });

  it('are asked for in Keycloak once per name if they do not exist', async () => {
    bridge.proxy.reset();
    const statuses = await Promise.all(Array.from({ length: 30 }, () => ask('no-such-realm')));
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(await ask('no-such-realm')).toBe(401);
    expect(bridge.proxy.tokenRequests()).toBe(1);
    expect(bridge.proxy.calls()).toEqual([]);
  });

  it('are not displaced by a thousand made-up names, which are no label of a metric either', async () => {
    const before = await realmsInMemory();
    const names = Array.from({ length: 1_000 }, (_, i) => `made-up-${i}`);
    for (let i = 0; i < names.length; i += 50) await Promise.all(names.slice(i, i + 50).map(ask));
    expect(await realmsInMemory()).toBe(before);
    expect(String((await send('GET', `${bridge.managementUrl}/metrics`)).body)).not.toContain('made-up-');
  });

  it('are reported if a console tab saves an older configuration', async () => {
    const realm = await bridge.realm();
    const admin = adminApi(bridge, realm.name);
    const change = (scan: number) =>
      admin(
        'PUT',
        '/config',
        { enabled: true, profile: 'generic', config: { version: 1, limits: { scan } } },
        { 'If-Match': '*' },
      );
    await change(1);
    const clients = { realm: realm.name, clientId: 'scim-endpoint' };
    const [stale] = await bridge.admin.clients.find(clients);
    await change(2);
    await bridge.admin.clients.update({ realm: realm.name, id: stale?.id ?? '' }, stale ?? {});
    await admin('POST', '/reload');
    const told = bridge.logged().map(({ problem }) => String(problem));
    expect(told).toContainEqual(
      expect.stringMatching(/^scim\.config went back from revision \d+ to \d+: was a stale tab/),
    );
  });
});

describe('a realm with the name of a deleted realm', () => {
  it('sees nothing of it: no journal, no brake, no token uses, no configuration', async () => {
    const old = await bridge.realm({ lifecycle: { brake: { users: 5 } } });
    const person = { userName: 'confidential@old-tenant.example' };
    const made = await old.scim('POST', '/Users', person);
    expect(made.status).toBe(201);
    const { id } = made.body as { id: string };
    expect((await old.scim('DELETE', `/Users/${id}`)).status).toBe(204);
    const admin = adminApi(bridge, old.name);
    expect(JSON.stringify((await admin('GET', '/journal')).body)).toContain(person.userName);
    expect((await admin('GET', '/brake')).body).toMatchObject({ leavers: 1 });
    expect((await admin('GET', '/tokens')).body).toEqual([
      expect.objectContaining({ lastUsed: expect.any(String) as string }),
    ]);

    await bridge.admin.realms.del({ realm: old.name });
    const anew = await bridge.realm({ name: old.name, lifecycle: { brake: { users: 6 } } });
    expect((await admin('GET', '/journal')).body).toEqual({ entries: [] });
    expect((await admin('GET', '/brake')).body).toMatchObject({ leavers: 0, rule: { users: 6 } });
    const [token, ...others] = (await admin('GET', '/tokens')).body as object[];
    expect(others).toEqual([]);
    expect(token).not.toHaveProperty('lastUsed');

    expect((await admin('POST', '/reload')).status).toBe(204);
    expect((await old.scim('GET', '/Users')).status).toBe(401);
    expect((await anew.scim('POST', '/Users', { userName: 'of.the.new' })).status).toBe(201);
    const { body: journal } = await admin('GET', '/journal');
    expect(JSON.stringify(journal)).toContain('of.the.new');
    expect(JSON.stringify(journal)).not.toContain(person.userName);
  });
});

describe('a realm that was set up when all realms had one secret', () => {
  it('is served, with a finding in status and log', async () => {
    const realm = await bridge.realm({
      before: async (name) => {
        await bridge.admin.clients.create({
          realm: name,
          clientId: 'scim-bridge',
          serviceAccountsEnabled: true,
          secret: BRIDGE_SECRET,
        });
      },
    });
    const { id = '', secret } =
      (await bridge.admin.clients.find({ realm: realm.name, clientId: 'scim-bridge' }))[0] ?? {};
    expect(secret).not.toBe(BRIDGE_SECRET);
    const before = { clientId: 'scim-bridge', secret: BRIDGE_SECRET };
    await bridge.admin.clients.update({ realm: realm.name, id }, before);
    expect((await realm.scim('GET', '/Users?count=0')).status).toBe(200);
    const { body: status } = await adminApi(bridge, realm.name)('GET', '/');
    expect(status).toMatchObject({ findings: [expect.stringContaining('holds the secret')] });
    expect(bridge.logged().map(({ finding }) => String(finding))).toContainEqual(
      expect.stringContaining('holds the secret'),
    );
  });
});
