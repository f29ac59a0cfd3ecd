import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startTestBridge, type TestBridge } from '../../support/fixtures/bridge.ts';
import { adminApi, type AdminSend } from '../../support/admin/adminApi.ts';
import type { Ended } from '../../support/processes/command.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';
import { user } from '../../support/scim/messages.ts';
import { openOnboardingFixture, type OnboardingFixture } from '../../support/fixtures/onboardingFixture.ts';
import { assertScimError } from '../../support/scim/scimError.ts';
import { accessToken } from '../../support/keycloak/tokenEndpoint.ts';

let bridge: TestBridge;
let fixture: OnboardingFixture;
let folder: string;

beforeAll(async () => {
  bridge = await startTestBridge();
  folder = await mkdtemp(path.join(tmpdir(), 'lifecycle-'));
});

const newStage = async (): Promise<void> => {
  fixture = await openOnboardingFixture(bridge);
};

afterAll(async () => {
  await bridge.close();
  await rm(folder, { recursive: true });
});

/** Rules that name as many things wrongly as they can. */
const WRONG = {
  onboarding: {
    realmRoles: ['staff', 'stuff', 'scim-managed'],
    markerRole: true,
    clientRoles: { shop: ['buyer', 'byer'], shoop: ['buyer'], 'realm-management': ['view-users'] },
    groups: ['/staff', '/staff/sale'],
    requiredActions: ['CONFIGURE_TOTP', 'CONFIGURE_TOPT'],
    invitation: { actions: ['UPDATE_PASWORD'], clientId: 'shopp' },
    identityProvider: { alias: 'crop', userId: 'externlId', userName: 'emails' },
  },
  groups: { roles: [{ group: 'Sales*', realmRoles: ['othr'], clientRoles: { shop: ['buyer', 'sellr'] } }] },
};

const MISTAKES = [
  '/onboarding/realmRoles/1: There is no realm role "stuff". Did you mean "staff"?',
  '/onboarding/clientRoles/shop/1: There is no role "byer" of client "shop". Did you mean "buyer"?',
  '/onboarding/clientRoles/shoop: There is no client "shoop". Did you mean "shop"?',
  '/onboarding/clientRoles/realm-management/0: The role "view-users" of client "realm-management" grants realm administration, which SCIM does not give.',
  '/onboarding/groups/1: There is no group "/staff/sale".',
  '/onboarding/requiredActions/1: There is no required action "CONFIGURE_TOPT". Did you mean "CONFIGURE_TOTP"?',
  '/onboarding/invitation/actions/0: There is no required action "UPDATE_PASWORD". Did you mean "UPDATE_PASSWORD"?',
  '/onboarding/identityProvider/alias: There is no identity provider "crop". Did you mean "corp"?',
  '/onboarding/identityProvider/userId: "externlId" is not an attribute of User. Did you mean "externalId"?',
  '/onboarding/identityProvider/userName: "emails" is complex: name an attribute in it, such as "emails.value".',
  '/onboarding/invitation/clientId: There is no client "shopp". Did you mean "shop"?',
  '/groups/roles/0/realmRoles/0: There is no realm role "othr". Did you mean "other"?',
  '/groups/roles/0/clientRoles/shop/1: There is no role "sellr" of client "shop". Did you mean "seller"?',
];

/** Mistakes as the admin API tells them, a line each. */
const linesOf = (body: unknown): string[] =>
  (body as { mistakes: { pointer: string; detail: string; hint?: string }[] }).mistakes
    .map(({ pointer, detail, hint }) => `${pointer}: ${detail}${hint === undefined ? '' : ` ${hint}`}`)
    .sort();

const RIGHT = {
  onboarding: {
    realmRoles: ['staff'],
    clientRoles: { shop: ['buyer'] },
    groups: ['/staff/sales'],
    markerRole: true,
    requiredActions: ['CONFIGURE_TOTP'],
    invitation: { clientId: 'shop' },
    identityProvider: { alias: 'corp', userId: 'externalId' },
  },
  groups: { roles: [{ group: 'Sales*', realmRoles: ['other'] }] },
};

async function enable(rules: unknown, ...args: string[]): Promise<Ended> {
  const file = path.join(folder, 'life.json');
  if (rules !== undefined) await writeFile(file, typeof rules === 'string' ? rules : JSON.stringify(rules));
  const { url, adminUser, adminPassword } = testKeycloak();
  const options = rules === undefined ? [] : ['--lifecycle', file];
  return runRealmConfig(['enable', fixture.realm.name, ...options, ...args], {
    KEYCLOAK_URL: url,
    KEYCLOAK_ADMIN: adminUser,
    KEYCLOAK_ADMIN_PASSWORD: adminPassword,
    PUBLIC_URL: 'https://id.example.test/',
    KEYCLOAK_CLIENT_SECRET: 'secret-of-the-test-bridge',
  });
}

