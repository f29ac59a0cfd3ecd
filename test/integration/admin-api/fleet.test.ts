import { randomBytes } from 'node:crypto';
import type { RoleMappingPayload } from '@keycloak/keycloak-admin-client/lib/defs/roleRepresentation.js';
import { SignJWT } from 'jose';
import { accountHolding } from '../../support/admin/accountHolding.ts';
import { adminApi, adminToken, clientToken, operatorOf } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { freshRealmName } from '../../support/keycloak/keycloak.ts';

let bridge: TestBridge;
/** Served realms whose names begin with the same text, sorted. */
let realms: TestRealm[];
const prefix = freshRealmName('fleet');

beforeAll(async () => {
  // So old that nothing but a request makes the bridge read a realm anew.
  bridge = await startTestBridge({ REFRESH_AFTER_MS: '3600000' });
  realms = [];
  for (const name of ['a', 'b', 'c', 'd']) realms.push(await served(`${prefix}-${name}`));
});

afterEach(() => {
  bridge.proxy.intercept(undefined);
});

afterAll(() => bridge.close());

/** A realm that the bridge serves, and has in its index. */
async function served(name = freshRealmName()): Promise<TestRealm> {
  const realm = await bridge.realm({ name });
  expect((await realm.scim('GET', '/Users?count=0')).status).toBe(200);
  return realm;
}

const [first, second] = [(): TestRealm => at(0), (): TestRealm => at(1)];

function at(i: number): TestRealm {
  const realm = realms[i];
  if (realm === undefined) throw new Error('not made');
  return realm;
}

interface Fleet {
  readonly realms: readonly Record<string, unknown>[];
  readonly next?: string;
}

/** Reads a page of the fleet, below the path of a realm that plays no role. */
async function fleet(query = '', token?: string): Promise<Fleet> {
  const { status, body } = await adminApi(bridge, 'master', token)('GET', `/fleet${query}`);
  expect({ status, body: body as unknown }).toMatchObject({ status: 200 });
  return body as Fleet;
}

async function rowOf(realm: TestRealm): Promise<Record<string, unknown> | undefined> {
  return (await fleet(`?search=${realm.name}`)).realms[0];
}

const names = ({ realms: rows }: Fleet): unknown[] => rows.map(({ realm }) => realm);

/** An account of master with rights over some realms, signed in. */
async function accountOver(
  ...over: readonly TestRealm[]
): Promise<{ token: string; end: () => Promise<void> }> {
  const { clients, users } = bridge.admin;
  const clientId = freshRealmName('over');
  const secret = randomBytes(16).toString('hex');
  const { id } = await clients.create({
    ...{ realm: 'master', clientId, secret, serviceAccountsEnabled: true, standardFlowEnabled: false },
  });
  const account = await clients.getServiceAccountUser({ realm: 'master', id });
  for (const { name } of over) {
    const [client] = await clients.find({ realm: 'master', clientId: `${name}-realm` });
    const holder = { realm: 'master', id: account.id ?? '', clientUniqueId: client?.id ?? '' };
    const available = (await users.listAvailableClientRoleMappings(holder)) as RoleMappingPayload[];
    const roles = available.filter(({ name: role }) => role === 'view-clients');
    await users.addClientRoleMappings({ ...holder, roles });
  }
  return {
    token: await clientToken(bridge, 'master', clientId, secret),
    end: () => clients.del({ realm: 'master', id }),
  };
}

const adminCalls = (): string[] =>
  bridge.proxy.calls().filter((call) => / \/admin\/realms(\/|\?|$)/.test(call));

