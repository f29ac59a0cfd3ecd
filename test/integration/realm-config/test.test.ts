import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';
import { startReverseProxy, type ReverseProxy } from '../../support/servers/reverseProxy.ts';

let bridge: TestBridge;
let proxy: ReverseProxy;
let realm: TestRealm;
let hiding: TestRealm;

const targets = () => ({ bridge: bridge.url, keycloak: testKeycloak().url });

beforeAll(async () => {
  proxy = await startReverseProxy();
  bridge = await startTestBridge({ PUBLIC_URL: proxy.url });
  proxy.setTargets(targets());
  [realm, hiding] = await Promise.all([
    bridge.realm({ config: { authentication: { remoteToken: {} } } }),
    bridge.realm({ lifecycle: { offboarding: { delete: 'hide' } } }),
  ]);
});

afterAll(async () => {
  await bridge.close();
  await proxy.close();
});

interface Shown {
  readonly passed: boolean;
  readonly checks: { check: string; outcome: string; seen: string; remedy?: string }[];
  readonly providers: { provider: string; passed: boolean; shows: string }[];
}

const administrator = (): Record<string, string> => {
  const { adminUser, adminPassword } = testKeycloak();
  return {
    KEYCLOAK_URL: bridge.proxy.url,
    KEYCLOAK_ADMIN: adminUser,
    KEYCLOAK_ADMIN_PASSWORD: adminPassword,
    MANAGEMENT_URL: bridge.managementUrl,
    PUBLIC_URL: proxy.url,
  };
};

async function shown(
  name: string,
  args: readonly string[] = [],
  env: Record<string, string> = administrator(),
): Promise<{ code: number; stderr: string; test: Shown }> {
  const { code, stdout, stderr } = await runRealmConfig(['test', name, '--json', ...args], env);
  return { code: code ?? -1, stderr, test: JSON.parse(stdout.split('\n')[0] ?? '') as Shown };
}

const named = ({ checks }: Shown, outcome: string): string[] =>
  checks.filter((check) => check.outcome === outcome).map(({ check }) => check);

const usersOf = (name: string) => bridge.admin.users.find({ realm: name });

describe('realm-config test', () => {
  it('passes at a realm that is set up, with a token of its token endpoint, and leaves nothing', async () => {
    const { code, stderr, test } = await shown(realm.name);
    expect({ code, stderr, failed: named(test, 'fail') }).toEqual({ code: 0, stderr: '', failed: [] });
    expect(named(test, 'pass')).toEqual(
      expect.arrayContaining([
        'served by the bridge',
        'keys of remote token',
        'token endpoint',
        'addresses in answers',
        'remove the user',
        'nothing is left',
      ]),
    );
    expect(test.providers.map(({ passed }) => passed)).toEqual([true, true]);
    expect(await usersOf(realm.name)).toEqual([]);
  });

  it('makes a token for the test and leaves nothing of it, and deletes a user that the realm hides', async () => {
    const { code, stdout } = await runRealmConfig(['test', hiding.name], administrator());
    expect(stdout).toContain('The realm hides users instead of deleting them');
    expect(stdout).toMatch(/^pass +nothing is left +deleted in Keycloak$/m);
    expect(stdout).toContain('Microsoft Entra ID, Test Connection: "The supplied credentials are authorized');
    expect(code).toBe(0);
    expect(await usersOf(hiding.name)).toEqual([]);
    const list = await runRealmConfig(['token', 'list', hiding.name, '--json'], administrator());
    const tokens = JSON.parse(list.stdout) as { label: string }[];
    expect(tokens.map(({ label }) => label)).toEqual(['test']);
    const log = await runRealmConfig(['log', hiding.name, '--kind', 'audit'], administrator());
    expect(log.stdout).toMatch(
      /Static token ".+" \(\w+\) made\.[^]*Static token ".+" \(\w+\) revoked and forgotten\./,
    );
  });

  it('needs no administrator with an address and a token', async () => {
    const args = ['--url', `${proxy.url}/realms/${realm.name}/scim/v2`, '--read-only'];
    const good = await shown(realm.name, args, { SCIM_TOKEN: realm.token });
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(named(good.test, 'not checked')).toContain('create a user');
    const wrong = await shown(realm.name, args, { SCIM_TOKEN: `${realm.token.slice(0, -2)}xx` });
    expect(wrong.code).toBe(1);
    expect(named(wrong.test, 'fail')).toEqual(['credential']);
    expect(wrong.test.providers[0]?.shows).toMatch(/^You appear to have entered invalid credentials/);
    expect(JSON.stringify(wrong.test)).not.toContain(realm.token.slice(0, -2));
  });

  it('tells a proxy that sends SCIM to Keycloak', async () => {
    proxy.setTargets({ ...targets(), bridge: testKeycloak().url });
    try {
      const { code, test } = await shown(hiding.name, ['--read-only']);
      expect(code).toBe(1);
      const [failure] = test.checks.filter(({ outcome }) => outcome === 'fail');
      expect(failure).toMatchObject({
        check: 'route to the bridge',
        seen: expect.stringMatching(/^Keycloak answered \(404/) as string,
      });
    } finally {
      proxy.setTargets(targets());
    }
  });

  it("tells Keycloak's own SCIM API, which answers at the same paths, from the bridge", async () => {
    await bridge.admin.realms.update({ realm: hiding.name }, { scimApiEnabled: true });
    proxy.setTargets({ ...targets(), bridge: testKeycloak().url });
    try {
      const { code, test } = await shown(hiding.name, ['--read-only']);
      expect(code).toBe(1);
      expect(test.checks.find(({ outcome }) => outcome === 'fail')).toMatchObject({
        check: 'route to the bridge',
        seen: `Keycloak's own SCIM API answered ("Bearer token required"), not the bridge.`,
      });
    } finally {
      proxy.setTargets(targets());
      await bridge.admin.realms.update({ realm: hiding.name }, { scimApiEnabled: false });
    }
  });

  it('says that a realm is not served, and checks the way all the same', async () => {
    await runRealmConfig(['disable', hiding.name], administrator());
    const { code, test } = await shown(hiding.name);
    expect(code).toBe(4);
    expect(named(test, 'fail')).toEqual(['served by the bridge']);
    expect(named(test, 'pass')).toContain('route to the bridge');
  });
});
