import { setTimeout as sleep } from 'node:timers/promises';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';

/** Seconds that a token of the bridge lives in this test. */
const LIFE = 8;

let bridge: TestBridge;
let realm: TestRealm;

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm();
  const [client] = await bridge.admin.clients.find({ realm: realm.name, clientId: 'scim-bridge' });
  await bridge.admin.clients.update(
    { realm: realm.name, id: client?.id ?? '' },
    { attributes: { 'access.token.lifespan': String(LIFE) } },
  );
});

afterAll(async () => {
  await bridge.close();
});

describe('the service account of the bridge', () => {
  it('shares one access token between all requests and renews it before it expires, so that no request waits or fails', async () => {
    bridge.proxy.reset();
    const start = Date.now();
    const first = await Promise.all(Array.from({ length: 50 }, () => realm.scim('GET', '/Users')));
    expect(new Set(first.map(({ status }) => status))).toEqual(new Set([200]));
    expect(bridge.proxy.tokenRequests()).toBe(1);

    const statuses: number[] = [];
    // Past the end of the first token. The second is renewed after 1.4 lifetimes, each a second short at worst: in 9.8 s.
    const end = start + LIFE * 1_000 + 300;
    while (Date.now() < end) {
      statuses.push((await realm.scim('GET', '/Users?count=1')).status);
      await sleep(100);
    }
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(bridge.proxy.tokenRequests()).toBe(2);
  });
});
