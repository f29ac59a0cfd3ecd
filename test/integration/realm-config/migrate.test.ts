/* eslint max-lines: "off" -- One bridge serves the realms that come from each of the other SCIM servers; every file of its own would start another. */
import { Readable } from 'node:stream';
import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { RoleMappingPayload } from '@keycloak/keycloak-admin-client/lib/defs/roleRepresentation.js';
import { adminApi } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { adminClient, testKeycloak } from '../../support/keycloak/keycloak.ts';
import { declareAttributes, openOwnScimApi, type OwnScimApi } from '../../support/keycloak/ownScimApi.ts';
import type { Ended } from '../../support/processes/command.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';
import { filtered, filteredGroups, patch, user } from '../../support/scim/messages.ts';
import { forwardRequest } from '../../support/servers/forward.ts';

let bridge: TestBridge;

beforeAll(async () => {
  bridge = await startTestBridge();
});
afterAll(() => bridge.close());
afterEach(() => {
  bridge.proxy.intercept(undefined);
});

/** Runs `migrate`, where nobody can be asked unless there is an answer. */
function migrateWith(
  args: readonly string[],
  answer?: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { adminUser, adminPassword } = testKeycloak();
  bridge.proxy.reset();
  const variables = {
    KEYCLOAK_URL: bridge.proxy.url,
    KEYCLOAK_ADMIN: adminUser,
    KEYCLOAK_ADMIN_PASSWORD: adminPassword,
    PUBLIC_URL: 'https://scim.example.test',
    ...more,
  };
  const terminal = Object.assign(Readable.from(answer === undefined ? [] : [`${answer}\n`]), {
    isTTY: answer !== undefined,
  });
  return runRealmConfig(['migrate', ...args], variables, terminal);
}

const migrate = (...args: readonly string[]): Promise<Ended> => migrateWith(args);

/** The writes to Keycloak since the last command began. */
const writes = (): string[] => bridge.proxy.calls().filter((call) => !call.startsWith('GET '));

const OWN_RULES = {
  ownership: 'own',
  onboarding: { markerRole: true },
  protection: { breakGlass: ['root-*'] },
};

/** Gives a user a role of the realm, or of realm-management. */
async function giveRole(admin: KeycloakAdminClient, realm: string, id: string, name: string): Promise<void> {
  const ofRealm = await admin.roles.findOneByName({ realm, name });
  if (ofRealm?.id !== undefined) {
    await admin.users.addRealmRoleMappings({ realm, id, roles: [ofRealm as RoleMappingPayload] });
    return;
  }
  const [client] = await admin.clients.find({ realm, clientId: 'realm-management' });
  const clientUniqueId = client?.id ?? '';
  const role = await admin.clients.findRole({ realm, id: clientUniqueId, roleName: name });
  await admin.users.addClientRoleMappings({ realm, id, clientUniqueId, roles: [role as RoleMappingPayload] });
}

/** The number of resources that a filter of the bridge's client finds. */
async function countFound(realm: TestRealm, path: string): Promise<unknown> {
  return (await realm.scim('GET', path)).body.totalResults;
}

