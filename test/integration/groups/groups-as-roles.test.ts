/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { setTimeout as sleep } from 'node:timers/promises';
import { adminApi } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { filtered, filteredGroups, patch } from '../../support/scim/messages.ts';
import { accessToken } from '../../support/keycloak/tokenEndpoint.ts';

const PASSWORD = 'a password';

let bridge: TestBridge;
let realm: TestRealm;

beforeAll(async () => {
  bridge = await startTestBridge({ REFRESH_AFTER_MS: '600000' });
  realm = await bridge.realm({ lifecycle: { groups: { as: 'roles' } } });
  await bridge.admin.clients.create({
    realm: realm.name,
    clientId: 'app',
    publicClient: true,
    directAccessGrantsEnabled: true,
  });
  await realm.scim('GET', '/Users');
});

afterAll(() => bridge.close());

let n = 0;
async function person(): Promise<string> {
  n += 1;
  const made = await realm.scim('POST', '/Users', {
    userName: `member-${n}`,
    name: { givenName: 'Mem', familyName: 'Ber' },
    emails: [{ value: `member-${n}@example.com`, primary: true }],
    password: PASSWORD,
  });
  expect(made.status).toBe(201);
  return String(made.body.id);
}

async function group(displayName: string, ...members: string[]): Promise<string> {
  const body = {
    displayName,
    externalId: `ext-${displayName}`,
    members: members.map((value) => ({ value })),
  };
  const made = await realm.scim('POST', '/Groups', body);
  expect(made.status).toBe(201);
  return String(made.body.id);
}

const roleOf = (id: string) => bridge.admin.roles.findOneById({ realm: realm.name, id });

async function holders(name: string): Promise<string[]> {
  const users = await bridge.admin.roles.findUsersWithRole({ realm: realm.name, name });
  return users.map(({ id = '' }) => id).sort();
}

/** The realm roles in a token that a person gets at login. */
async function rolesInToken(username: string): Promise<readonly string[]> {
  const form = { grant_type: 'password', client_id: 'app', username, password: PASSWORD };
  const [, payload = ''] = (await accessToken(realm.name, form)).split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
    realm_access: { roles: string[] };
  };
  return claims.realm_access.roles;
}

