import { execFileSync } from 'node:child_process';
import { PROVIDER_GUIDES } from '../../../providers/guides/guides.ts';
import type { Instructions } from '../../../bridge/connecting/instructions.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import type { Ended } from '../../support/processes/command.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';

const PUBLIC_URL = 'https://scim.example.test';
const DOMAIN = 'https://login.acme.example.test';
const TENANT = '11111111-2222-3333-4444-555555555555';
const GROUP = '66666666-7777-8888-9999-AAAAAAAAAAAA';

let bridge: TestBridge;
let realm: TestRealm;
let scimUrl: string;

function run(...args: string[]): Promise<Ended> {
  const { adminUser, adminPassword } = testKeycloak();
  return runRealmConfig(args, {
    // As the bridge has it: this Keycloak names itself as it is reached.
    KEYCLOAK_URL: bridge.proxy.url,
    KEYCLOAK_ADMIN: adminUser,
    KEYCLOAK_ADMIN_PASSWORD: adminPassword,
    KEYCLOAK_CLIENT_SECRET: 'secret-of-the-test-bridge',
    PUBLIC_URL,
    MANAGEMENT_URL: bridge.managementUrl,
  });
}

async function told(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const instructionsOf = async (provider: string): Promise<Instructions> =>
  JSON.parse(await told('connect', provider, realm.name, '--json')) as Instructions;

beforeAll(async () => {
  bridge = await startTestBridge({ PUBLIC_URL });
  realm = await bridge.realm({ profile: 'azure' });
  scimUrl = `${PUBLIC_URL}/realms/${realm.name}/scim/v2`;
});

afterAll(() => bridge.close());

describe('realm-config connect', () => {
  it.each(PROVIDER_GUIDES)(
    'says what to type, with the values of the realm and without its token: $name',
    async ({ name, title, profile }) => {
      const text = await told('connect', name, realm.name);
      expect(text).toContain(`Realm ${realm.name}: what to type in ${title}\n`);
      expect(text).toContain(`  SCIM URL  ${scimUrl}\n`);
      expect(text).toContain('The realm has 1 valid token,');
      expect(text).not.toContain(realm.token);
      expect(/^ {2}! .*--profile (\w+)"/m.exec(text)?.[1]).toBe(profile === 'azure' ? undefined : profile);
    },
  );

  it('follows what the realm accepts, and prints no secret of it', async () => {
    await told('enable', realm.name, '--azure-tenant', TENANT, '--remote-token');
    const secret =
      /^Client secret +(\S+)$/m.exec(await told('connection', realm.name, '--secret'))?.[1] ?? '';
    expect(secret).not.toBe('');
    const { variants } = await instructionsOf('entra');
    expect(variants[0]?.method).toMatchObject({
      accepted: true,
      name: expect.stringContaining('left blank'),
    });
    expect(JSON.stringify(variants)).toContain(`as the tenant ${TENANT}`);
    const accepted = variants[0]?.otherMethods.filter((method) => method.accepted) ?? [];
    expect(accepted.map(({ fields }) => fields[1])).toEqual([
      { name: 'Tenant URL', value: scimUrl },
      { name: 'Token Endpoint', value: `${PUBLIC_URL}/realms/${realm.name}/protocol/openid-connect/token` },
    ]);
    expect(await told('connect', 'entra', realm.name)).not.toContain(secret);
  });

  it('prints a script for Entra ID that names the realm at the address asked for, and leaves the token out', async () => {
    await told('enable', realm.name, '--domain', DOMAIN);
    const url = `${DOMAIN}/realms/${realm.name}/scim/v2`;
    const { code, stdout, stderr } = await run(
      ...['connect', 'entra', realm.name, '--print', 'az', '--url', url, '--group', GROUP],
    );
    expect(code).toBe(0);
    expect(stdout).toContain(`\nbase_address='${url}'\n`);
    expect(stdout).toContain(`\napp_name='Keycloak realm ${realm.name} at login.acme.example.test'\n`);
    expect(stdout).toContain(`\ngroup_ids="\${GROUP_IDS-${GROUP.toLowerCase()}}"\n`);
    expect(stdout).not.toContain(realm.token);
    expect(execFileSync('bash', ['-n'], { input: stdout, encoding: 'utf8' })).toBe('');
    expect(stderr).toMatch(/^Token: "realm-config token new \S+ --label entra" shows a new one, once\./);
    for (const language of ['powershell', 'terraform']) {
      const ended = await run('connect', 'entra', realm.name, '--print', language, '--app-name', "Ann's app");
      expect(ended.code).toBe(0);
      expect(ended.stdout).toContain(language === 'terraform' ? '"Ann\'s app"' : "'Ann''s app'");
      expect(ended.stdout).toContain(scimUrl);
    }
  });

  it('refuses an address that is not one of the realm, and names those that are', async () => {
    const { code, stderr } = await run(
      'connect',
      'okta',
      realm.name,
      '--url',
      'https://elsewhere.example.test',
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^--url takes a SCIM URL of the realm, not "https:\/\/elsewhere\.example\.test"\. Its URLs:\n/,
    );
    expect(stderr).toContain(`  ${scimUrl}\n`);
  });

  it('warns of a realm that is not served, and fails for a realm that does not exist', async () => {
    const off = await bridge.realm();
    await told('disable', off.name);
    expect(await told('connect', 'other', off.name)).toContain(
      '  ! The realm is not served. SCIM is not enabled for the realm\n',
    );
    const none = await run('connect', 'okta', `${realm.name}-not`, '--json');
    expect(none.code).toBe(1);
    expect(JSON.parse(none.stdout)).toMatchObject({ realm: `${realm.name}-not`, code: 'notFound' });
  });
});
