import { freePort } from '../../../dev/freePort.ts';
import { start, type Running } from '../../support/processes/command.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';

let demo: Running;
let printed: string;
let port: number;

beforeAll(async () => {
  const { url, adminUser, adminPassword } = testKeycloak();
  port = await freePort();
  demo = start('dev/demo/main.ts', [], {
    KEYCLOAK_URL: url,
    KEYCLOAK_ADMIN: adminUser,
    KEYCLOAK_ADMIN_PASSWORD: adminPassword,
    PORT: String(port),
  });
  printed = '';
  demo.process.stdout?.on('data', (text: string) => {
    printed += text;
  });
  await demo.line(/^Ready after/);
});

afterAll(async () => {
  demo.process.kill('SIGTERM');
  await demo.ended;
});

/** The variables that the demo tells its user to export. */
const exported = (): Record<string, string> =>
  Object.fromEntries(
    [...printed.matchAll(/^ {2}export (.*?)(?: {3}#.*)?$/gm)].flatMap(([, assignments = '']) =>
      assignments.split(' ').map((assignment) => assignment.split('=', 2) as [string, string]),
    ),
  );

describe('the demo', () => {
  it('listens on PORT, and keeps the password of a Keycloak that is not its own to itself', () => {
    const { SCIM, PUBLIC_URL, KEYCLOAK_ADMIN_PASSWORD } = exported();
    expect([SCIM, PUBLIC_URL]).toEqual([
      expect.stringContaining(`http://127.0.0.1:${port}/realms/acme-`),
      `http://127.0.0.1:${port}`,
    ]);
    expect(KEYCLOAK_ADMIN_PASSWORD).toBe('…');
  });

  it.each([
    ['entra', 'Microsoft Entra ID (demo)'],
    ['okta', 'Okta SCIM Client 1.0.0'],
  ])('plays the identity provider %s, which names itself %s', async (name, userAgent) => {
    const { SCIM = '', TOKEN = '' } = exported();
    const played = start('dev/demo/main.ts', ['--idp', name], {});
    played.process.stdin?.end(`${SCIM}\n${TOKEN}\n\n\n\n`);
    const { code, stdout } = await played.ended;
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/Create +POST 201\n[^]*Deactivate +PATCH 200\n/) as string,
    });
    const [, realm = ''] = /\/realms\/([^/]+)/.exec(SCIM) ?? [];
    const variables = { ...exported(), KEYCLOAK_ADMIN_PASSWORD: testKeycloak().adminPassword };
    expect((await runRealmConfig(['log', realm, '--json'], variables)).stdout).toContain(userAgent);
  });

  it('prints the commands of an operator that work as they are printed', async () => {
    const variables = { ...exported(), KEYCLOAK_ADMIN_PASSWORD: testKeycloak().adminPassword };
    const lines = [...printed.matchAll(/npm run realm-config -- (.*?)(?: {3,}#.*)?$/gm)].map(
      ([, line = '']) => line,
    );
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      'enable',
      'test',
      'status',
      'log',
      'token',
      'explain',
    ]);
    for (const line of lines) {
      const words = [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);
      const { code, stdout, stderr } = await runRealmConfig(words, variables);
      expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' });
      if (words[0] === 'enable') expect(stdout).toContain(`http://127.0.0.1:${port}/realms/initech-`);
    }
  });
});
