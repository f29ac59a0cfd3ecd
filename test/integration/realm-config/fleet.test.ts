/* eslint max-lines: "off" -- The life of a document, from its plan to the end of SCIM in its realm. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { openFleetFixture, type FleetFixture } from '../../support/fixtures/fleetFixture.ts';
import { createRandom } from '../../support/random.ts';

let fleet: FleetFixture;

beforeEach(async () => {
  fleet = await openFleetFixture();
});
afterEach(() => fleet.close());

const clientOf = async (realm: string, clientId: string) =>
  (await fleet.admin.clients.find({ realm, clientId })).at(0);

/** The rest of the text of a plan for a realm that has nothing of SCIM. */
const newSetup = (realm: string): string => `  + client scim-endpoint
      access.token.lifespan: 3600
      optional client scope: scim
  ~ user profile
      Unmanaged Attributes: Disabled -> Only administrators can write
      username: written by administrators only
  ~ realm settings
      Edit username: false -> true
  + role scim-managed
  + client scim-bridge
  ~ rights of client scim-bridge
      right: manage-users
      right: view-realm
      right: view-clients
  + protocol mapper "scim audience" of client scim-endpoint
      audience: https://id.example.test/realms/${realm}/scim/v2
  + protocol mapper "scim client id" of client scim-endpoint
  + client scope scim
  ~ index of lookup keys
`;

