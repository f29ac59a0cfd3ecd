/* eslint max-lines: "off" -- Everything that one command does to a realm, so that what two of its options do to each other is seen. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { RoleMappingPayload } from '@keycloak/keycloak-admin-client/lib/defs/roleRepresentation.js';
import { tokenDigest } from '../../../bridge/credentials/static/staticToken.ts';
import { realmSecret } from '../../../bridge/keycloak/auth/realmSecret.ts';
import { readTenantConfig } from '../../../bridge/tenants/config.ts';
import { isUsable } from '../../../bridge/tenants/tokens.ts';
import { LOOKUP_ATTRIBUTE } from '../../../mappers/compile/lookupKey.ts';
import type { Ended } from '../../support/processes/command.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';
import { adminClient, freshRealmName, removeRealms, testKeycloak } from '../../support/keycloak/keycloak.ts';
import { userAttributeMapper } from '../../support/keycloak/mappers.ts';
import { newRealm } from '../../support/keycloak/newRealm.ts';

/** The secret of the bridge. */
const SECRET = 'a-secret-of-the-operator';

interface Result {
  readonly realm: string;
  readonly scimUrl: string;
  readonly token?: string;
  readonly changed?: boolean;
  readonly steps?: readonly { readonly step: string; readonly outcome: string }[];
}

let realm: string;
let admin: KeycloakAdminClient;

beforeEach(async () => {
  admin = await adminClient();
  realm = freshRealmName('enable');
  await admin.realms.create(await newRealm(realm));
});

afterEach(async () => {
  await removeRealms(realm);
});

function realmConfig(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const { url, adminUser, adminPassword } = testKeycloak();
  const defaults = {
    KEYCLOAK_URL: url,
    KEYCLOAK_ADMIN: adminUser,
    KEYCLOAK_ADMIN_PASSWORD: adminPassword,
    KEYCLOAK_CLIENT_SECRET: SECRET,
    PUBLIC_URL: 'https://id.example.test/',
  };
  return runRealmConfig(args, { ...defaults, ...env });
}

const json = ({ stdout }: Ended): Result => JSON.parse(stdout) as Result;

async function attributesOf(clientId: string): Promise<Record<string, string>> {
  const [client] = await admin.clients.find({ realm, clientId });
  return (client?.attributes ?? {}) as Record<string, string>;
}

/** Makes the realm one whose users have not been indexed. */
async function forgetIndex(): Promise<void> {
  const [client] = await admin.clients.find({ realm, clientId: 'scim-endpoint' });
  await admin.clients.update(
    { realm, id: client?.id ?? '' },
    { attributes: { 'scim.config': '{"version":1}' } },
  );
}

