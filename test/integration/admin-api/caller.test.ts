import type { RoleMappingPayload } from '@keycloak/keycloak-admin-client/lib/defs/roleRepresentation.js';
import { CALLER_RIGHTS, type CallerRight } from '../../../bridge/keycloak/port/callerRights.ts';
import { accountHolding } from '../../support/admin/accountHolding.ts';
import { adminApi } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { freshRealmName, removeRealms } from '../../support/keycloak/keycloak.ts';
import { newRealm } from '../../support/keycloak/newRealm.ts';

let bridge: TestBridge;
let realm: TestRealm;
/** A realm without SCIM. */
const bare = freshRealmName();

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm();
  await bridge.admin.realms.create(await newRealm(bare));
});

afterAll(async () => {
  await removeRealms(bare);
  await bridge.close();
});

/** What Keycloak lets the holder of a right do besides. */
const IMPLIED: Partial<Record<CallerRight, CallerRight>> = {
  'manage-clients': 'view-clients',
  'manage-realm': 'view-realm',
  'manage-users': 'view-users',
};

const withImplied = (right: CallerRight): CallerRight[] =>
  CALLER_RIGHTS.filter((one) => one === right || one === IMPLIED[right]);

describe('the rights of the caller in the status of a realm', () => {
  it.each(CALLER_RIGHTS.map((right) => [right] as const))('are those of %s alone', async (right) => {
    const own = withImplied(right).includes('view-clients') ? [] : ['view-clients'];
    for (const name of [realm.name, bare]) {
      const token = await accountHolding(bridge, name, [...own, right]);
      const { status, body } = await adminApi(bridge, name, token)('GET', '');
      expect(status).toBe(200);
      const { caller } = body as { caller: { name: string; rights: readonly string[] } };
      expect(caller.name).toBe(`service-account-operator-${[...own, right].join('-')}`);
      expect(caller.rights.filter((one) => !own.includes(one))).toEqual(withImplied(right));
    }
  });

  it('are all of them for an administrator of all realms, whose token names no roles', async () => {
    for (const name of [realm.name, bare, 'master']) {
      const { body } = await adminApi(bridge, name)('GET', '');
      expect(body).toMatchObject({ caller: { rights: [...CALLER_RIGHTS] } });
    }
  });
});

/** Takes a right over the realm without SCIM from the service account of a client there. */
async function withdraw(right: string, clientId: string): Promise<void> {
  const { clients, users } = bridge.admin;
  const [client] = await clients.find({ realm: bare, clientId });
  const [management] = await clients.find({ realm: bare, clientId: 'realm-management' });
  const account = await clients.getServiceAccountUser({ realm: bare, id: client?.id ?? '' });
  const holder = { realm: bare, id: account.id ?? '', clientUniqueId: management?.id ?? '' };
  const held = (await users.listClientRoleMappings(holder)) as RoleMappingPayload[];
  await users.delClientRoleMappings({ ...holder, roles: held.filter(({ name }) => name === right) });
}

describe('what the status of a realm asks Keycloak', () => {
  /** The calls by which Keycloak shows what the caller may do, without that for the realm, which is read now and then anyway. */
  const ABOUT_RIGHTS =
    /clients\/\?first=0&max=3$|POST .*\/(?:roles|groups)$|attack-detection|events\/config$/;

  it.each([
    ['with SCIM', () => realm.name],
    ['without SCIM', () => bare],
  ])('is about the rights of the caller only once within seconds, in a realm %s', async (_title, nameOf) => {
    const token = await accountHolding(bridge, nameOf(), ['manage-clients', 'view-realm', 'view-events']);
    const callsOfPoll = async (): Promise<{ readonly aboutRights: number; readonly body: unknown }> => {
      bridge.proxy.reset();
      const { body } = await adminApi(bridge, nameOf(), token)('GET', '');
      return { aboutRights: bridge.proxy.calls().filter((call) => ABOUT_RIGHTS.test(call)).length, body };
    };
    const first = await callsOfPoll();
    expect(first.aboutRights).toBe(5);
    expect(await callsOfPoll()).toEqual({ aboutRights: 0, body: first.body });
    expect(await callsOfPoll()).toMatchObject({ aboutRights: 0 });
  });

  it('is asked again before the realm is set up: a right that was withdrawn meanwhile is missed', async () => {
    const rights = ['manage-clients', 'manage-realm', 'manage-users'];
    const admin = adminApi(bridge, bare, await accountHolding(bridge, bare, rights));
    const { body } = await admin('GET', '');
    expect(body).toMatchObject({ caller: { rights: expect.arrayContaining(rights) } });
    await withdraw('manage-users', `operator-${rights.join('-')}`);
    const refused = await admin('POST', '/enable', {});
    expect(refused).toMatchObject({
      status: 403,
      body: { detail: expect.stringMatching(/ you lack manage-users\./) },
    });
    expect(await bridge.admin.clients.find({ realm: bare, clientId: 'scim-endpoint' })).toEqual([]);
  });
});

describe('the status of a realm without SCIM', () => {
  it('says that it is not set up, to those who may view its clients', async () => {
    const { status, body } = await adminApi(bridge, bare)('GET', '');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      realm: bare,
      setUp: false,
      enabled: false,
      served: false,
      problems: [expect.stringMatching(/^The realm has no client "scim-endpoint"/)],
      credentials: { staticTokens: 0, uses: [] },
    });
  });

  it('is not told to others', async () => {
    for (const [rights, status] of [
      [[], 403],
      [['view-users'], 403],
      [['query-clients'], 404],
    ] as const) {
      const token = await accountHolding(bridge, bare, rights);
      expect((await adminApi(bridge, bare, token)('GET', '')).status).toBe(status);
    }
  });

  it('leaves nothing behind in the realm', async () => {
    const before = await bridge.admin.realms.findAdminEvents({ realm: bare });
    await adminApi(bridge, bare)('GET', '');
    expect(await bridge.admin.realms.findAdminEvents({ realm: bare })).toEqual(before);
    expect(await bridge.admin.groups.find({ realm: bare })).toEqual([]);
    const roles = await bridge.admin.roles.find({ realm: bare });
    expect(roles.map(({ name }) => name).sort()).toEqual([
      `default-roles-${bare}`,
      'offline_access',
      'uma_authorization',
    ]);
  });
});
