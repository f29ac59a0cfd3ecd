import { adminApi, type AdminSend } from '../../support/admin/adminApi.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { send } from '../../support/scim/send.ts';

let bridge: TestBridge;

beforeAll(async () => {
  bridge = await startTestBridge();
});

afterAll(() => bridge.close());

interface Stage {
  readonly realm: TestRealm;
  readonly admin: AdminSend;
  /** Ids of users who are there. */
  readonly ids: readonly string[];
}

/** A realm with a brake and some users. */
async function stage(brake: Record<string, unknown>, users: number): Promise<Stage> {
  const realm = await bridge.realm();
  const admin = adminApi(bridge, realm.name);
  const config = { version: 1, brake };
  const put = await admin(
    'PUT',
    '/config',
    { enabled: true, profile: 'generic', config },
    { 'If-Match': '*' },
  );
  expect(put.status).toBe(200);
  const ids: string[] = [];
  for (let i = 0; i < users; i += 1) {
    const created = await realm.scim('POST', '/Users', { userName: `leaver-${i}` });
    ids.push((created.body as { id: string }).id);
  }
  return { realm, admin, ids };
}

const deactivation = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', path: 'active', value: false }],
};

const alarms = async ({ admin }: Stage): Promise<unknown[]> =>
  ((await admin('GET', '/journal?kind=alarm')).body as { entries: unknown[] }).entries;

describe('the brake', () => {
  it('turns deletions into disablements above its limit, raises one alarm, and stops when it is released', async () => {
    const staged = await stage({ users: 2 }, 6);
    const { realm, admin, ids } = staged;
    const statuses: number[] = [];
    for (const id of ids.slice(0, 4)) statuses.push((await realm.scim('DELETE', `/Users/${id}`)).status);
    expect(statuses).toEqual([204, 204, 204, 204]);
    const left = await Promise.all(ids.slice(0, 4).map((id) => realm.scim('GET', `/Users/${id}`)));
    expect(left.map(({ status, body }) => [status, (body as { active?: boolean }).active])).toEqual([
      [404, undefined],
      [404, undefined],
      [200, false],
      [200, false],
    ]);
    expect((await admin('GET', '/brake')).body).toEqual({
      engaged: true,
      since: expect.any(String) as unknown,
      leavers: 3,
      rule: { users: 2 },
    });
    expect(await alarms(staged)).toEqual([
      expect.objectContaining({
        outcome: 'The brake holds: more than 2 users were disabled or deleted within 60 minutes.',
      }),
    ]);
    const { entries } = (await admin('GET', `/journal?resource=${ids[3] ?? ''}&limit=1`)).body as {
      entries: { outcome: string }[];
    };
    expect(entries[0]?.outcome.replace(/\d+ ms/, 'n ms')).toBe(
      `User ${ids[3] ?? ''} disabled. The brake holds: the user was disabled instead of deleted. Sessions ended in n ms.`,
    );
    expect((await admin('GET', '/')).body).toMatchObject({
      served: true,
      problems: ['The brake on leavers holds; look at the journal, and release it.'],
    });
    const metrics = String((await send('GET', `${bridge.managementUrl}/metrics`)).body);
    expect(metrics).toContain(`scim_alarms_total{realm="${realm.name}"} 1`);

    expect((await admin('POST', '/brake/release')).status).toBe(204);
    expect((await admin('GET', '/brake')).body).toMatchObject({ engaged: false, leavers: 0 });
    expect((await realm.scim('DELETE', `/Users/${ids[2] ?? ''}`)).status).toBe(204);
    expect((await realm.scim('GET', `/Users/${ids[2] ?? ''}`)).status).toBe(404);
  });

  it('does not hold deactivations by default, and counts a user once', async () => {
    const staged = await stage({ users: 1 }, 3);
    const { realm, admin, ids } = staged;
    const [first = '', second = '', third = ''] = ids;
    for (let i = 0; i < 3; i += 1) await realm.scim('PATCH', `/Users/${first}`, deactivation);
    expect((await admin('GET', '/brake')).body).toMatchObject({ engaged: false, leavers: 1 });
    await realm.scim('PUT', `/Users/${second}`, { userName: 'leaver-1', active: false });
    expect((await admin('GET', '/brake')).body).toMatchObject({ engaged: true, leavers: 2 });
    expect(await realm.scim('PATCH', `/Users/${third}`, deactivation)).toMatchObject({
      status: 200,
      body: { active: false },
    });
    expect(await alarms(staged)).toHaveLength(1);
  });

  it('holds deactivations with 503 if the realm configures it, changes nothing meanwhile, and ends after its time', async () => {
    const { realm, ids } = await stage({ percent: 30, holdDeactivations: true, releaseAfterMinutes: 60 }, 4);
    const [first = '', second = '', third = ''] = ids;
    expect((await realm.scim('PATCH', `/Users/${first}`, deactivation)).status).toBe(200);
    const held = await realm.scim('PATCH', `/Users/${second}`, deactivation);
    expect(held.status).toBe(503);
    expect(held.headers.get('retry-after')).toBe('600');
    expect(held.headers.get('x-error-code')).toBe('braked');
    expect((await realm.scim('GET', `/Users/${second}`)).body).toMatchObject({ active: true });
    expect((await realm.scim('PATCH', `/Users/${third}`, deactivation)).status).toBe(503);
    const rename = { ...deactivation, Operations: [{ op: 'replace', path: 'title', value: 'Boss' }] };
    expect((await realm.scim('PATCH', `/Users/${third}`, rename)).status).toBe(200);
  });

  it('is shown and released on the command line', async () => {
    const { realm, ids } = await stage({ users: 1, minutes: 5 }, 2);
    const { adminUser, adminPassword } = testKeycloak();
    const told = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await runRealmConfig(['brake', realm.name, ...args], {
        KEYCLOAK_URL: bridge.proxy.url,
        KEYCLOAK_ADMIN: adminUser,
        KEYCLOAK_ADMIN_PASSWORD: adminPassword,
        MANAGEMENT_URL: bridge.managementUrl,
      });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return stdout.trim();
    };
    expect(await told()).toBe(`Realm ${realm.name}: the brake does not hold; 0 users left within 5 minutes.`);
    for (const id of ids) await realm.scim('DELETE', `/Users/${id}`);
    expect(await told()).toMatch(/: the brake holds since \S+; 2 users left within 5 minutes\. /);
    expect(await told('--release')).toMatch(/: the brake does not hold; 0 users left/);
    expect(JSON.parse(await told('--json'))).toEqual({
      realm: realm.name,
      engaged: false,
      leavers: 0,
      rule: { users: 1, minutes: 5 },
    });
  });

  it('exists only in realms that configure it', async () => {
    const realm = await bridge.realm();
    expect((await adminApi(bridge, realm.name)('GET', '/brake')).body).toEqual({
      engaged: false,
      leavers: 0,
    });
  });
});
