import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { filtered, patch } from '../../support/scim/messages.ts';
import { requestToken } from '../../support/keycloak/tokenEndpoint.ts';

let bridge: TestBridge;

beforeAll(async () => {
  bridge = await startTestBridge();
});

afterAll(() => bridge.close());

const person = (userName: string, more: Record<string, unknown> = {}) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName,
  externalId: `ext-${userName}`,
  name: { givenName: 'Ann', familyName: 'Lyst' },
  emails: [{ value: userName, type: 'work', primary: true }],
  active: true,
  ...more,
});

/** Names of the roles that a user holds directly. */
async function rolesOf({ name: realm }: TestRealm, id: string): Promise<string[]> {
  const held = await bridge.admin.users.listRoleMappings({ realm, id });
  const ofClients = Object.values(held.clientMappings ?? {}) as { mappings: { name: string }[] }[];
  return [...(held.realmMappings ?? []), ...ofClients.flatMap(({ mappings }) => mappings)]
    .map(({ name = '' }) => name)
    .filter((name) => !name.startsWith('default-roles-'))
    .sort();
}

/** The realm roles in a token that a person gets at login; none where the login is refused. */
async function rolesAtLogin({ name }: TestRealm, username: string, password: string): Promise<string[]> {
  const form = { grant_type: 'password', client_id: 'app', username, password };
  const { access_token: token } = (await requestToken(name, form)).body as { access_token?: string };
  if (token === undefined) return [];
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    realm_access: { roles: string[] };
  };
  return claims.realm_access.roles;
}

const app = async (realm: string): Promise<void> => {
  await bridge.admin.clients.create({
    realm,
    clientId: 'app',
    publicClient: true,
    directAccessGrantsEnabled: true,
  });
};

describe('B: every new user gets a default role at its first creation only', () => {
  it("gives Okta's users the roles once, through updates, deactivations and links", async () => {
    const realm = await bridge.realm({
      profile: 'okta',
      lifecycle: { onboarding: { clientRoles: { analytics: ['viewer'] }, markerRole: true } },
      before: async (name) => {
        const { id } = await bridge.admin.clients.create({ realm: name, clientId: 'analytics' });
        await bridge.admin.clients.createRole({ realm: name, id, name: 'viewer' });
        await bridge.admin.roles.create({ realm: name, name: 'scim-managed' });
      },
    });
    const { name } = realm;
    const made = await realm.scim('POST', '/Users', person('new@example.com', { password: 'Random-1x' }));
    expect(made.status).toBe(201);
    const id = String(made.body.id);
    expect(await rolesOf(realm, id)).toEqual(['scim-managed', 'viewer']);
    expect(await bridge.admin.users.getCredentials({ realm: name, id })).toEqual([]);

    const marker = await bridge.admin.roles.findOneByName({ realm: name, name: 'scim-managed' });
    const role = { id: marker?.id ?? '', name: 'scim-managed' };
    await bridge.admin.users.delRealmRoleMappings({ realm: name, id, roles: [role] });
    await realm.scim('PUT', `/Users/${id}`, person('new@example.com', { title: 'Lead' }));
    for (const active of [false, true]) {
      await realm.scim('PATCH', `/Users/${id}`, patch({ op: 'replace', value: { active } }));
    }
    expect(await rolesOf(realm, id)).toEqual(['viewer']);

    const there = { username: 'there@example.com', email: 'there@example.com', enabled: true };
    await bridge.admin.users.create({ realm: name, ...there });
    expect((await realm.scim('POST', '/Users', person('there@example.com'))).status).toBe(409);
    const found = await realm.scim('GET', filtered('userName eq "there@example.com"'));
    const linked = String(found.body.Resources[0].id);
    expect((await realm.scim('PUT', `/Users/${linked}`, person('there@example.com'))).status).toBe(200);
    expect(await rolesOf(realm, linked)).toEqual([]);
  });
});

