import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { openSetup } from '../../../bridge/keycloak/setup/realmSetup.ts';
import { loadQuirks } from '../../../mappers/rewriting/loadQuirks.ts';
import { enable } from '../../../bridge/enablement/enable.ts';
import { start } from '../../support/processes/command.ts';
import { adminClient, freshRealmName, removeRealms, testKeycloak } from '../../support/keycloak/keycloak.ts';

const SECRET = 'secret-of-the-process-test';

const env = (more: Record<string, string> = {}): Record<string, string> => ({
  KEYCLOAK_URL: testKeycloak().url,
  KEYCLOAK_CLIENT_SECRET: SECRET,
  HOST: '127.0.0.1',
  PORT: '0',
  MANAGEMENT_PORT: '0',
  STORE_FILE: ':memory:',
  ...more,
});

describe('the bridge as a process', () => {
  it('reports every mistake in its environment at once and does not start', async () => {
    const wrong = { KEYCLOAK_URL: 'ftp://x', PORT: '99999', LOG_LEVEL: 'loud', SCAN_LIMIT: '-1' };
    const { code, stderr } = await start('bridge/main.ts', [], wrong).ended;
    expect(code).toBe(1);
    expect(stderr.trim().split('\n').sort()).toEqual([
      'KEYCLOAK_CLIENT_SECRET and BRIDGE_KEY_FILE are not set: the bridge signs in with the secret of its client, or with the key in a file',
      'KEYCLOAK_URL must be an http or https URL, not "ftp://x"',
      'LOG_LEVEL must be one of error, warn, info, debug, silent, not "loud"',
      'PORT must be a whole number from 0 to 65535, not "99999"',
      'SCAN_LIMIT must be a whole number from 0 to 1000000, not "-1"',
    ]);
  });

  it('says what to do if its port is in use', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as { port: number };
    const { code, stderr } = await start('bridge/main.ts', [], env({ PORT: String(port) })).ended;
    holder.close();
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Port ${port} is taken: set PORT or MANAGEMENT_PORT to another one, or stop what listens there.\n`,
    );
  });

  it('logs one line per request without the token, and finishes running requests before it ends', async () => {
    const { url, adminUser, adminPassword } = testKeycloak();
    const realm = freshRealmName('process');
    const admin = await adminClient();
    await admin.realms.create({ realm, enabled: true });
    const setup = await openSetup(realm, { url, adminUser, adminPassword, adminRealm: 'master' });
    const { token = '' } = await enable(setup, {
      profile: 'generic',
      label: 'process test',
      publicUrl: 'http://localhost:3000',
      bridgeClientId: 'scim-bridge',
      bridgeClientSecret: SECRET,
      quirks: await loadQuirks(),
      report: () => undefined,
    });
    const bridge = start('bridge/main.ts', [], env());
    const listening = JSON.parse(await bridge.line(/"listening"/)) as Record<string, unknown>;
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(listening).toMatchObject({ version });
    const management = `http://127.0.0.1:${String(listening.managementPort)}`;
    expect(await (await fetch(`${management}/version`)).json()).toEqual({
      version,
      node: process.versions.node,
    });
    expect(await (await fetch(`${management}/metrics`)).text()).toContain(
      `scim_bridge_info{version="${version}"} 1`,
    );
    const users = `http://127.0.0.1:${String(listening.port)}/realms/${realm}/scim/v2/Users`;
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' };
    expect((await fetch(users, { headers })).status).toBe(200);

    const body = JSON.stringify({ userName: 'last.one', password: 'not-for-the-log' });
    const underWay = Array.from({ length: 20 }, (_, i) =>
      fetch(users, { method: 'POST', headers, body: body.replace('last.one', `last.${i}`) }),
    );
    await bridge.line(/"POST"/);
    bridge.process.kill('SIGTERM');
    const answers = await Promise.allSettled(underWay);
    const statuses = answers.map((answer) =>
      answer.status === 'fulfilled' ? answer.value.status : 'refused',
    );
    expect(statuses.every((status) => status === 201 || status === 'refused')).toBe(true);
    expect(statuses).toContain(201);

    const { code, stdout } = await bridge.ended;
    expect(code).toBe(0);
    expect(stdout).not.toContain(token);
    expect(stdout).not.toContain(SECRET);
    expect(stdout).not.toContain('not-for-the-log');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const created = lines.filter(({ message, status }) => message === 'request' && status === 201);
    const made = await (await adminClient()).users.count({ realm });
    expect(created).toHaveLength(made);
    expect(created[0]).toMatchObject({
      realm,
      credential: 'process test',
      method: 'POST',
      quirks: ['missing-schemas'],
      keycloak: [{ call: 'POST users', outcome: 'ok' }],
    });
    await removeRealms(realm);
  });
});