describe("a realm that Keycloak's own SCIM API provisioned", () => {
  let realm: TestRealm;
  let native: OwnScimApi;
  let admin: KeycloakAdminClient;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    realm = await bridge.realm({
      settings: { scimApiEnabled: true },
      lifecycle: OWN_RULES,
      async before(name) {
        admin = await adminClient();
        native = await openOwnScimApi(admin, name, { personnel: 'externalId', shown: 'displayName' });
        for (const userName of ['ann', 'ben', 'boss', 'root-one']) {
          ids[userName] = await native.createUser(userName, `E-${userName}`, { displayName: userName });
        }
        for (const userName of ['dora', 'dirk']) ids[userName] = await native.createUser(userName, 'E-same');
        ids.staff = await native.createGroup('staff', 'G-staff');
        await admin.groups.create({ realm: name, name: 'of the console' });
        await admin.users.create({ realm: name, username: 'local', enabled: true });
        await giveRole(admin, name, ids.boss ?? '', 'manage-users');
      },
    });
  });

  it('is shown with what would be adopted, what not and why, and what stays; nothing is written', async () => {
    expect(await countFound(realm, filtered('externalId eq "E-ann"'))).toBe(0);
    expect((await realm.scim('POST', '/Users', user('ann', { externalId: 'E-ann' }))).status).toBe(409);

    const { code, stdout, stderr } = await migrate(realm.name, '--from', 'native');
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'Nothing was written: add --yes to adopt them.\n' });
    expect(stdout).toBe(`Realm ${realm.name}: 2 users to adopt from Keycloak's own SCIM API
  ~ 2 users: ann, ben
      externalId: from user attribute "personnel", which stays, to "externalId"
      source: "scim" in user attribute "scim.source"
      role: scim-managed
  ! 2 users left out: dirk, dora
      Another one has the same externalId. Leave it to one of them, then migrate again.
  ! 1 user left out: root-one
      It is a break-glass account. SCIM does not change such an account.
  ! 1 user left out: boss
      It administers the realm. SCIM does not change such an account; take the roles from it, then migrate again.
  . left alone: 1 user that nothing shows to be of the former server
  = 1 group that clients of the bridge find already
  . left alone: 1 group that nothing shows to be of the former server
  ! Realm settings > General > SCIM API: Keycloak's own SCIM API is still on for the realm, at the same path.
      Switch it off once the identity provider reaches the bridge.
  ! user attribute "shown": Keycloak's own SCIM API keeps "displayName" in it, and the mapping of the realm in "attributes.displayName".
      The identity provider sends it again when it changes; or add the row {"scim":"displayName","keycloak":"attributes.shown"} to the mapping.
`);
    expect(writes()).toEqual([]);
  });

  it('has its users and groups found by externalId, changed and refused a second time, as if the bridge had made them', async () => {
    const { code, stdout, stderr } = await migrate(realm.name, '--from', 'native', '--yes');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`\nRealm ${realm.name}: 2 users adopted\n`);

    const found = await realm.scim('GET', filtered('externalId eq "E-ann"'));
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ id: ids.ann, userName: 'ann' }] });
    expect(await countFound(realm, filteredGroups('externalId eq "G-staff"'))).toBe(1);
    expect((await realm.scim('POST', '/Users', user('ann', { externalId: 'E-ann' }))).status).toBe(409);
    const changed = await realm.scim(
      'PATCH',
      `/Users/${ids.ann ?? ''}`,
      patch({ op: 'replace', path: 'title', value: 'Chief' }),
    );
    expect(changed.body).toMatchObject({ title: 'Chief', externalId: 'E-ann', active: true });
    for (const userName of ['boss', 'dora', 'root-one', 'local']) {
      expect(await countFound(realm, filtered(`userName eq "${userName}"`))).toBe(0);
    }
    const roles = await admin.users.listRealmRoleMappings({ realm: realm.name, id: ids.ben ?? '' });
    expect(roles.map(({ name }) => name)).toContain('scim-managed');
  });

  it('is found by the former API as before', async () => {
    const found = await native.send('GET', filtered('externalId eq "E-ann"'));
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ id: ids.ann }] });
  });

  it('is migrated once: the second run writes nothing', async () => {
    const { code, stdout } = await migrate(realm.name, '--from', 'native', '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain(`Realm ${realm.name}: nothing to adopt from`);
    expect(stdout).toContain('  = 2 users that clients of the bridge find already\n');
    expect(writes()).toEqual([]);
  });
});

/** What Metatavu's extension stores of a user that it creates. */
async function createMarkedUser(
  admin: KeycloakAdminClient,
  realm: string,
  username: string,
  attributes: Record<string, string[]> = { externalId: [`M-${username}`] },
): Promise<string> {
  const { id } = await admin.users.create({
    ...{ realm, username, enabled: true, emailVerified: true, email: `${username}@example.com`, attributes },
  });
  await giveRole(admin, realm, id, 'scim-managed');
  return id;
}