describe('a realm with a document', () => {
  it('is planned, applied, left alone, changed by hand, and found to differ', async () => {
    const realm = await fleet.realmOfOthers();
    const file = await fleet.write('acme.json', {
      realm,
      profile: 'okta',
      lifecycle: { brake: { percent: 10 } },
      tokens: [{ label: 'Okta', expires: '90d' }],
    });

    // 1. The plan shows everything, and writes nothing.
    expect(await fleet.realmConfig('plan', file)).toEqual({
      code: 2,
      stderr: '',
      stdout: `Realm ${realm}: 12 changes
${newSetup(realm)}  + SCIM configuration
      enabled: false -> true
      profile: okta
      lifecycle.brake.percent: 10
  + token "Okta"
`,
    });
    expect(fleet.writes()).toEqual([]);

    // 2. Applying it writes the token into a file that only its owner reads.
    const tokens = path.join(fleet.folder, 'tokens');
    const applied = await fleet.realmConfig('apply', file, '--yes', '--tokens', tokens);
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(applied.stdout).toMatch(/\n1 realm: 1 changed, 0 as described\.\n$/);
    expect(applied.stdout).not.toContain('scim_');
    const tokenFile = path.join(tokens, `${realm}.json`);
    expect((await stat(tokenFile)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(tokenFile, 'utf8'))).toEqual({
      realm,
      scimUrl: `https://id.example.test/realms/${realm}/scim/v2`,
      tokens: { Okta: expect.stringMatching(/^scim_\w{49}$/) as string },
    });

    // 3. The second time there is nothing to do, and little is asked.
    fleet.proxy.reset();
    expect(await fleet.realmConfig('apply', file, '--yes')).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: `Realm ${realm}: nothing to do\n`,
    });
    expect(fleet.writes()).toEqual([]);
    expect(fleet.proxy.calls().length).toBeLessThanOrEqual(12);
    expect(fleet.proxy.tokenRequests()).toBe(1);
    expect(fleet.proxy.calls()).not.toContainEqual(expect.stringMatching(/^GET \/admin\/realms(\?|$)/));

    // 4. What is changed by hand is found, with who did it.
    const client = await clientOf(realm, 'scim-endpoint');
    await fleet.admin.clients.update(
      { realm, id: client?.id ?? '' },
      { attributes: { 'scim.profile': 'azure' } },
    );
    const drift = await fleet.realmConfig('drift', file, '--metrics', path.join(fleet.folder, 'scim.prom'));
    expect(drift).toMatchObject({ code: 2, stderr: '' });
    expect(drift.stdout).toMatch(
      new RegExp(`^Realm ${realm}: 1 change
 {2}~ SCIM configuration {2}\\(changed last by \\S+ from [\\d.:a-f]+, [-\\dT:+Z]+\\)
 {6}profile: azure -> okta
`),
    );
    expect(await readFile(path.join(fleet.folder, 'scim.prom'), 'utf8')).toContain(
      `scim_realm_drift{realm="${realm}"} 1\n`,
    );

    // 5. What the document does not name stays.
    const byHand = ['--new-token', '--label', 'by hand', '--domain', 'https://scim.acme.test'];
    await fleet.realmConfig('enable', realm, ...byHand);
    expect((await fleet.realmConfig('plan', file)).stdout).toBe(`Realm ${realm}: 2 changes
  ~ SCIM configuration
      profile: azure -> okta
  + token "Okta"
  = 10 steps with nothing to do
  . left alone: token "by hand", publicUrls
`);
  });

  it('may be created by it, with an identity provider whose secret is never shown', async () => {
    const realm = fleet.newRealmName();
    const file = await fleet.write('acme.json', {
      realm,
      create: true,
      settings: { displayName: 'Acme', frontendUrl: 'https://acme.test', loginWithEmailAllowed: false },
      lifecycle: { onboarding: { identityProvider: { alias: 'entra', userId: 'externalId' } } },
      tokens: [{ label: 'Entra ID' }],
      identityProviders: [
        {
          alias: 'entra',
          kind: 'oidc',
          displayName: 'Entra ID',
          config: {
            clientId: 'keycloak',
            clientSecret: 'env:IDP_SECRET',
            authorizationUrl: 'https://login.test/authorize',
            tokenUrl: 'https://login.test/token',
          },
        },
        { alias: 'adfs', kind: 'saml', config: { singleSignOnServiceUrl: 'https://adfs.test/saml' } },
      ],
    });
    const planFile = path.join(fleet.folder, 'acme.plan');
    const planned = await fleet.realmConfig('plan', file, '--out', planFile);
    expect(planned.code).toBe(2);
    expect(planned.stdout).toContain(`  + realm ${realm}\n`);
    expect(planned.stdout).toContain('      clientSecret: (changed)\n');
    expect(planned.stdout + (await readFile(planFile, 'utf8'))).not.toContain(
      'secret-of-the-identity-provider',
    );
    const applied = await fleet.realmConfig('apply', planFile, '--yes');
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(applied.stdout).toContain(`  SCIM URL        https://acme.test/realms/${realm}/scim/v2\n`);
    const made = await fleet.admin.realms.findOne({ realm });
    expect(made).toMatchObject({ displayName: 'Acme', loginWithEmailAllowed: false });
    expect(made?.attributes).toMatchObject({ frontendUrl: 'https://acme.test' });
    const again = await fleet.realmConfig('plan', file);
    expect(again).toMatchObject({ code: 0, stderr: '' });

    // Only what set-up made is ever removed.
    await fleet.admin.identityProviders.create({ realm, alias: 'theirs', providerId: 'oidc', config: {} });
    const absent = { ensure: 'absent' };
    const removing = await fleet.write('acme.json', {
      realm,
      identityProviders: [
        { alias: 'adfs', ...absent },
        { alias: 'theirs', ...absent },
        { alias: 'nobody', ...absent },
      ],
    });
    const removed = await fleet.realmConfig('apply', removing, '--yes');
    expect(removed.stdout).toContain('  - identity provider adfs\n');
    expect((await fleet.realmConfig('plan', removing)).stdout).toContain(
      '  . left alone: identity provider theirs (not made by realm-config)',
    );
    const aliases = (await fleet.admin.identityProviders.find({ realm })).map(({ alias }) => alias);
    expect(aliases.sort()).toEqual(['entra', 'theirs']);
  });

  it('needs the identity providers that it only refers to', async () => {
    const realm = await fleet.realmOfOthers();
    const file = await fleet.write(
      'acme.json',
      `{\n  "realm": "${realm}",\n  "identityProviders": [{ "alias": "x" }]\n}`,
    );
    const missing = await fleet.realmConfig('plan', file);
    expect(missing.code).toBe(3);
    expect(missing.stderr).toMatch(
      /acme\.json:3#\/identityProviders\/0\/alias: The realm has no identity provider "x"\. /,
    );
    await fleet.admin.identityProviders.create({ realm, alias: 'x', providerId: 'oidc', config: {} });
    expect((await fleet.realmConfig('plan', file)).code).toBe(2);
  });

  it('gives a token another end and scope, and the token stays the same', async () => {
    const realm = await fleet.realmOfOthers();
    const documentWith = (token: object) =>
      fleet.write('acme.json', { realm, tokens: [{ label: 'Okta', ...token }] });
    const records = async () =>
      Object.entries((await clientOf(realm, 'scim-endpoint'))?.attributes as Record<string, string>)
        .filter(([name]) => name.startsWith('scim.token.'))
        .map(([, record]) => JSON.parse(record) as Record<string, unknown>);
    await fleet.realmConfig('apply', await documentWith({ expires: '2096-01-31T18:00Z' }), '--yes');
    const [before] = await records();
    const file = await documentWith({ expires: '2097-01-31T18:00Z', readOnly: true });
    const planned = await fleet.realmConfig('plan', file);
    expect(planned).toMatchObject({
      code: 2,
      stdout: `Realm ${realm}: 1 change
  ~ token "Okta"
      expires: 2096-01-31T18:00:00.000Z -> 2097-01-31T18:00:00.000Z
      readOnly: true
  = 10 steps with nothing to do
`,
    });
    expect(await fleet.realmConfig('drift', file)).toMatchObject({ code: 2 });
    const applied = await fleet.realmConfig('apply', file, '--yes');
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(applied.stdout).not.toContain('shown once');
    expect(await records()).toEqual([{ ...before, expires: '2097-01-31T18:00:00.000Z', readOnly: true }]);
    expect(await fleet.realmConfig('plan', file)).toMatchObject({ code: 0 });
    const lasting = await documentWith({ expires: '36500d', readOnly: false });
    await fleet.realmConfig('apply', lasting, '--yes');
    expect(await fleet.realmConfig('plan', lasting)).toMatchObject({ code: 0 });
    const ended = await fleet.realmConfig('plan', await documentWith({ expires: '2026-01-31' }));
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('give it a later end, or "ensure": "absent".');
    expect(await records()).toHaveLength(1);
  });

  it('declares the attributes that SCIM writes where others are to be dropped', async () => {
    const realm = await fleet.realmOfOthers();
    const file = await fleet.write('acme.json', {
      realm,
      userProfile: { undeclared: 'drop', attributes: [{ name: 'department', displayName: 'Department' }] },
    });
    expect(await fleet.realmConfig('apply', file, '--yes')).toMatchObject({ code: 0, stderr: '' });
    const profile = await fleet.admin.users.getProfile({ realm });
    expect(profile.unmanagedAttributePolicy).toBeUndefined();
    const names = (profile.attributes ?? []).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['department', 'externalId', 'scim.source']));
    expect(await fleet.realmConfig('plan', file)).toMatchObject({
      code: 0,
      stdout: `Realm ${realm}: nothing to do\n`,
    });
  });
});