describe('realm-config enable', () => {
  it('creates everything that a realm needs, shows the token once and stores only its digest', async () => {
    const first = await realmConfig(['enable', realm]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const token = /Token {11}(\S+)/.exec(first.stdout)?.[1] ?? '';
    expect(token).toMatch(/^scim_[0-9A-Za-z]{49}$/);
    expect(first.stdout).toContain(`SCIM URL        https://id.example.test/realms/${realm}/scim/v2\n`);

    const attributes = await attributesOf('scim-endpoint');
    expect(attributes).toMatchObject({ 'scim.enabled': 'true', 'scim.profile': 'generic' });
    expect(JSON.parse(attributes['scim.config'] ?? '')).toEqual({
      version: 1,
      revision: 1,
      indexed: ['emails', 'externalId'],
    });
    const [stored] = Object.entries(attributes).filter(([name]) => name.startsWith('scim.token.'));
    expect(JSON.parse(stored?.[1] ?? '')).toMatchObject({
      label: 'first token',
      sha256: tokenDigest(realm, token),
    });
    expect(JSON.stringify(attributes)).not.toContain(token);

    expect(await admin.roles.findOneByName({ realm, name: 'scim-managed' })).toBeTruthy();
    expect(await admin.realms.findOne({ realm })).toMatchObject({ editUsernameAllowed: true });
    const profile = await admin.users.getProfile({ realm });
    expect(profile.unmanagedAttributePolicy).toBe('ADMIN_EDIT');
    expect(profile.attributes?.find(({ name }) => name === 'username')?.permissions?.edit).toEqual(['admin']);

    const second = await realmConfig(['enable', realm]);
    expect(second.code).toBe(0);
    expect(second.stdout).not.toMatch(/\((created|changed)\)/);
    expect(second.stdout).toMatch(/^ {2}= \d+ kept$/m);
    expect(second.stdout).toContain('tokens are shown once');
    expect(await attributesOf('scim-endpoint')).toEqual(attributes);
  });

  it('keeps the profile of a realm by default', async () => {
    await realmConfig(['enable', realm, '--profile', 'strict']);
    await realmConfig(['enable', realm]);
    expect(await attributesOf('scim-endpoint')).toMatchObject({ 'scim.profile': 'strict' });
    await realmConfig(['enable', realm, '--profile', 'generic']);
    expect(await attributesOf('scim-endpoint')).toMatchObject({ 'scim.profile': 'generic' });
  });

  it('creates a new token with --new-token, and revokes the old one', async () => {
    const { token: old } = json(await realmConfig(['enable', realm, '--json']));
    const { token } = json(await realmConfig(['enable', realm, '--json', '--new-token']));
    expect(token).toMatch(/^scim_/);
    expect(token).not.toBe(old);
    const usable = async () =>
      readTenantConfig(await attributesOf('scim-endpoint')).tokens.filter((one) => isUsable(one));
    const tokens = await usable();
    expect(tokens.map(({ sha256 }) => sha256)).toEqual([tokenDigest(realm, token ?? '')]);
    expect(json(await realmConfig(['enable', realm, '--json'])).token).toBeUndefined();
    const [client] = await admin.clients.find({ realm, clientId: 'scim-endpoint' });
    const id = client?.id ?? '';
    const record = { sha256: tokenDigest(realm, token ?? ''), expires: '2020-01-01T00:00:00Z' };
    const attributes = { [`scim.token.${tokens[0]?.id ?? ''}`]: JSON.stringify(record) };
    await admin.clients.update({ realm, id }, { attributes });
    const args = ['enable', realm, '--json', '--expires', '90d', '--read-only', '--label', 'third'];
    expect(json(await realmConfig(args)).token).toMatch(/^scim_/);
    const [third, ...more] = await usable();
    expect(more).toEqual([]);
    expect(third).toMatchObject({ label: 'third', readOnly: true });
    expect(Date.parse(third?.expires ?? '') - Date.now()).toBeGreaterThan(89 * 86_400_000);
  });

  it('gives the service account of the bridge its rights over the realm and no others', async () => {
    await realmConfig(['enable', realm]);
    const [bridge] = await admin.clients.find({ realm, clientId: 'scim-bridge' });
    const { value } = await admin.clients.getClientSecret({ realm, id: bridge?.id ?? '' });
    expect(value).toBe(realmSecret(SECRET, realm));
    const account = await admin.clients.getServiceAccountUser({ realm, id: bridge?.id ?? '' });
    const [management] = await admin.clients.find({ realm, clientId: 'realm-management' });
    const rights = await admin.users.listClientRoleMappings({
      realm,
      id: account.id ?? '',
      clientUniqueId: management?.id ?? '',
    });
    expect(rights.map(({ name }) => name).sort()).toEqual(['manage-users', 'view-clients', 'view-realm']);
  });

  it('accepts a secret, a label and a profile for several realms, and says what changed in each', async () => {
    const args = ['enable', realm, `${realm}-not`, '--json', '--profile', 'strict', '--label', 'HR'];
    const { code, stdout, stderr } = await realmConfig(args);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const [first, missing] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Result);
    expect(first).toEqual({
      realm,
      changed: true,
      steps: expect.arrayContaining([{ step: 'client scim-bridge', outcome: 'created' }]) as unknown,
      profile: 'strict',
      findings: [],
      scimUrl: `https://id.example.test/realms/${realm}/scim/v2`,
      token: expect.stringMatching(/^scim_/) as string,
    });
    expect(missing).toEqual({
      realm: `${realm}-not`,
      code: 'notFound',
      message: `There is no realm "${realm}-not"; names are case-sensitive.`,
      changed: false,
      steps: [],
    });
    const second = json(await realmConfig(['enable', realm, '--json']));
    expect(second).toMatchObject({ changed: false });
    expect(new Set(second.steps?.map(({ outcome }) => outcome))).toEqual(new Set(['kept']));
    const attributes = await attributesOf('scim-endpoint');
    expect(attributes['scim.profile']).toBe('strict');
    expect(Object.entries(attributes).find(([name]) => name.startsWith('scim.token.'))?.[1]).toContain(
      '"HR"',
    );
    const [bridge] = await admin.clients.find({ realm, clientId: 'scim-bridge' });
    expect(await admin.clients.getClientSecret({ realm, id: bridge?.id ?? '' })).toMatchObject({
      value: realmSecret(SECRET, realm),
    });
  });

  it('refuses options about a token that would have no effect', async () => {
    await realmConfig(['enable', realm]);
    const { code, stderr } = await realmConfig([
      'enable',
      realm,
      '--label',
      'x',
      '--expires',
      '9d',
      '--read-only',
    ]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `Realm "${realm}" keeps the static token that it has, and --label, --expires, --read-only would have no effect. Add --new-token to replace that token, or make another one with "token new".\n`,
    });
  });

  it('makes up no secret for the bridge, but keeps the one that a realm has', async () => {
    const without = { KEYCLOAK_CLIENT_SECRET: '' };
    const { code, stderr } = await realmConfig(['enable', realm], without);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^Realm "\S+" has no client "scim-bridge" yet, .*BRIDGE_KEY_FILE .*KEYCLOAK_CLIENT_SECRET/,
    );
    expect(await admin.clients.find({ realm, clientId: 'scim-bridge' })).toEqual([]);
    await realmConfig(['enable', realm]);
    expect(await realmConfig(['enable', realm], without)).toMatchObject({ code: 0 });
  });

  it('notes a PUBLIC_URL that is not set only where the SCIM URL depends on it', async () => {
    const without = { PUBLIC_URL: '' };
    expect((await realmConfig(['enable', realm], without)).stderr).toMatch(
      /^PUBLIC_URL is not set, .*localhost:3000/,
    );
    await admin.realms.update({ realm }, { attributes: { frontendUrl: 'https://acme.example.test' } });
    expect(await realmConfig(['enable', realm], without)).toMatchObject({ code: 0, stderr: '' });
  });

  it('warns of an invitation without a mail server, and of an address that the client refuses', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lifecycle-'));
    const file = path.join(folder, 'rules.json');
    await writeFile(file, JSON.stringify({ onboarding: { invitation: {} } }));
    const address = ['--domain', 'https://a_b.example.test', '--profile', 'okta'];
    const { stdout } = await realmConfig(['enable', realm, '--lifecycle', file, ...address]);
    await rm(folder, { recursive: true });
    expect(stdout).toContain('  ! scim.config#/onboarding/invitation: The realm has no mail server, ');
    expect(stdout).toMatch(/ {2}! https:\/\/a_b\S+: Okta refuses a base URL with an underscore\./);
  });

  it('signs in with the service account of a client', async () => {
    const secret = 'a-secret-of-the-service-account';
    await admin.clients.create({
      realm: 'master',
      clientId: realm,
      secret,
      serviceAccountsEnabled: true,
      publicClient: false,
    });
    const [client] = await admin.clients.find({ realm: 'master', clientId: realm });
    const id = client?.id ?? '';
    try {
      const variables = {
        KEYCLOAK_ADMIN: '',
        KEYCLOAK_ADMIN_PASSWORD: '',
        KEYCLOAK_ADMIN_CLIENT_ID: realm,
        KEYCLOAK_ADMIN_CLIENT_SECRET: secret,
      };
      const refused = await realmConfig(['enable', realm], variables);
      expect(refused).toMatchObject({ code: 1 });
      expect(refused.stderr).toMatch(
        /^Your account lacks a right in this realm\. GET .*the role view-\w+ is needed\)\.\n$/,
      );
      const account = await admin.clients.getServiceAccountUser({ realm: 'master', id });
      const [rights] = await admin.clients.find({ realm: 'master', clientId: `${realm}-realm` });
      const clientUniqueId = rights?.id ?? '';
      const needed = ['manage-realm', 'manage-clients', 'manage-users', 'view-realm', 'view-clients'];
      const roles = await Promise.all(
        needed.map((roleName) => admin.clients.findRole({ realm: 'master', id: clientUniqueId, roleName })),
      );
      await admin.users.addClientRoleMappings({
        realm: 'master',
        id: account.id ?? '',
        clientUniqueId,
        roles: roles as RoleMappingPayload[],
      });
      expect(await realmConfig(['enable', realm], variables)).toMatchObject({ code: 0 });
    } finally {
      await admin.clients.del({ realm: 'master', id });
    }
  });

  it('adds existing users to the index of lookup keys', async () => {
    await realmConfig(['enable', realm]);
    await forgetIndex();
    const { id } = await admin.users.create({
      realm,
      username: 'before',
      email: 'before@example.test',
      firstName: 'Be',
      lastName: 'Fore',
      enabled: true,
      attributes: { externalId: ['E1'], other: ['kept'] },
    });
    expect((await realmConfig(['enable', realm])).stdout).toContain('index of lookup keys (changed)');
    const user = await admin.users.findOne({ realm, id });
    expect(user).toMatchObject({
      username: 'before',
      email: 'before@example.test',
      firstName: 'Be',
      lastName: 'Fore',
      enabled: true,
      attributes: { externalId: ['E1'], other: ['kept'] },
    });
    expect(user?.attributes as Record<string, string[]>).toHaveProperty([LOOKUP_ATTRIBUTE, 'length'], 1);
  });

  it('lets users change their own user names if the realm let them before', async () => {
    await admin.realms.update({ realm }, { editUsernameAllowed: true });
    await realmConfig(['enable', realm]);
    const profile = await admin.users.getProfile({ realm });
    const username = profile.attributes?.find(({ name }) => name === 'username');
    expect(username?.permissions?.edit).toEqual(['admin', 'user']);
  });

  const mistakes: [
    what: string,
    args: () => string[],
    env: Record<string, string>,
    says: RegExp,
    exitCode: number,
  ][] = [
    [
      'no such realm',
      () => ['enable', `${realm}-not`],
      {},
      /^There is no realm ".*-not"; names are case-sensitive\.\n$/,
      1,
    ],
    [
      'no such profile',
      () => ['enable', realm, '--profile', 'acme'],
      {},
      /^There is no profile "acme"; there is generic, azure, okta, jumpcloud, onelogin, google, strict\.\n$/,
      2,
    ],
    [
      'a missing variable',
      () => ['enable', realm],
      { KEYCLOAK_ADMIN: '' },
      /^Set the environment variable KEYCLOAK_ADMIN, or KEYCLOAK_ADMIN_CLIENT_ID and .*\.\n$/,
      2,
    ],
    [
      'a wrong password',
      () => ['enable', realm],
      { KEYCLOAK_ADMIN_PASSWORD: 'wrong' },
      /^Keycloak did not let "[^"]+" sign in to realm "master": Invalid user credentials\.\n$/,
      1,
    ],
    [
      'no Keycloak there',
      () => ['enable', realm],
      { KEYCLOAK_URL: 'http://127.0.0.1:2' },
      /^Keycloak does not answer at http:\/\/127\.0\.0\.1:2: the connection is refused; .*ECONNREFUSED\)\.\n$/,
      1,
    ],
    [
      'no such host',
      () => ['enable', realm],
      { KEYCLOAK_URL: 'http://id.example.invalid' },
      /^Keycloak does not answer at http:\/\/id\.example\.invalid: .*(ENOTFOUND|EAI_AGAIN)\)\.\n$/,
      1,
    ],
    [
      'a path of its own that Keycloak has not',
      () => ['enable', realm],
      { KEYCLOAK_URL: `${testKeycloak().url}/auth` },
      /^Nothing of Keycloak is at \S+\/auth \(the answer is 404\): KEYCLOAK_URL is the URL before /,
      1,
    ],
    ['no command', () => [], {}, /Usage: realm-config/, 2],
  ];

  it.each(mistakes)('answers a mistake in one sentence: %s', async (_what, args, env, says, exitCode) => {
    const { code, stderr } = await realmConfig(args(), env);
    expect(code).toBe(exitCode);
    expect(stderr).toMatch(says);
  });

  it('refuses a disabled realm and a damaged configuration', async () => {
    await realmConfig(['enable', realm]);
    const [client] = await admin.clients.find({ realm, clientId: 'scim-endpoint' });
    await admin.clients.update(
      { realm, id: client?.id ?? '' },
      { attributes: { 'scim.config': '{"version":2,"x":1}' } },
    );
    const damaged = await realmConfig(['enable', realm]);
    expect(damaged).toMatchObject({ code: 3 });
    expect(damaged.stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/^scim\.config#: There is no member "x"\. There is "version", /),
      'scim.config#/version: "version" is 1, not 2.',
    ]);
    await admin.realms.update({ realm }, { enabled: false });
    expect((await realmConfig(['enable', realm])).stderr).toBe(
      `Realm "${realm}" is disabled; enable it in Keycloak first.\n`,
    );
  });
});