describe('groups as realm roles', () => {
  it('store a group as a role that its members hold, also in their tokens', async () => {
    const ann = await person();
    const id = await group('Analysts', ann);
    expect(await roleOf(id)).toMatchObject({ name: 'Analysts', clientRole: false });
    expect(await holders('Analysts')).toEqual([ann]);
    expect(await rolesInToken(`member-${n}`)).toContain('Analysts');
    const read = await realm.scim('GET', `/Groups/${id}`);
    expect(read.body).toMatchObject({ id, displayName: 'Analysts', externalId: 'ext-Analysts' });
    expect(read.body.members).toEqual([expect.objectContaining({ value: ann })]);
  });

  it("keep id, members and the role's own settings in Keycloak when a group is renamed", async () => {
    const ann = await person();
    const id = await group('Before the rename', ann);
    const part = await bridge.admin.roles.findOneByName({ realm: realm.name, name: 'offline_access' });
    await bridge.admin.roles.createComposite({ realm: realm.name, roleId: id }, [part ?? {}]);
    await bridge.admin.roles.updateById(
      { realm: realm.name, id },
      { ...(await roleOf(id)), description: 'Kept' },
    );
    const rename = patch({ op: 'replace', path: 'displayName', value: 'After/the: rename ü' });
    expect((await realm.scim('PATCH', `/Groups/${id}`, rename)).status).toBeLessThan(300);
    expect(await roleOf(id)).toMatchObject({
      name: 'After/the: rename ü',
      description: 'Kept',
      composite: true,
    });
    const next = await person();
    const add = patch({ op: 'add', path: 'members', value: [{ value: next }] });
    expect((await realm.scim('PATCH', `/Groups/${id}`, add)).status).toBeLessThan(300);
    expect((await realm.scim('GET', `/Groups/${id}`)).body.members).toHaveLength(2);
  });

  it('change members by PATCH and PUT; repeats do no harm', async () => {
    const [ann, bob, eve] = [await person(), await person(), await person()];
    const id = await group('Changing', ann);
    const both = patch({ op: 'add', path: 'members', value: [{ value: ann }, { value: bob }] });
    for (let i = 0; i < 2; i += 1)
      expect((await realm.scim('PATCH', `/Groups/${id}`, both)).status).toBeLessThan(300);
    expect(await holders('Changing')).toEqual([ann, bob].sort());
    const put = await realm.scim('PUT', `/Groups/${id}`, {
      displayName: 'Changing',
      members: [{ value: bob }, { value: eve }],
    });
    expect(put.status).toBe(200);
    expect(await holders('Changing')).toEqual([bob, eve].sort());
    const leave = patch({ op: 'remove', path: `members[value eq "${bob}"]` });
    for (let i = 0; i < 2; i += 1)
      expect((await realm.scim('PATCH', `/Groups/${id}`, leave)).status).toBeLessThan(300);
    expect(await holders('Changing')).toEqual([eve]);
    const nobody = patch({ op: 'add', path: 'members', value: [{ value: 'nobody' }] });
    expect((await realm.scim('PATCH', `/Groups/${id}`, nobody)).status).toBeLessThan(300);
    expect(await holders('Changing')).toEqual([eve]);
  });

  it('create one membership of 20 identical joins at once', async () => {
    const ann = await person();
    const id = await group('Crowded');
    const add = patch({ op: 'add', path: 'members', value: [{ value: ann }] });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => realm.scim('PATCH', `/Groups/${id}`, add)),
    );
    expect(answers.every(({ status }) => status < 300)).toBe(true);
    expect(await holders('Crowded')).toEqual([ann]);
    for (const who of await Promise.all(Array.from({ length: 6 }, person))) {
      const join = patch({ op: 'add', path: 'members', value: [{ value: who }] });
      const again = await Promise.all(
        Array.from({ length: 20 }, () => realm.scim('PATCH', `/Groups/${id}`, join)),
      );
      expect(new Set(again.map(({ status }) => status))).toEqual(new Set([204]));
    }
  });

  it('find a role that was renamed in Keycloak', async () => {
    const [ann, id] = [await person(), await group('Renamed outside')];
    await bridge.admin.roles.updateById({ realm: realm.name, id }, { name: 'Renamed there' });
    const add = patch({ op: 'add', path: 'members', value: [{ value: ann }] });
    expect((await realm.scim('PATCH', `/Groups/${id}`, add)).status).toBeLessThan(300);
    expect(await holders('Renamed there')).toEqual([ann]);
  });

  it('find the right role when Keycloak has since given its name to another role', async () => {
    const at = { realm: realm.name };
    const [ann, bob] = [await person(), await person()];
    const id = await group('First', ann);
    await bridge.admin.roles.updateById({ ...at, id }, { name: 'Second' });
    await bridge.admin.roles.create({ ...at, name: 'First' });
    const add = patch({ op: 'add', path: 'members', value: [{ value: bob }] });
    expect((await realm.scim('PATCH', `/Groups/${id}`, add)).status).toBe(204);
    expect(await holders('Second')).toEqual([ann, bob].sort());
    expect(await holders('First')).toEqual([]);
    await bridge.admin.roles.updateById({ ...at, id }, { name: 'Third' });
    await bridge.admin.roles.create({ ...at, name: 'Second' });
    await sleep(300);
    const replace = patch({ op: 'replace', path: 'members', value: [{ value: bob }] });
    expect((await realm.scim('PATCH', `/Groups/${id}`, replace)).status).toBe(204);
    expect(await holders('Third')).toEqual([bob]);
  });

  it('keep the role of a member who is deactivated and reactivated; deleting a group deletes the role', async () => {
    const ann = await person();
    const id = await group('Staying', ann);
    for (const value of [false, true]) {
      await realm.scim('PATCH', `/Users/${ann}`, patch({ op: 'replace', path: 'active', value }));
    }
    expect(await holders('Staying')).toEqual([ann]);
    expect((await realm.scim('DELETE', `/Groups/${id}`)).status).toBe(204);
    expect((await realm.scim('DELETE', `/Groups/${id}`)).status).toBe(404);
    expect((await realm.scim('GET', `/Groups/${id}`)).status).toBe(404);
    expect(await bridge.admin.roles.findOneByName({ realm: realm.name, name: 'Staying' })).toBeFalsy();
  });

  it('find a group by name, externalId and member, and a user by its group', async () => {
    const ann = await person();
    const id = await group('Findable', ann);
    for (const filter of [
      'displayName eq "findable"',
      'externalId eq "ext-Findable"',
      `members.value eq "${ann}"`,
      `id eq "${id}"`,
    ]) {
      const found = await realm.scim('GET', filteredGroups(filter));
      expect([filter, found.body.totalResults, found.body.Resources?.[0]?.externalId]).toEqual([
        filter,
        1,
        'ext-Findable',
      ]);
    }
    expect((await realm.scim('GET', filtered(`groups.value eq "${id}"`))).body.Resources).toEqual([
      expect.objectContaining({ id: ann }),
    ]);
    const { body } = await realm.scim('GET', `/Users/${ann}?attributes=groups`);
    expect(body.groups).toEqual([expect.objectContaining({ value: id, display: 'Findable' })]);
    expect((await realm.scim('POST', '/Groups', { displayName: 'FINDABLE' })).status).toBe(409);
  });

  it('are explained with the calls that they take', async () => {
    const ann = await person();
    const explain = adminApi(bridge, realm.name);
    const callsOf = async (method: string, target: string, body?: unknown) =>
      (await explain('POST', '/explain', { method, target, body })).body as { calls: string[] };
    const members = [{ value: ann }];
    const made = await callsOf('POST', '/Groups', { displayName: 'Explained', members });
    expect(made.calls).toEqual(
      expect.arrayContaining(['POST roles', 'POST users/{id}/role-mappings/realm']) as unknown,
    );
    const id = await group('Explained really', ann);
    expect((await callsOf('DELETE', `/Groups/${id}`)).calls).toContain('DELETE roles-by-id/{id}');
  });

  it("do not include Keycloak's own roles", async () => {
    const own = [`default-roles-${realm.name}`, 'offline_access', 'uma_authorization', 'scim-managed'];
    const all = await realm.scim('GET', '/Groups?count=200');
    const names = (all.body.Resources as { displayName: string }[]).map(({ displayName }) => displayName);
    expect(names.filter((name) => own.includes(name))).toEqual([]);
    expect(all.body.totalResults).toBe(names.length);
    const ann = await person();
    for (const name of own) {
      const role = await bridge.admin.roles.findOneByName({ realm: realm.name, name });
      const id = role?.id ?? '';
      expect((await realm.scim('GET', `/Groups/${id}`)).status).toBe(404);
      const before = await holders(name);
      const add = patch({ op: 'add', path: 'members', value: [{ value: ann }] });
      expect((await realm.scim('PATCH', `/Groups/${id}`, add)).status).toBe(404);
      expect(await holders(name)).toEqual(before);
      expect((await realm.scim('DELETE', `/Groups/${id}`)).status).toBe(404);
      expect((await realm.scim('POST', '/Groups', { displayName: name })).status).toBe(409);
    }
  });

  it('include neither a role named "..", whose address is that of all users, nor a default role under another name', async () => {
    const later = await bridge.realm({ lifecycle: { groups: { as: 'roles' } } });
    const at = { realm: later.name };
    await bridge.admin.roles.create({ ...at, name: '..' });
    const found = await bridge.admin.roles.find({ ...at, search: '..' });
    const { defaultRole: { id: everybody = '', ...role } = {} } =
      (await bridge.admin.realms.findOne(at)) ?? {};
    await bridge.admin.roles.updateById({ ...at, id: everybody }, { ...role, name: 'everybody' });
    for (const id of [everybody, found.find(({ name }) => name === '..')?.id ?? '']) {
      expect(id).not.toBe('');
      expect((await later.scim('GET', `/Groups/${id}`)).status).toBe(404);
      expect((await later.scim('DELETE', `/Groups/${id}`)).status).toBe(404);
    }
    expect((await later.scim('GET', '/Groups')).body.totalResults).toBe(0);
  });

  it('refuse joining, renaming and deleting a role that grants administration', async () => {
    const [ann, id] = [await person(), await group('Bosses')];
    const [management] = await bridge.admin.clients.find({
      realm: realm.name,
      clientId: 'realm-management',
    });
    const right = await bridge.admin.clients.findRole({
      realm: realm.name,
      id: management?.id ?? '',
      roleName: 'manage-users',
    });
    await bridge.admin.roles.createComposite({ realm: realm.name, roleId: id }, [right ?? {}]);
    const attempts = [
      ['PATCH', patch({ op: 'add', path: 'members', value: [{ value: ann }] })],
      ['PATCH', patch({ op: 'replace', path: 'displayName', value: 'Harmless' })],
      ['PUT', { displayName: 'Bosses', members: [{ value: ann }] }],
      ['DELETE', undefined],
    ] as const;
    for (const [method, body] of attempts) {
      expect((await realm.scim(method, `/Groups/${id}`, body)).status).toBe(403);
    }
    expect(await roleOf(id)).toMatchObject({ name: 'Bosses' });
    expect(await holders('Bosses')).toEqual([]);
  });

  it('page many groups in the order of names, and list 110 members', async () => {
    const many = await bridge.realm({ lifecycle: { groups: { as: 'roles' } } });
    const names = Array.from({ length: 130 }, (_, i) => `Role ${String(i).padStart(3, '0')}`);
    await Promise.all(names.map((name) => bridge.admin.roles.create({ realm: many.name, name })));
    const seen: string[] = [];
    for (let startIndex = 1; startIndex <= 130; startIndex += 50) {
      const page = await many.scim('GET', `/Groups?startIndex=${startIndex}&count=50`);
      expect(page.body.totalResults).toBe(130);
      seen.push(...(page.body.Resources as { displayName: string }[]).map(({ displayName }) => displayName));
    }
    expect(seen).toEqual(names);
    const role = await bridge.admin.roles.findOneByName({ realm: many.name, name: 'Role 007' });
    const made = await Promise.all(
      Array.from({ length: 110 }, (_, i) =>
        bridge.admin.users.create({ realm: many.name, username: `m-${i}`, enabled: true }),
      ),
    );
    const ids = made.map(({ id }) => id);
    const put = await many.scim('PUT', `/Groups/${role?.id ?? ''}`, {
      displayName: 'Role 007',
      members: ids.map((value) => ({ value })),
    });
    expect(put.status).toBe(200);
    expect((await many.scim('GET', `/Groups/${role?.id ?? ''}`)).body.members).toHaveLength(110);
  });

  it('refuse a new group without the right manage-realm, and log what to do', async () => {
    const bare = await bridge.realm();
    const config = { version: 1, groups: { as: 'roles' } };
    const body = { enabled: true, profile: 'generic', config };
    await adminApi(bridge, bare.name)('PUT', '/config', body, { 'If-Match': '*' });
    expect((await bare.scim('POST', '/Groups', { displayName: 'Refused' })).status).toBe(502);
    expect(bridge.logged().map(({ hint }) => hint)).toContainEqual(
      expect.stringContaining(
        'the account of the bridge needs manage-realm for that; realm-config enable gives it',
      ),
    );
  });

  it('refuse rules that give roles to groups', async () => {
    const lifecycle = { groups: { as: 'roles', roles: [{ group: 'x', realmRoles: ['y'] }] } };
    await expect(bridge.realm({ lifecycle })).rejects.toThrow('#/groups/roles: Only groups hold roles');
  });
});

describe('the number of calls to Keycloak where groups are realm roles', () => {
  it('is documented', async () => {
    const [ann, id] = [await person(), await group('Counted')];
    const add = patch({ op: 'add', path: 'members', value: [{ value: ann }] });
    await realm.scim('PATCH', `/Groups/${id}`, add);
    const calls = async (work: () => Promise<unknown>): Promise<string[]> => {
      bridge.proxy.reset();
      await work();
      return bridge.proxy
        .calls()
        .map((call) => call.replace(`/admin/realms/${realm.name}`, '').replace(/\/?(\?.*)?$/, ''));
    };
    expect(await calls(() => realm.scim('PATCH', `/Groups/${id}`, add))).toEqual([
      'POST /users/{id}/role-mappings/realm',
    ]);
    expect(await calls(() => realm.scim('GET', `/Groups/${id}?excludedAttributes=members`))).toEqual([
      'GET /roles-by-id/{id}',
    ]);
    expect(await calls(() => realm.scim('POST', '/Groups', { displayName: 'Counted too' }))).toEqual([
      'GET /roles',
      'POST /roles',
      'GET /roles/Counted%20too',
    ]);
  });
});