describe('a plan in a file', () => {
  it('is refused when the realm or the document has changed since', async () => {
    const realm = await fleet.realmOfOthers();
    const file = await fleet.write('acme.json', { realm, profile: 'okta' });
    const planFile = path.join(fleet.folder, 'acme.plan');
    await fleet.realmConfig('plan', file, '--out', planFile);
    await fleet.realmConfig('enable', realm, '--profile', 'azure');
    fleet.proxy.reset();
    expect(await fleet.realmConfig('apply', planFile, '--yes')).toMatchObject({
      code: 4,
      stdout: '',
      stderr: `Realm "${realm}" is not as it was when it was planned: SCIM configuration (changed) would come on top. Plan again.\n`,
    });
    await fleet.write('acme.json', { realm, profile: 'google' });
    expect(await fleet.realmConfig('apply', planFile, '--yes')).toMatchObject({
      code: 4,
      stderr: `The document of realm "${realm}" has changed since the plan. Plan again.\n`,
    });
    expect(fleet.writes()).toEqual([]);
  });

  it('is completed by a second run after the first broke off half-way', async () => {
    const realm = await fleet.realmOfOthers();
    const file = await fleet.write('acme.json', { realm, tokens: [{ label: 'one' }] });
    const planFile = path.join(fleet.folder, 'acme.plan');
    await fleet.realmConfig('plan', file, '--out', planFile);
    fleet.proxy.intercept((request, response) => {
      if (request.method !== 'POST' || !request.url?.endsWith('/client-scopes')) return false;
      response.destroy();
      return true;
    });
    const broken = await fleet.realmConfig('apply', planFile, '--yes');
    expect(broken).toMatchObject({ code: 1 });
    expect(broken.stderr).toContain(`Realm ${realm} failed:\n`);
    expect(await clientOf(realm, 'scim-bridge')).toBeDefined();
    fleet.proxy.intercept(undefined);
    const second = await fleet.realmConfig('apply', planFile, '--yes');
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).toMatch(/ {2}Token {11}scim_\w{49} {2}\("one", shown once\)\n/);
    expect(await fleet.realmConfig('plan', file)).toMatchObject({ code: 0 });
  });
});

