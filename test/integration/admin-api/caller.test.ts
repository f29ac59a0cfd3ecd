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