describe("a realm that Metatavu's extension provisioned", () => {
  let realm: TestRealm;
  let admin: KeycloakAdminClient;

  beforeAll(async () => {
    realm = await bridge.realm({
      settings: { attributes: { 'scim.authentication.mode': 'EXTERNAL', 'scim.link.idp': 'true' } },
      lifecycle: { ownership: 'own' },
      async before(name) {
        admin = await adminClient();
        await admin.roles.create({ realm: name, name: 'scim-managed' });
        await declareAttributes(admin, name, [{ name: 'externalId' }]);
      },
    });
    for (const username of ['ann', 'ben']) await createMarkedUser(admin, realm.name, username);
    await createMarkedUser(admin, realm.name, 'nameless', {});
    const attributes = { externalId: ['M-of-somebody'] };
    await admin.users.create({ realm: realm.name, username: 'unmarked', enabled: true, attributes });
  });

  it('has the users with its role adopted, also those that it knows by userName only', async () => {
    const shown = await migrate(realm.name, '--from', 'metatavu', '--json');
    expect(shown.code).toBe(2);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      ...{ realm: realm.name, from: 'metatavu', changed: false, source: 'scim', attribute: 'externalId' },
      users: { adopt: { count: 3, first: ['ann', 'ben', 'nameless'] }, found: 0, skipped: [], strangers: 1 },
      groups: { adopt: { count: 0, first: [] } },
      notes: [
        { where: "Keycloak's folder providers" },
        { sentence: expect.stringContaining('scim.authentication.mode, scim.link.idp') as string },
        { where: 'identity provider' },
      ],
    });
    expect(shown.stdout).not.toContain('EXTERNAL');

    const done = await migrate(realm.name, '--from', 'metatavu', '--yes', '--json');
    expect(done.code).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({
      changed: true,
      adopted: { users: 3, groups: 0, failed: 0 },
    });
    expect(await countFound(realm, filtered('externalId eq "M-ben"'))).toBe(1);
    expect(await countFound(realm, filtered('userName eq "nameless"'))).toBe(1);
    expect(await countFound(realm, filtered('externalId eq "M-of-somebody"'))).toBe(0);

    expect((await migrate(realm.name, '--from', 'metatavu', '--yes')).code).toBe(0);
    expect(writes()).toEqual([]);
  });
});

describe('a realm with organizations', () => {
  let realm: TestRealm;
  const ids: Record<string, string> = {};

  const join = (orgId: string, userId: string): Promise<unknown> =>
    bridge.admin.organizations.addMember({ realm: realm.name, orgId, userId });

  beforeAll(async () => {
    realm = await bridge.realm({ settings: { organizationsEnabled: true } });
    const { users, organizations } = bridge.admin;
    for (const name of ['ann', 'ben', 'cat']) {
      ids[name] = await createMarkedUser(bridge.admin, realm.name, name);
    }
    const local = await users.create({ realm: realm.name, username: 'local', enabled: true });
    for (const alias of ['acme', 'globex', 'nobodys']) {
      const domains = [{ name: `${alias}.test`, verified: true }];
      const { id } = await organizations.create({ realm: realm.name, name: alias, alias, domains });
      ids[alias] = id;
    }
    const { ann = '', ben = '', acme = '', globex = '', nobodys = '' } = ids;
    await join(acme, ann);
    await join(acme, ben);
    await join(acme, local.id);
    await join(globex, ann);
    await join(nobodys, local.id);
  });

  it('is shown with the memberships of the users to adopt, all of which stay', async () => {
    const { stdout } = await migrate(realm.name, '--from', 'metatavu');
    expect(stdout).toContain(`
  . organization "acme" keeps 2 members: ann, ben
  . organization "globex" keeps 1 member: ann
  ! `);
    expect(stdout).toContain('\n  ! organizations: Members stay members. ');
    const json = await migrate(realm.name, '--from', 'metatavu', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      organizations: [
        { alias: 'acme', members: { count: 2, first: ['ann', 'ben'] } },
        { alias: 'globex', members: { count: 1, first: ['ann'] } },
      ],
    });
    expect(writes()).toEqual([]);

    expect((await migrate(realm.name, '--from', 'metatavu', '--yes')).code).toBe(0);
    const operation = { op: 'replace', path: 'title', value: 'Chief' };
    expect((await realm.scim('PATCH', `/Users/${ids.ann ?? ''}`, patch(operation))).status).toBe(200);
    expect(writes().filter((call) => call.includes('organizations'))).toEqual([]);
    const kept = await bridge.admin.organizations.memberOrganizations({
      ...{ realm: realm.name, userId: ids.ann ?? '' },
    });
    expect(kept.map(({ alias }) => alias).sort()).toEqual(['acme', 'globex']);
  });

  it('is migrated by an administrator who may not see them, and is told which rights show them', async () => {
    bridge.proxy.intercept((request, response) => {
      if (request.url?.includes('/organizations') !== true) return false;
      response.writeHead(403, { 'Content-Type': 'application/json' });
      response.end('{"error":"HTTP 403 Forbidden"}');
      return true;
    });
    const { stdout } = await migrate(realm.name, '--from', 'metatavu', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      organizations: [],
      notes: expect.arrayContaining([
        expect.objectContaining({
          where: 'organizations',
          remedy: expect.stringContaining('"view-organizations" and "view-users"') as string,
        }),
      ]) as unknown,
    });
  });
});