describe('a fleet', () => {
  it('goes on after the failure of one realm, and names it', async () => {
    const [first, second] = [await fleet.realmOfOthers(), await fleet.realmOfOthers()];
    await fleet.write('template.json', { profile: '${kind}', lifecycle: { brake: { users: 50 } } });
    await fleet.write(
      'tenants.csv',
      `realm,kind,/lifecycle/brake/users\n${first},okta,\nno-such-realm,azure,\n${second},azure,7\n`,
    );
    await fleet.write('fleet.json', { template: 'template.json', tenants: 'tenants.csv' });
    const applied = await fleet.realmConfig('apply', fleet.folder, '--yes', '--parallel', '2');
    expect(applied.code).toBe(1);
    expect(applied.stderr).toBe(
      'Realm no-such-realm failed:\n  There is no realm "no-such-realm"; names are case-sensitive. With "create": true its document has it made.\n',
    );
    expect(applied.stdout).toMatch(/\n3 realms: 2 changed, 0 as described, 1 failed: no-such-realm\.\n$/);
    const config = (await clientOf(second, 'scim-endpoint'))?.attributes as Record<string, string>;
    expect(config).toMatchObject({ 'scim.profile': 'azure' });
    expect(JSON.parse(config['scim.config'] ?? '')).toMatchObject({ brake: { users: 7 } });
    expect(await fleet.realmConfig('plan', fleet.folder, '--only', first, second)).toEqual({
      code: 0,
      stdout: '2 realms: 0 to change, 2 as described.\n',
      stderr: '',
    });
  });
});

describe('an export', () => {
  it('plans to nothing, whatever the realm is configured like', async () => {
    const random = createRandom();
    process.stderr.write(`fleet: TEST_SEED=${random.seed}\n`);
    const realm = await fleet.realmOfOthers();
    const maybe = <T>(value: () => T): T | undefined => (random.below(2) === 0 ? undefined : value());
    for (let round = 0; round < 4; round += 1) {
      const document = {
        realm,
        enabled: maybe(() => false),
        profile: random.pick(['generic', 'okta', 'azure', 'strict']),
        mapping: maybe(() => ({
          user: [{ scim: 'nickName', keycloak: `attributes.nick${random.below(9)}` }],
        })),
        authentication: maybe(() => ({
          basic: random.below(2) === 0,
          ...maybe(() => ({ remoteToken: { readOnly: true } })),
        })),
        lifecycle: {
          offboarding: maybe(() => ({ delete: random.pick(['delete', 'hide']) })),
          brake: maybe(() => ({ percent: 1 + random.below(50), minutes: 1 + random.below(100) })),
          email: maybe(() => random.pick(['keep', 'refuse'])),
          ownership: maybe(() => random.pick(['all', 'own'])),
          mode: maybe(() => random.pick(['provision', 'observe'])),
          protection: maybe(() => ({ breakGlass: [`admin-${random.below(9)}@*`] })),
        },
        publicUrls: maybe(() => [`https://scim-${random.below(9)}.example.test`]),
        tokens: maybe(() => [{ label: `t${random.below(3)}`, readOnly: random.below(2) === 0 }]),
      };
      const applied = await fleet.realmConfig('apply', await fleet.write('acme.json', document), '--yes');
      expect(applied).toMatchObject({ code: 0 });
      const exported = await fleet.realmConfig('export', realm);
      expect(exported).toMatchObject({ code: 0, stderr: '' });
      expect(exported.stdout).not.toMatch(/scim_|sha256/);
      const plan = await fleet.realmConfig(
        'plan',
        await fleet.write('exported.json', exported.stdout),
        '--json',
      );
      expect([plan.code, (JSON.parse(plan.stdout) as { changes: unknown }).changes]).toEqual([0, []]);
    }
  });
});

