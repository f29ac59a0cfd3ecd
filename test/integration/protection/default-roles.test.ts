import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { patch, user } from '../../support/scim/messages.ts';
import { operatorOf, type Operator } from '../../support/admin/adminApi.ts';
import { rightOf } from '../../support/keycloak/protectedAccounts.ts';
import { assertScimError } from '../../support/scim/scimError.ts';

let bridge: TestBridge;
let operator: Operator;

beforeAll(async () => {
  bridge = await startTestBridge();
  operator = operatorOf(bridge);
});

afterAll(() => bridge.close());

async function defaultRoleOf(realm: string): Promise<string> {
  const role = await bridge.admin.roles.findOneByName({ realm, name: `default-roles-${realm}` });
  return role?.id ?? '';
}

/** Puts a right over the realm into its default role. */
async function intoDefaultRole(realm: string, right: string): Promise<void> {
  const { roles } = await rightOf(bridge.admin, realm, right);
  await bridge.admin.roles.createComposite({ realm, roleId: await defaultRoleOf(realm) }, roles);
}

/** Makes a default group that grants a right over the realm. */
async function intoDefaultGroup(realm: string, right: string): Promise<string> {
  const { id } = await bridge.admin.groups.create({ realm, name: 'staff' });
  await bridge.admin.groups.addClientRoleMappings({
    realm,
    id,
    ...(await rightOf(bridge.admin, realm, right)),
  });
  await bridge.admin.realms.addDefaultGroup({ realm, id });
  return id;
}

const findingsOf = async (realm: string): Promise<string[]> => {
  const { body } = await operator.admin(realm, 'GET', '/');
  return body.findings as string[];
};

const someone = (name: string) => user(name, { password: 'Original-horse-1' });

async function expectNobodyMade(realm: TestRealm, cause: RegExp): Promise<void> {
  const answer = await realm.scim('POST', '/Users', someone('boss'));
  assertScimError(answer, { status: 500, detail: /nobody is created/ });
  expect(answer.headers.get('x-error-code')).toBe('misconfigured');
  expect(await bridge.admin.users.find({ realm: realm.name, username: 'boss' })).toEqual([]);
  const requestId = answer.headers.get('x-request-id') ?? '';
  expect(JSON.stringify(await operator.journalOf(realm.name, requestId))).toMatch(cause);
}

describe('a realm whose default group grants administration', () => {
  let realm: TestRealm;
  let group: string;

  beforeAll(async () => {
    realm = await bridge.realm({
      before: async (name) => {
        group = await intoDefaultGroup(name, 'manage-realm');
      },
    });
  });

  it('reports the group and what it grants', async () => {
    const said = expect.stringMatching(/^default group "\/staff": .*manage-realm/) as string;
    expect(await findingsOf(realm.name)).toContainEqual(said);
    const { body } = await operator.admin(realm.name, 'POST', '/config/validation', {
      enabled: true,
      profile: 'generic',
      config: { version: 1 },
    });
    expect(body.findings).toContainEqual(said);
    await realm.scim('GET', '/Users?count=1');
    expect(bridge.logged()).toContainEqual(expect.objectContaining({ realm: realm.name, finding: said }));
  });

  it('refuses new users until the group is changed', async () => {
    await expectNobodyMade(realm, /default group .*\/staff/);
    await bridge.admin.realms.removeDefaultGroup({ realm: realm.name, id: group });
    expect((await realm.scim('POST', '/Users', someone('boss'))).status).toBe(201);
    expect(await findingsOf(realm.name)).toEqual([]);
  });
});

describe('a realm whose default role grants administration', () => {
  let realm: TestRealm;

  beforeAll(async () => {
    realm = await bridge.realm({ before: (name) => intoDefaultRole(name, 'query-users') });
  });

  async function somebody(username: string, right?: string): Promise<string> {
    const { name } = realm;
    const { id } = await bridge.admin.users.create({ realm: name, username, enabled: true });
    if (right !== undefined) {
      const mapping = await rightOf(bridge.admin, name, right);
      await bridge.admin.users.addClientRoleMappings({ realm: name, id, ...mapping });
    }
    return id;
  }

  const deactivated = patch({ op: 'replace', path: 'active', value: false });

  it('reports it and refuses new users', async () => {
    expect(await findingsOf(realm.name)).toContainEqual(
      expect.stringMatching(/^default role "default-roles-.*": .*query-users/),
    );
    await expectNobodyMade(realm, /default role .*default-roles-/);
  });

  it('still deactivates and deletes users', async () => {
    const ann = await somebody('ann');
    expect((await realm.scim('PATCH', `/Users/${ann}`, deactivated)).status).toBe(200);
    expect((await bridge.admin.users.findOne({ realm: realm.name, id: ann }))?.enabled).toBe(false);
    const bob = await somebody('bob');
    expect((await realm.scim('DELETE', `/Users/${bob}`)).status).toBe(204);
  });

  it('still refuses to set the password of an existing user', async () => {
    const id = await somebody('carl');
    const taken = patch({ op: 'replace', path: 'password', value: 'Evil-battery-1' });
    assertScimError(await realm.scim('PATCH', `/Users/${id}`, taken), { status: 403 });
  });

  it('protects users with further administrator rights', async () => {
    const id = await somebody('admin', 'manage-users');
    assertScimError(await realm.scim('PATCH', `/Users/${id}`, deactivated), { status: 403 });
    assertScimError(await realm.scim('DELETE', `/Users/${id}`), { status: 403 });
  });
});

describe('a default role with rights that the realm does not count as administration', () => {
  it('is not reported, and users are created', async () => {
    const realm = await bridge.realm({
      lifecycle: { protection: { administrationRoles: ['manage-users'] } },
      before: (name) => intoDefaultRole(name, 'query-users'),
    });
    expect((await realm.scim('POST', '/Users', someone('dora'))).status).toBe(201);
    expect(await findingsOf(realm.name)).toEqual([]);
  });
});
