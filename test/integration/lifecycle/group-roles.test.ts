import { adminApi } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { patch } from '../../support/scim/messages.ts';

const RULES = [
  { group: 'finance', realmRoles: ['payer'] },
  { group: 'app-*', clientRoles: { app: ['user'] }, realmRoles: ['visitor'] },
  { group: 'money-*', realmRoles: ['payer'] },
];

let bridge: TestBridge;
let realm: TestRealm;

/** The roles that the rules name, and a group that is there before SCIM is. */
async function prepare(name: string): Promise<void> {
  for (const role of ['payer', 'visitor']) await bridge.admin.roles.create({ realm: name, name: role });
  const { id } = await bridge.admin.clients.create({ realm: name, clientId: 'app' });
  await bridge.admin.clients.createRole({ realm: name, id, name: 'user' });
  await bridge.admin.groups.create({ realm: name, name: 'App-Old' });
}

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm({ lifecycle: { groups: { roles: RULES } }, before: prepare });
});

afterAll(() => bridge.close());

/** Names of the roles that a group holds directly. */
async function rolesOf(id: string): Promise<string[]> {
  const held = await bridge.admin.groups.listRoleMappings({ realm: realm.name, id });
  const ofClients = Object.values(held.clientMappings ?? {}) as { mappings: { name: string }[] }[];
  return [...(held.realmMappings ?? []), ...ofClients.flatMap(({ mappings }) => mappings)]
    .map(({ name = '' }) => name)
    .sort();
}

async function create(displayName: string, ...members: string[]): Promise<string> {
  const body = { displayName, members: members.map((value) => ({ value })) };
  const made = await realm.scim('POST', '/Groups', body);
  expect(made.status).toBe(201);
  return String(made.body.id);
}