describe('decommissioning', () => {
  it('takes out what was made for SCIM, and brings the rest back as it was', async () => {
    const realm = await fleet.realmOfOthers();
    const before = {
      profile: await fleet.admin.users.getProfile({ realm }),
      clients: (await fleet.admin.clients.find({ realm })).map(({ clientId }) => clientId).sort(),
      scopes: (await fleet.admin.clientScopes.find({ realm })).map(({ name }) => name).sort(),
      roles: (await fleet.admin.roles.find({ realm })).map(({ name }) => name).sort(),
    };
    const file = await fleet.write('acme.json', { realm });
    await fleet.realmConfig('apply', file, '--yes');
    const create = (username: string, attributes: Record<string, string[]>) =>
      fleet.admin.users.create({ realm, username, enabled: true, attributes });
    const [ours, theirs] = [await create('ours', { 'scim.source': ['scim'] }), await create('theirs', {})];
    expect(await fleet.realmConfig('decommission', realm, '--users', 'disable')).toMatchObject({
      code: 2,
      stderr: 'Nobody can be asked here whether to go on: add --yes once the plan is as you want it.\n',
    });
    const ended = await fleet.realmConfig('decommission', realm, '--users', 'disable', '--yes');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect({
      profile: await fleet.admin.users.getProfile({ realm }),
      clients: (await fleet.admin.clients.find({ realm })).map(({ clientId }) => clientId).sort(),
      scopes: (await fleet.admin.clientScopes.find({ realm })).map(({ name }) => name).sort(),
      roles: (await fleet.admin.roles.find({ realm })).map(({ name }) => name).sort(),
    }).toEqual(before);
    expect((await fleet.admin.realms.findOne({ realm }))?.editUsernameAllowed).toBe(false);
    expect((await fleet.admin.users.findOne({ realm, id: ours.id }))?.enabled).toBe(false);
    expect((await fleet.admin.users.findOne({ realm, id: theirs.id }))?.enabled).toBe(true);
    expect((await fleet.realmConfig('decommission', realm, '--users', 'keep', '--yes')).stdout).toBe(
      `Realm ${realm}: nothing to do\n`,
    );
  });

  it('leaves clients of the same names that others made', async () => {
    const realm = await fleet.realmOfOthers();
    await fleet.admin.clients.create({
      realm,
      clientId: 'scim-bridge',
      serviceAccountsEnabled: true,
      publicClient: false,
    });
    await fleet.realmConfig('enable', realm);
    const document = await fleet.write('acme.json', { realm, ensure: 'absent' });
    const ended = await fleet.realmConfig('apply', document, '--yes');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(await clientOf(realm, 'scim-endpoint')).toBeUndefined();
    expect(await clientOf(realm, 'scim-bridge')).toBeDefined();
    expect((await fleet.realmConfig('plan', document)).stdout).toContain(
      '  . left alone: client scim-bridge (not made by realm-config)\n',
    );
  });
});

describe('init', () => {
  it('makes documents that have no mistake', async () => {
    for (const example of ['one-realm', 'msp']) {
      const made = path.join(fleet.folder, example);
      expect(await fleet.realmConfig('init', made, '--example', example)).toMatchObject({ code: 0 });
      expect(await readdir(made)).toContain('realm.schema.json');
      expect(await fleet.realmConfig('validate', made)).toMatchObject({ code: 0, stderr: '' });
      expect((await fleet.realmConfig('init', made)).stderr).toContain('has files already');
    }
  });
});