describe('the fleet', () => {
  it('has a green light for a realm whose requests succeed, with the counts of its last day', async () => {
    const realm = await served();
    for (const userName of ['anna', 'berta']) await realm.scim('POST', '/Users', { userName });
    await realm.scim('POST', '/Groups', { displayName: 'staff' });
    await realm.scim('POST', '/Users', { userName: 'anna' });
    expect(await rowOf(realm)).toEqual({
      ...{ realm: realm.name, enabled: true, served: true, profile: 'generic' },
      ...{ light: 'green', reasons: [], createdToday: 3, failedToday: 1, brakeEngaged: false },
      lastRequest: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    });
  });

  it('has an amber light for a realm without requests, and one whose token expires soon', async () => {
    const operator = operatorOf(bridge);
    const silent = await bridge.realm();
    await operator.admin(silent.name, 'GET', '/');
    expect(await rowOf(silent)).toMatchObject({ light: 'amber', reasons: ['noRequests'], createdToday: 0 });

    const realm = await served();
    const expires = new Date(Date.now() + 3 * 86_400_000).toISOString();
    await operator.admin(realm.name, 'POST', '/tokens', { label: 'short', expires });
    await operator.admin(realm.name, 'POST', '/tokens', { label: 'long', expires: '2099-01-01T00:00:00Z' });
    expect(await rowOf(realm)).toMatchObject({
      ...{ light: 'amber', reasons: ['tokenExpires'], tokenExpires: expires },
    });
  });

  it('has an amber light for a realm whose last credential was refused, whether one was accepted before or not', async () => {
    const wrong = { Authorization: 'Bearer wrong' };
    for (const realm of [await served(), await bridge.realm()]) {
      expect((await realm.scim('GET', '/Users', undefined, wrong)).status).toBe(401);
      expect(await rowOf(realm)).toMatchObject({
        ...{ light: 'amber', reasons: ['credentialRefused'], failedToday: 1 },
      });
    }
  });

  it('has an amber light for a realm whose brake is engaged', async () => {
    const realm = await bridge.realm({ lifecycle: { brake: { users: 1 } } });
    for (const userName of ['anna', 'berta', 'carla']) {
      const { body } = await realm.scim('POST', '/Users', { userName });
      await realm.scim('DELETE', `/Users/${(body as { id: string }).id}`);
    }
    expect(await rowOf(realm)).toMatchObject({
      ...{ light: 'amber', reasons: ['brakeEngaged'], brakeEngaged: true },
    });
  });

  it('has a red light for a realm that is not served', async () => {
    const broken = await served();
    const [client] = await bridge.admin.clients.find({ realm: broken.name, clientId: 'scim-bridge' });
    await bridge.admin.clients.del({ realm: broken.name, id: client?.id ?? '' });
    await operatorOf(bridge).admin(broken.name, 'POST', '/reload');
    expect(await rowOf(broken)).toMatchObject({
      ...{ light: 'red', served: false, enabled: true },
      reasons: expect.arrayContaining(['notServed']) as unknown,
    });
  });

  it('has a realm that was switched off, without a light', async () => {
    const realm = await served();
    await operatorOf(bridge).configure(realm.name, (configuration) => {
      configuration.enabled = false;
    });
    expect(await rowOf(realm)).toMatchObject({ enabled: false, light: 'off', reasons: ['disabled'] });
    expect(names(await fleet('?light=off'))).toContain(realm.name);
    expect(names(await fleet('?light=green'))).not.toContain(realm.name);
  });

  it('is read in pages and searched by name, without Keycloak’s own list of realms', async () => {
    bridge.proxy.reset();
    const token = await adminToken(bridge);
    const found: unknown[] = [];
    let query = `?limit=2&search=${prefix.toUpperCase()}`;
    for (let after: string | undefined; ;) {
      const page = await fleet(after === undefined ? query : `${query}&after=${after}`, token);
      expect(page.realms.length).toBeLessThanOrEqual(2);
      found.push(...names(page));
      after = page.next;
      if (after === undefined) break;
    }
    expect(found).toEqual(realms.map(({ name }) => name));
    expect(adminCalls().length).toBeGreaterThan(0);
    expect(adminCalls().filter((call) => /\/admin\/realms\/?(\?|$)/.test(call))).toEqual([]);
    query = '?limit=0';
    expect((await adminApi(bridge, 'master')('GET', `/fleet${query}`)).status).toBe(400);
  });

  it('shows an account of master the realms that it may view, and names no others', async () => {
    const { token, end } = await accountOver(second(), at(3));
    try {
      expect(names(await fleet(`?search=${prefix}`, token))).toEqual([second().name, at(3).name]);
      const list = await adminApi(bridge, 'master', token)('GET', '/realms');
      expect(names(list.body as Fleet)).toEqual([second().name, at(3).name]);
      const found: unknown[] = [];
      let page = await fleet(`?limit=1&search=${prefix}`, token);
      expect(page).toEqual({ realms: [], next: expect.stringMatching(/^\/[\w-]{22}$/) as string });
      for (;;) {
        found.push(...names(page));
        if (page.next === undefined) break;
        const after = encodeURIComponent(page.next);
        page = await fleet(`?limit=1&search=${prefix}&after=${after}`, token);
      }
      expect(found).toEqual([second().name, at(3).name]);
      const lost = await adminApi(bridge, 'master', token)('GET', '/fleet?after=/lost');
      expect(lost).toMatchObject({ status: 400, body: { code: 'malformed' } });
    } finally {
      await end();
    }
  });

  it('is refused to an account of master without rights, after a bounded number of questions', async () => {
    const { token, end } = await accountOver();
    try {
      bridge.proxy.reset();
      const answer = await adminApi(bridge, first().name, token)('GET', `/fleet?search=${prefix}`);
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      expect(adminCalls()).toHaveLength(realms.length + 1);
    } finally {
      await end();
    }
  });

  it('asks Keycloak once for an account of a realm, which sees that realm alone', async () => {
    const token = await accountHolding(bridge, first().name, ['view-clients']);
    await fleet('', token);
    bridge.proxy.reset();
    expect(names(await fleet('', token))).toEqual([first().name]);
    expect(adminCalls()).toEqual([expect.stringContaining(`/admin/realms/${first().name}/clients`)]);
  });

  it('asks Keycloak about nothing but the token, if the token is none of its own', async () => {
    const forged = await new SignJWT({ azp: 'admin-cli' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(`${bridge.proxy.url}/realms/master`)
      .setExpirationTime('1h')
      .sign(randomBytes(32));
    bridge.proxy.reset();
    expect((await adminApi(bridge, 'master', forged)('GET', '/fleet')).status).toBe(401);
    expect(new Set(adminCalls())).toEqual(
      new Set(['GET /admin/realms/master/clients/?clientId=scim-endpoint']),
    );
    for (const issuer of ['https://example.test', `${bridge.proxy.url}/realms/${freshRealmName()}`]) {
      const stranger = await new SignJWT({})
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(issuer)
        .setExpirationTime('1h')
        .sign(randomBytes(32));
      expect((await adminApi(bridge, 'master', stranger)('GET', '/fleet')).status).toBe(401);
    }
  });
});
