import { adminApi } from '../support/adminApi.ts';
import { startTestBridge, type TestBridge } from '../support/bridge.ts';

let bridge: TestBridge;

beforeAll(async () => {
  bridge = await startTestBridge({ REFRESH_AFTER_MS: '3600000' });
});

afterAll(() => bridge.close());

const ask = async (realm: string): Promise<number> =>
  (await fetch(`${bridge.url}/realms/${realm}/scim/v2/Users`, { headers: { Authorization: 'Bearer x' } }))
    .status;

async function realmsInMemory(): Promise<number> {
  const metrics = await (await fetch(`${bridge.managementUrl}/metrics`)).text();
  return Number(/^scim_realms (\d+)$/m.exec(metrics)?.[1]);
}

describe('many realms', () => {
  it('are read when they are first asked for, not before', async () => {
    const realm = await bridge.realm();
    const before = await realmsInMemory();
    bridge.proxy.reset();
    await bridge.realm();
    expect(bridge.proxy.calls()).toEqual([]);
    expect(await realmsInMemory()).toBe(before);
    expect((await realm.scim('GET', '/Users?count=0')).status).toBe(200);
    expect(await realmsInMemory()).toBe(before + 1);
  });

  it('that there are not: Keycloak is asked once for a name, however often it comes', async () => {
    bridge.proxy.reset();
    const statuses = await Promise.all(Array.from({ length: 30 }, () => ask('no-such-realm')));
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(await ask('no-such-realm')).toBe(401);
    expect(bridge.proxy.tokenRequests()).toBe(1);
    expect(bridge.proxy.calls()).toEqual([]);
  });

  it('a thousand made-up names are a thousand small entries, and no label of a metric', async () => {
    const before = await realmsInMemory();
    const names = Array.from({ length: 1_000 }, (_, i) => `made-up-${i}`);
    for (let i = 0; i < names.length; i += 50) await Promise.all(names.slice(i, i + 50).map(ask));
    expect(await realmsInMemory()).toBe(before + 1_000);
    expect(await (await fetch(`${bridge.managementUrl}/metrics`)).text()).not.toContain('made-up-');
  });

  it('a stale tab of the console that takes the configuration back is reported', async () => {
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