describe('roles by group name', () => {
  it('are given to a group that SCIM creates, regardless of the case of its name, and reach its members', async () => {
    const user = await realm.scim('POST', '/Users', { userName: 'payer-to-be' });
    const userId = String(user.body.id);
    const id = await create('Finance', userId);
    expect(await rolesOf(id)).toEqual(['payer']);
    const effective = await bridge.admin.users.listCompositeRealmRoleMappings({
      realm: realm.name,
      id: userId,
    });
    expect(effective.map(({ name }) => name)).toContain('payer');
    expect(await rolesOf(await create('APP-new'))).toEqual(['user', 'visitor']);
    expect(await rolesOf(await create('Something else'))).toEqual([]);
  });

  it('follow a rename, and keep the roles that an administrator gave', async () => {
    const id = await create('app-first');
    const extra = await bridge.admin.roles.findOneByName({ realm: realm.name, name: 'offline_access' });
    await bridge.admin.groups.addRealmRoleMappings({
      realm: realm.name,
      id,
      roles: [{ id: extra?.id ?? '', name: 'offline_access' }],
    });
    const rename = (value: string) =>
      realm.scim('PATCH', `/Groups/${id}`, patch({ op: 'replace', path: 'displayName', value }));
    await rename('app-second');
    expect(await rolesOf(id)).toEqual(['offline_access', 'user', 'visitor']);
    await rename('Plain');
    expect(await rolesOf(id)).toEqual(['offline_access']);
    expect((await realm.scim('PUT', `/Groups/${id}`, { displayName: 'app-third' })).status).toBe(200);
    expect(await rolesOf(id)).toEqual(['offline_access', 'user', 'visitor']);
  });

  it('change together with the name, or neither does', async () => {
    const id = await create('app-2');
    const name = async () => (await bridge.admin.groups.findOne({ realm: realm.name, id }))?.name;
    const rename = async () =>
      (
        await realm.scim(
          'PATCH',
          `/Groups/${id}`,
          patch({ op: 'replace', path: 'displayName', value: 'money-2' }),
        )
      ).status;
    for (const [method, url] of [
      ['POST', /\/groups\/[^/]+\/role-mappings\//],
      ['DELETE', /\/groups\/[^/]+\/role-mappings\/clients/],
      ['PUT', /\/groups\/[^/]+$/],
    ] as const) {
      let failed = false;
      bridge.proxy.intercept((request, response) => {
        if (failed || request.method !== method || !url.test(request.url ?? '')) return false;
        failed = true;
        response.writeHead(500).end();
        return true;
      });
      expect(await rename()).toBe(502);
      expect([await name(), await rolesOf(id)]).toEqual(['app-2', ['user', 'visitor']]);
    }
    bridge.proxy.intercept(undefined);
    expect(await rename()).toBe(204);
    expect([await name(), await rolesOf(id)]).toEqual(['money-2', ['payer']]);
    expect((await realm.scim('DELETE', `/Groups/${id}`)).status).toBe(204);
  });

  it('are given by enable to existing groups', async () => {
    const [old] = await bridge.admin.groups.find({ realm: realm.name, search: 'App-Old', exact: true });
    expect(await rolesOf(old?.id ?? '')).toEqual(['user', 'visitor']);
  });

  it('are looked up again if the cached group has since become another one', async () => {
    await create('app-before');
    await bridge.admin.roles.delByName({ realm: realm.name, name: 'visitor' });
    await bridge.admin.roles.create({ realm: realm.name, name: 'visitor' });
    const answer = await realm.scim('POST', '/Groups', { displayName: 'app-after' });
    expect(answer.status).toBe(500);
    expect(await rolesOf(await create('app-after'))).toEqual(['user', 'visitor']);
  });

  it('are refused in the configuration if a role does not exist', async () => {
    const admin = adminApi(bridge, realm.name);
    const wanted = (await admin('GET', '/config')).body as { config: object };
    const config = { ...wanted.config, groups: { roles: [{ group: 'x', realmRoles: ['no such role'] }] } };
    const answer = await admin('PUT', '/config', { ...wanted, config }, { 'If-Match': '*' });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      mistakes: [{ pointer: '/config/groups/roles/0/realmRoles/0' }],
    });
  });

  it('refuse the group and log the reason if a role was deleted or grants administration since', async () => {
    const later = await bridge.realm({ lifecycle: { groups: { roles: RULES } }, before: prepare });
    const { name } = later;
    const [management] = await bridge.admin.clients.find({ realm: name, clientId: 'realm-management' });
    const right = await bridge.admin.clients.findRole({
      realm: name,
      id: management?.id ?? '',
      roleName: 'manage-users',
    });
    await bridge.admin.roles.create({ realm: name, name: 'boss' });
    const boss = await bridge.admin.roles.findOneByName({ realm: name, name: 'boss' });
    const visitor = await bridge.admin.roles.findOneByName({ realm: name, name: 'visitor' });
    await bridge.admin.roles.createComposite({ realm: name, roleId: visitor?.id ?? '' }, [boss ?? {}]);
    await bridge.admin.roles.createComposite({ realm: name, roleId: boss?.id ?? '' }, [right ?? {}]);
    await bridge.admin.roles.delByName({ realm: name, name: 'payer' });
    for (const displayName of ['app-boss', 'Finance']) {
      const answer = await later.scim('POST', '/Groups', { displayName });
      expect([answer.status, answer.body.detail]).toEqual([
        500,
        expect.stringContaining("The realm's SCIM configuration names a realm role that") as string,
      ]);
    }
    const groups = await bridge.admin.groups.find({ realm: name });
    expect(groups.map((group) => group.name)).toEqual(['App-Old']);
    const hints = bridge.logged().map(({ hint }) => hint);
    expect(hints).toContain(
      'scim.config#/groups/roles/1/realmRoles/0: The realm role "visitor" grants realm administration, which SCIM does not give.',
    );
    expect(hints).toContain('scim.config#/groups/roles/0/realmRoles/0: There is no realm role "payer".');
  });
});