describe('C: groups become roles, and DELETE disables the user', () => {
  it('gives and takes roles with the pushed groups, and restores a deleted user with its history', async () => {
    const realm = await bridge.realm({
      lifecycle: { groups: { as: 'roles' }, offboarding: { delete: 'hide' } },
      before: app,
    });
    const password = 'a password';
    const [ann, bob] = await Promise.all(
      ['ann@example.com', 'bob@example.com'].map(async (userName) => {
        const made = await realm.scim('POST', '/Users', person(userName, { password }));
        return String(made.body.id);
      }),
    );
    const pushed = await realm.scim('POST', '/Groups', { displayName: 'Editors', members: [{ value: ann }] });
    const group = String(pushed.body.id);
    expect(await rolesAtLogin(realm, 'ann@example.com', password)).toContain('Editors');
    const both = { displayName: 'Editors', members: [{ value: ann }, { value: bob }] };
    expect((await realm.scim('PUT', `/Groups/${group}`, both)).status).toBe(200);
    const rename = patch({ op: 'replace', path: 'displayName', value: 'Writers' });
    expect((await realm.scim('PATCH', `/Groups/${group}`, rename)).status).toBeLessThan(300);
    expect(await rolesAtLogin(realm, 'bob@example.com', password)).toContain('Writers');

    for (const active of [false, true]) {
      await realm.scim(
        'PATCH',
        `/Users/${bob ?? ''}`,
        patch({ op: 'replace', path: 'active', value: active }),
      );
    }
    expect(await rolesAtLogin(realm, 'bob@example.com', password)).toContain('Writers');

    expect((await realm.scim('DELETE', `/Users/${bob ?? ''}`)).status).toBe(204);
    expect(await rolesAtLogin(realm, 'bob@example.com', password)).toEqual([]);
    const kept = await bridge.admin.users.findOne({ realm: realm.name, id: bob ?? '' });
    expect(kept).toMatchObject({ username: 'bob@example.com', enabled: false, firstName: 'Ann' });
    expect((await realm.scim('GET', `/Groups/${group}`)).body.members).toEqual([
      expect.objectContaining({ value: ann }),
    ]);

    const back = await realm.scim('POST', '/Users', person('bob@example.com'));
    expect([back.status, back.body.id]).toEqual([201, bob]);
    expect(await rolesAtLogin(realm, 'bob@example.com', password)).not.toContain('Writers');
    expect((await realm.scim('DELETE', `/Groups/${group}`)).status).toBe(204);
    expect(await bridge.admin.roles.findOneByName({ realm: realm.name, name: 'Writers' })).toBeFalsy();
  });
});

describe('D: users carry scim-managed, and a break-glass administrator stays', () => {
  it('marks the users with that role in the console, and keeps the administrators when a client deletes everybody', async () => {
    const realm = await bridge.realm({
      profile: 'azure',
      lifecycle: {
        onboarding: { markerRole: true },
        protection: { breakGlass: ['*@contoso.onmicrosoft.com'] },
      },
    });
    const { name } = realm;
    const ids: string[] = [];
    for (const userName of ['one@contoso.com', 'two@contoso.com']) {
      const made = await realm.scim('POST', '/Users', person(userName));
      ids.push(String(made.body.id));
    }
    const managed = await bridge.admin.roles.findUsersWithRole({ realm: name, name: 'scim-managed' });
    expect(managed.map(({ id = '' }) => id).sort()).toEqual([...ids].sort());
    expect(managed[0]).toMatchObject({ firstName: 'Ann', lastName: 'Lyst', enabled: true });

    const glass = { username: 'admin@contoso.onmicrosoft.com', enabled: true };
    await bridge.admin.users.create({ realm: name, ...glass });
    const { id: boss } = await bridge.admin.users.create({ realm: name, username: 'boss', enabled: true });
    const [management] = await bridge.admin.clients.find({ realm: name, clientId: 'realm-management' });
    const place = { realm: name, id: management?.id ?? '' };
    const right = await bridge.admin.clients.findRole({ ...place, roleName: 'manage-users' });
    await bridge.admin.users.addClientRoleMappings({
      realm: name,
      id: boss,
      clientUniqueId: place.id,
      roles: [{ id: right?.id ?? '', name: 'manage-users' }],
    });

    const everybody = await realm.scim('GET', '/Users');
    const left: string[] = [];
    for (const { id, userName } of everybody.body.Resources as { id: string; userName: string }[]) {
      const disabled = await realm.scim(
        'PATCH',
        `/Users/${id}`,
        patch({ op: 'Replace', path: 'active', value: 'False' }),
      );
      const deleted = await realm.scim('DELETE', `/Users/${id}`);
      if (disabled.status === 403 && deleted.status === 403) left.push(userName);
    }
    expect(left.sort()).toEqual(['admin@contoso.onmicrosoft.com', 'boss']);
    const there = await bridge.admin.users.find({ realm: name });
    expect(there.map(({ username, enabled }) => [username, enabled])).toEqual([
      ['admin@contoso.onmicrosoft.com', true],
      ['boss', true],
    ]);
  });
});