/** A realm with users of Metatavu's extension, in the order of their names. */
async function realmOfMarked(
  names: readonly string[],
): Promise<{ realm: TestRealm; ids: readonly string[] }> {
  const realm = await bridge.realm();
  const admin = await adminClient();
  const ids: string[] = [];
  for (const name of names) ids.push(await createMarkedUser(admin, realm.name, name));
  return { realm, ids };
}

describe('a migration', () => {
  it('goes on where it broke off', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `user-${String(at).padStart(2, '0')}`);
    const { realm } = await realmOfMarked(names);
    let puts = 0;
    bridge.proxy.intercept((request, response) => {
      if (request.method !== 'PUT') return false;
      puts += 1;
      if (puts > 5) response.writeHead(503).end();
      else forwardRequest(testKeycloak().url, request, response);
      return true;
    });
    const broken = await migrate(realm.name, '--from', 'metatavu', '--yes', '--json');
    expect(broken.code).toBe(1);
    const { code, adopted } = JSON.parse(broken.stdout) as { code: string; adopted: { users: number } };
    expect({ code, users: adopted.users }).toEqual({ code: 'keycloakUnavailable', users: 5 });

    bridge.proxy.intercept(undefined);
    const resumed = await migrate(realm.name, '--from', 'metatavu', '--yes');
    expect(resumed).toMatchObject({ code: 0, stderr: '' });
    expect(resumed.stdout).toContain(`Realm ${realm.name}: 15 users adopted\n`);
    expect(writes()).toHaveLength(15);
  });

  it('is audited in the journal with what it adopted, and why it broke off', async () => {
    const { realm } = await realmOfMarked(['ann', 'ben']);
    const toldBridge = { MANAGEMENT_URL: bridge.managementUrl };
    const run = () => migrateWith([realm.name, '--from', 'metatavu', '--yes'], undefined, toldBridge);
    let puts = 0;
    bridge.proxy.intercept((request, response) => {
      if (request.method !== 'PUT') return false;
      puts += 1;
      if (puts > 1) response.writeHead(503).end();
      else forwardRequest(testKeycloak().url, request, response);
      return true;
    });
    expect((await run()).code).toBe(1);
    bridge.proxy.intercept(undefined);
    expect(await run()).toMatchObject({ code: 0, stderr: '' });
    expect(await run()).toMatchObject({ code: 0, stderr: '' });

    const { body } = await adminApi(bridge, realm.name)('GET', '/journal?kind=audit');
    const { entries } = body as { entries: { outcome: string; credential: { label: string } }[] };
    const setUp = 'Set up by migrate --from metatavu: 1 user of the former server (changed).';
    expect(entries.map(({ outcome }) => outcome)).toEqual([
      setUp,
      expect.stringContaining(`${setUp} It stopped there: `),
    ]);
    expect(new Set(entries.map(({ credential }) => credential.label))).toEqual(
      new Set([testKeycloak().adminUser]),
    );
  });

  it('adopts the others if one user cannot be adopted, says whom and why, and fails', async () => {
    const { realm, ids } = await realmOfMarked(['ann', 'ben', 'cat']);
    bridge.proxy.intercept((request, response) => {
      if (request.method !== 'PUT' || request.url?.includes(ids[1] ?? '') !== true) return false;
      response.writeHead(400, { 'Content-Type': 'application/json' }).end('{"errorMessage":"too odd"}');
      return true;
    });
    const { code, stderr } = await migrate(realm.name, '--from', 'metatavu', '--yes');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^1 adoption in realm ".*" failed; the next run tries them again:\n {2}ben: .*too odd/,
    );
    const found = await Promise.all(
      ['ann', 'ben', 'cat'].map((name) =>
        bridge.admin.users.find({ realm: realm.name, q: 'scim.source:scim', username: name }),
      ),
    );
    expect(found.map((users) => users.length)).toEqual([1, 0, 1]);
  });

  it('writes groups where the mapping of the realm reads their externalId elsewhere, and needs no trace of users', async () => {
    const mapping = { group: [{ scim: 'externalId', keycloak: 'attributes.personnel' }] };
    const realm = await bridge.realm({ mapping });
    const attributes = { externalId: ['G-1'] };
    const { id } = await bridge.admin.groups.create({ realm: realm.name, name: 'staff', attributes });
    expect(await countFound(realm, filteredGroups('externalId eq "G-1"'))).toBe(0);

    const { code, stdout } = await migrate(realm.name, '--from', 'native', '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain(
      '  ~ 1 group: staff\n      externalId: from group attribute "externalId", which stays, to "personnel"\n',
    );
    expect(stdout).toContain('  ! user profile: No attribute is annotated with');
    expect(writes()).toEqual([`PUT /admin/realms/${realm.name}/groups/{id}`]);
    const found = await realm.scim('GET', filteredGroups('externalId eq "G-1"'));
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ id, displayName: 'staff' }] });
    expect((await migrate(realm.name, '--from', 'native')).code).toBe(0);
  });

  it('asks on a terminal, and writes nothing unless the answer is yes', async () => {
    const { realm } = await realmOfMarked(['ann']);
    const args = [realm.name, '--from', 'metatavu'];
    const refused = await migrateWith(args, 'no');
    expect(refused).toMatchObject({
      ...{ code: 1, stdout: expect.stringContaining('  ~ 1 user: ann\n') as string },
      stderr: `Adopt them in realm "${realm.name}"? Type yes:\nNothing was changed.\n`,
    });
    expect(writes()).toEqual([]);
    expect(await migrateWith(args, 'yes')).toMatchObject({
      ...{ code: 0, stdout: expect.stringContaining(`Realm ${realm.name}: 1 user adopted\n`) as string },
    });
  });

  it.each([
    ['a realm without SCIM', [], /^Realm ".*" has no client "scim-endpoint" yet: run "enable /],
    [
      'a source that no credential has',
      ['--source', 'entra'],
      /^No credential of realm ".*" has the source "entra"/,
    ],
  ])(
    'is refused for %s, where the bridge would not find what is adopted',
    async (what, options, sentence) => {
      const realm = await bridge.realm({ lifecycle: { ownership: 'own' } });
      if (what === 'a realm without SCIM') {
        const [client] = await bridge.admin.clients.find({ realm: realm.name, clientId: 'scim-endpoint' });
        await bridge.admin.clients.del({ realm: realm.name, id: client?.id ?? '' });
      }
      const { code, stderr } = await migrate(realm.name, '--from', 'native', ...options);
      expect(code).toBe(1);
      expect(stderr).toMatch(sentence);
    },
  );
});