async function held(): Promise<Record<string, unknown>> {
  const admin = await fixture.admin();
  const [client] = await admin.clients.find({ realm: fixture.realm.name, clientId: 'scim-endpoint' });
  const attributes = (client?.attributes ?? {}) as Record<string, string>;
  return JSON.parse(attributes['scim.config'] ?? '') as Record<string, unknown>;
}

/** Writes the document into Keycloak past every check. */
async function force(members: Record<string, unknown>): Promise<void> {
  const admin = await fixture.admin();
  const realm = fixture.realm.name;
  const [client] = await admin.clients.find({ realm, clientId: 'scim-endpoint' });
  const document = { ...(await held()), ...members };
  await admin.clients.update(
    { realm, id: client?.id ?? '' },
    { attributes: { 'scim.config': JSON.stringify(document) } },
  );
  expect((await fixture.api('POST', '/reload')).status).toBeLessThan(300);
}

describe('lifecycle rules that name something unknown', () => {
  beforeEach(newStage);

  it('are refused by the admin API, and nothing is written', async () => {
    const before = await held();
    const body = { enabled: true, profile: 'generic', config: { version: 1, ...WRONG } };
    const put = await fixture.api('PUT', '/config', body, { 'If-Match': '*' });
    expect(put.status).toBe(422);
    expect(linesOf(put.body)).toEqual(MISTAKES.map((line) => `/config${line}`).sort());
    expect(await held()).toEqual(before);
    const verdict = await fixture.api('POST', '/config/validation', body);
    expect(verdict.body).toMatchObject({ valid: false, findings: [] });
    expect(linesOf(verdict.body)).toEqual(linesOf(put.body));
    const right = { ...body, config: { version: 1, ...RIGHT } };
    expect((await fixture.api('POST', '/config/validation', right)).body).toMatchObject({ valid: true });
    expect((await fixture.api('PUT', '/config', right, { 'If-Match': '*' })).status).toBe(200);
  });

  it('are refused by enable with the name of their file, and nothing is written', async () => {
    const before = await held();
    const refused = await enable(WRONG);
    expect(refused).toMatchObject({ code: 3, stdout: `Realm ${fixture.realm.name}\n` });
    expect(refused.stderr.trim().split('\n').sort()).toEqual(
      MISTAKES.map((line) => `life.json#${line}`).sort(),
    );
    expect(await held()).toEqual(before);
  });

  it('are reported by enable if they are stored already, and do not prevent a new token', async () => {
    await force(WRONG);
    const told = await enable(undefined, '--new-token');
    expect(told.code).toBe(0);
    for (const line of MISTAKES) expect(told.stdout).toContain(`  ! scim.config#${line}\n`);
    expect(told.stdout).toMatch(/Token {11}scim_/);
  });

  it('are listed in the status if they are stored already', async () => {
    await force(WRONG);
    const { findings } = (await fixture.api('GET', '/')).body as { findings: string[] };
    expect(findings).toEqual([
      expect.stringMatching(/^scim\.config#\/onboarding\/invitation: The realm has no mail server/),
      ...MISTAKES.map((line) => `scim.config#${line}`),
    ]);
  });

  it('are refused as well if a role or group grants administration indirectly, also where groups are realm roles', async () => {
    const admin = await fixture.admin();
    const realm = fixture.realm.name;
    const [management] = await admin.clients.find({ realm, clientId: 'realm-management' });
    const id = management?.id ?? '';
    const right = await admin.clients.findRole({ realm, id, roleName: 'manage-users' });
    const role = await admin.roles.findOneByName({ realm, name: 'other' });
    await admin.roles.createComposite({ realm, roleId: role?.id ?? '' }, [right ?? {}]);
    const chiefs = await admin.groups.create({ realm, name: 'chiefs' });
    const roles = [{ id: role?.id ?? '', name: 'other' }];
    await admin.groups.addRealmRoleMappings({ realm, id: chiefs.id, roles });
    const onboarding = { realmRoles: ['staff', 'other'], groups: ['/staff/sales', '/chiefs'] };
    const mistakes = [
      '/onboarding/realmRoles/1: The realm role "other" grants realm administration, which SCIM does not give.',
      '/onboarding/groups/1: The group "/chiefs" grants realm administration, which SCIM does not give.',
    ];
    for (const groups of [undefined, { as: 'roles' }]) {
      const refused = await enable({ onboarding, ...(groups === undefined ? {} : { groups }) });
      expect(refused.stderr.trim().split('\n').sort()).toEqual(
        mistakes.map((line) => `life.json#${line}`).sort(),
      );
    }
    // Held already, it gives nothing to the groups that there are.
    await force({ groups: { roles: [{ group: 'staff', realmRoles: ['other'] }] } });
    expect((await enable(undefined)).stdout).toContain('The realm role "other" grants realm administration');
    const [staff] = await admin.groups.find({ realm, search: 'staff', exact: true });
    expect(await admin.groups.listRealmRoleMappings({ realm, id: staff?.id ?? '' })).toEqual([]);
  });

  it('create no user with half of the rules, and grant no administration', async () => {
    await force({ onboarding: { clientRoles: { 'realm-management': ['manage-users'] } } });
    const answer = await fixture.realm.scim('POST', '/Users', user('mallory'));
    assertScimError(answer, { status: 500, detail: /client role that must not be given/ });
    expect(await fixture.countUsers('mallory')).toBe(0);
  });
});

describe('an administrator who sees only a part of Keycloak', () => {
  let asHelper: AdminSend;

  beforeAll(async () => {
    await newStage();
    const admin = await fixture.admin();
    const realm = fixture.realm.name;
    const { id } = await admin.users.create({
      realm,
      username: 'helper',
      enabled: true,
      email: 'helper@example.test',
      firstName: 'Hel',
      lastName: 'Per',
      credentials: [{ type: 'password', value: 'secret', temporary: false }],
    });
    const [management] = await admin.clients.find({ realm, clientId: 'realm-management' });
    const clientUniqueId = management?.id ?? '';
    const rights = await admin.clients.listRoles({ realm, id: clientUniqueId });
    const roles = rights
      .filter(({ name = '' }) => ['manage-clients', 'view-realm'].includes(name))
      .map((role) => ({ id: role.id ?? '', name: role.name ?? '' }));
    await admin.users.addClientRoleMappings({ realm, id, clientUniqueId, roles });
    const form = {
      grant_type: 'password',
      client_id: 'admin-cli',
      username: 'helper',
      password: 'secret',
    };
    const token = await accessToken(realm, form, bridge.proxy.url);
    asHelper = adminApi(bridge, realm, token);
  });

  it('is answered about the visible references, and may name others', async () => {
    const config = {
      version: 1,
      onboarding: {
        realmRoles: ['stuff'],
        groups: ['/staff'],
        requiredActions: ['NOPE'],
        identityProvider: { alias: 'nowhere', userId: 'externalId' },
      },
    };
    const body = { enabled: true, profile: 'generic', config };
    const { mistakes } = (await asHelper('POST', '/config/validation', body)).body as {
      mistakes: { pointer: string }[];
    };
    expect(mistakes.map(({ pointer }) => pointer)).toEqual([
      '/config/onboarding/realmRoles/0',
      '/config/onboarding/requiredActions/0',
    ]);
  });
});

describe('enable --lifecycle', () => {
  beforeAll(newStage);

  it('replaces the rules that the file contains, reports the changes, and puts them in force', async () => {
    const first = await enable(RIGHT);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('  ~ onboarding (changed)\n  ~ groups (changed)\n');
    expect(await held()).toMatchObject(RIGHT);
    const again = await enable(RIGHT);
    expect(again.stdout).not.toMatch(/\((created|changed)\)/);
    const less = await enable({ groups: null, onboarding: { realmRoles: ['staff'] } }, '--observe');
    expect(less.stdout).toContain(
      '  ~ groups, none (changed)\n  ~ onboarding (changed)\n  ~ mode observe (changed)\n',
    );
    expect(await held()).toMatchObject({ onboarding: { realmRoles: ['staff'] }, mode: 'observe' });
    expect(await held()).not.toHaveProperty('groups');
    const written = await enable(undefined, '--no-observe');
    expect(written.stdout).toContain('  ~ mode provision (changed)\n');
    expect((await fixture.api('POST', '/reload')).status).toBeLessThan(300);
    const made = await fixture.realm.scim('POST', '/Users', user('ann'));
    expect(await fixture.rolesOf((made.body as { id: string }).id)).toEqual(['staff']);
  });

  it.each([
    { rules: '{ "onboarding": ', says: /^life\.json#: This is not JSON: .+\n$/ },
    { rules: [], says: 'life.json#: Lifecycle rules are an object, not an array.\n' },
    {
      rules: { onbording: {} },
      says: 'life.json#/onbording: "onbording" has no place among lifecycle rules. Did you mean "onboarding"?\n',
    },
    {
      rules: { onboarding: { invitation: { redirectUri: 'https://x.test' } } },
      says: 'life.json#/onboarding/invitation: "redirectUri" needs "clientId" beside it.\n',
    },
  ])('reports a mistake in $rules with its place', async ({ rules, says }) => {
    const { code, stderr } = await enable(rules);
    expect(code).toBe(3);
    if (typeof says === 'string') expect(stderr).toBe(says);
    else expect(stderr).toMatch(says);
  });
});