describe('realm-config enable --mapping', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mapping-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function mapped(document: unknown, ...more: string[]): Promise<Ended> {
    const file = path.join(folder, 'acme.json');
    await writeFile(file, typeof document === 'string' ? document : JSON.stringify(document));
    return realmConfig(['enable', realm, '--mapping', file, ...more]);
  }

  const config = async () => JSON.parse((await attributesOf('scim-endpoint'))['scim.config'] ?? '') as object;

  it('puts a document in force, keeps it by default, and removes it with an empty one', async () => {
    const user = [{ scim: 'title', keycloak: 'attributes.job' }];
    expect(await mapped({ extends: 'azure', title: 'For Acme', user })).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(await config()).toEqual({
      version: 1,
      revision: 1,
      mapping: { user },
      indexed: ['emails', 'externalId'],
    });
    expect((await attributesOf('scim-endpoint'))['scim.profile']).toBe('azure');
    await realmConfig(['enable', realm]);
    expect(await config()).toMatchObject({ mapping: { user } });
    await mapped({});
    expect(await config()).toEqual({ version: 1, revision: 2, indexed: ['emails', 'externalId'] });
    expect((await attributesOf('scim-endpoint'))['scim.profile']).toBe('azure');
  });

  it('lists every mistake with its place, and writes nothing', async () => {
    const wrongShape = await mapped({
      user: [
        { scim: 'title', keycloack: 'x' },
        { scim: 'titel', keycloak: 'attributes.job' },
      ],
      behaviors: {},
    });
    expect(wrongShape).toMatchObject({ code: 3, stdout: expect.not.stringContaining('SCIM URL') as string });
    expect(wrongShape.stderr.split('\n')).toEqual([
      'acme.json#: There is no member "behaviors". Did you mean "behaviours"?',
      'acme.json#/user/0: There is no member "keycloack". Did you mean "keycloak"?',
      'acme.json#/user/1/scim: There is no attribute "titel" of User. Did you mean "title"?',
      '',
    ]);
    const wrong = await mapped({
      user: [
        { scim: 'titel', keycloak: 'attributes.job' },
        { scim: 'nickName', keycloak: 'attributes.title' },
      ],
      quirks: ['text-boolean'],
    });
    expect(wrong.stderr.split('\n')).toEqual([
      'acme.json#/quirks/0: There is no quirk "text-boolean". Did you mean "text-booleans"?',
      'acme.json#/user/0/scim: There is no attribute "titel" of User. Did you mean "title"?',
      'acme.json#/user/1/keycloak: "attributes.title" would hold "nickName" and "title"; one would overwrite the other.',
      '',
    ]);
    const others = await Promise.all(
      [
        { kind: 'oidcc', name: 'hr', clientID: 'x' },
        { onbording: {}, onboarding: { realmRoles: ['no-such-role'] }, ownership: 'mine' },
      ].map(async (document, i) => {
        const file = path.join(folder, i === 0 ? 'auth.json' : 'life.json');
        await writeFile(file, JSON.stringify(i === 0 ? { issuers: [document] } : document));
        return [i === 0 ? '--authentication' : '--lifecycle', file];
      }),
    );
    const three = await mapped({ user: [{ scim: 'titel', keycloack: 'attributes.x' }] }, ...others.flat());
    expect(three.stderr.split('\n').map((line) => line.replace(/: .*/, ''))).toEqual([
      'acme.json#/user/0',
      'acme.json#/user/0/scim',
      'auth.json#/issuers/0/clientID',
      'auth.json#/issuers/0/kind',
      'life.json#/onboarding/realmRoles/0',
      'life.json#/onbording',
      'life.json#/ownership',
      '',
    ]);
    expect((await mapped('{ "user": [')).stderr).toMatch(/^acme\.json#: This is not JSON: .+\n$/);
    expect((await mapped({ extends: 'azure' }, '--profile', 'okta')).stderr).toBe(
      'acme.json#/extends: The mapping extends "azure", and the profile of the realm is "okta". Leave "extends" out, or make the two agree.\n',
    );
    expect((await mapped({ extends: 'azur' })).stderr).toBe(
      'acme.json#/extends: There is no profile "azur". Did you mean "azure"?\n',
    );
    expect((await mapped([])).stderr).toBe('acme.json#: This takes an object, not an array.\n');
    expect(await admin.clients.find({ realm, clientId: 'scim-endpoint' })).toEqual([]);
    expect(await admin.clients.find({ realm, clientId: 'scim-bridge' })).toEqual([]);
  });

  it('adds existing users to the index when a row becomes searchable', async () => {
    await realmConfig(['enable', realm]);
    const attributes = { badge: ['B-7'] };
    await admin.users.create({ realm, username: 'there', enabled: true, attributes });
    const scim = 'urn:ietf:params:scim:schemas:extension:Acme:2.0:User:badge';
    const user = [{ scim, keycloak: 'attributes.badge', lookup: true }];
    expect((await mapped({ user })).stdout).toContain('~ index of lookup keys (changed)');
    expect(await config()).toMatchObject({ indexed: ['emails', 'externalId', scim] });
    const [there] = await admin.users.find({ realm, username: 'there', exact: true });
    expect((there?.attributes as Record<string, string[]>)[LOOKUP_ATTRIBUTE]).toHaveLength(1);
    expect((await mapped({ user })).stdout).not.toContain('index of lookup keys');
  });

  it('keeps mappers that an operator created, and reports what is wrong with them', async () => {
    const made = userAttributeMapper({
      name: 'status',
      attribute: 'isSoftDeleted',
      claim: 'active',
      type: 'boolean',
    });
    await admin.clients.create({ realm, clientId: 'scim-endpoint', protocolMappers: [made] });
    const { stdout } = await realmConfig(['enable', realm, '--profile', 'azure']);
    expect(stdout).toContain('  ! mapper "status": "isSoftDeleted" says the opposite of "active"');
    const [client] = await admin.clients.find({ realm, clientId: 'scim-endpoint' });
    expect(client?.protocolMappers?.map(({ name }) => name)).toContain('status');
  });
});
