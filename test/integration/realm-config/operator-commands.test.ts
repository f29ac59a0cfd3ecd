/* eslint max-lines: "off" -- One bridge and its realms serve all of these tests; every file of its own would start others. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { start, type Ended } from '../../support/processes/command.ts';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';
import { send } from '../../support/scim/send.ts';

const SECRET = 'secret-of-the-test-bridge';
const USER = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ann' };

let bridge: TestBridge;
let realm: TestRealm;
let folder: string;

beforeAll(async () => {
  // So old that nothing but a word of the command line makes the bridge read a realm anew.
  bridge = await startTestBridge({ REFRESH_AFTER_MS: '3600000' });
  folder = await mkdtemp(path.join(tmpdir(), 'cli-'));
});

afterAll(async () => {
  await bridge.close();
  await rm(folder, { recursive: true });
});

async function freshRealm(): Promise<void> {
  realm = await bridge.realm();
}

/** The environment of an operator. */
function variables(): Record<string, string> {
  const { adminUser, adminPassword } = testKeycloak();
  return {
    // As the bridge has it: this Keycloak names itself as it is reached.
    KEYCLOAK_URL: bridge.proxy.url,
    KEYCLOAK_ADMIN: adminUser,
    KEYCLOAK_ADMIN_PASSWORD: adminPassword,
    KEYCLOAK_CLIENT_SECRET: SECRET,
    PUBLIC_URL: 'https://scim.example.test',
    MANAGEMENT_URL: bridge.managementUrl,
  };
}

const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  runRealmConfig(args, { ...variables(), ...env });

/** What a command prints; it must succeed, and say nothing else. */
async function told(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const json = async <T>(...args: string[]): Promise<T> => JSON.parse(await told(...args, '--json')) as T;

async function statusWith(token: string): Promise<number> {
  const headers = { Authorization: `Bearer ${token}` };
  return (await send('GET', `${realm.scimUrl}/Users?count=1`, { headers })).status;
}

interface ShownToken {
  readonly id: string;
  readonly label: string;
  readonly token: string;
  readonly status: string;
  readonly expires?: string;
  readonly readOnly: boolean;
}

const tokens = () => json<ShownToken[]>('token', 'list', realm.name);

describe('realm-config status', () => {
  beforeEach(freshRealm);

  it('prints the state of each realm', async () => {
    expect(await told('status', realm.name)).toBe(
      [
        `Realm ${realm.name}`,
        '  SCIM          enabled, served',
        '  Profile       generic, revision 1',
        '  Rules         none',
        '  Credentials   1 static token (Basic too)',
        '  Last used     test  not known to be used',
        '  Journal       healthy',
        '',
      ].join('\n'),
    );
    expect(await json('status', realm.name)).toMatchObject({ realm: realm.name, served: true, problems: [] });
  });

  it('continues after a realm that is not served or does not exist, and fails at the end', async () => {
    await told('disable', realm.name);
    const { code, stdout, stderr } = await run(['status', `${realm.name}-not`, realm.name]);
    expect(code).toBe(1);
    expect(stdout).toContain('  SCIM          not enabled, not served\n');
    expect(stdout).toContain('  x SCIM is not enabled for the realm\n');
    expect(stderr).toBe(
      `Realm "${realm.name}-not": There is no such realm; names are case-sensitive.\n2 of 2 realms failed: ${realm.name}-not, ${realm.name} (not served).\n`,
    );
    const alone = await run(['status', realm.name]);
    expect(alone).toMatchObject({ code: 4, stderr: `Realm "${realm.name}" is not served.\n` });
  });
});

describe('realm-config connection', () => {
  beforeEach(freshRealm);

  it('prints what to copy, and the secret only on request', async () => {
    const base = `https://scim.example.test/realms/${realm.name}`;
    const text = await told('connection', realm.name);
    expect(text).toBe(
      [
        `SCIM URL         ${base}/scim/v2`,
        `Token endpoint   ${base}/protocol/openid-connect/token`,
        'Client id        scim-endpoint',
        'Scope            scim',
        `Audience         ${base}/scim/v2`,
        `The realm does not accept tokens of that endpoint yet: "enable ${realm.name} --remote-token".`,
        '',
      ].join('\n'),
    );
    await told('enable', realm.name, '--remote-token', '--domain', 'https://acme.example.test/');
    const [client] = await bridge.admin.clients.find({ realm: realm.name, clientId: 'scim-endpoint' });
    const { value = '' } = await bridge.admin.clients.getClientSecret({
      realm: realm.name,
      id: client?.id ?? '',
    });
    const whole = await told('connection', realm.name, '--secret');
    expect(whole).toContain(`  also           https://acme.example.test/realms/${realm.name}/scim/v2\n`);
    expect(whole).toContain(`Client secret    ${value}\n`);
    expect(whole).not.toContain('does not accept');
    expect(await json('connection', realm.name, '--secret')).toMatchObject({ clientSecret: value });
    expect(await json('connection', realm.name)).not.toHaveProperty('clientSecret');
    expect(await told('log', realm.name, '--kind', 'audit')).toContain(
      'The secret of client scim-endpoint was shown.',
    );
  });
});

describe('realm-config disable', () => {
  beforeEach(freshRealm);

  it('stops the realm with the next request; enable starts it with the next request too', async () => {
    expect(await statusWith(realm.token)).toBe(200);
    expect(await told('disable', realm.name)).toBe(
      `Realm ${realm.name}: SCIM is off (changed); "enable ${realm.name}" switches it on again.\n`,
    );
    expect(await statusWith(realm.token)).toBe(401);
    expect(await json('disable', realm.name)).toEqual({
      realm: realm.name,
      enabled: false,
      changed: false,
      outcome: 'kept',
    });
    const enabled = await told('enable', realm.name);
    expect(enabled).toContain('  ~ SCIM configuration, profile generic (changed)\n');
    expect(enabled).not.toContain('static token');
    expect(await statusWith(realm.token)).toBe(200);
  });

  it('works with a damaged configuration, and leaves it unchanged', async () => {
    const [client] = await bridge.admin.clients.find({ realm: realm.name, clientId: 'scim-endpoint' });
    const id = client?.id ?? '';
    for (const damaged of [
      '{',
      '{"version":1,"mapping":{"user":[{"scim":"titel","keycloak":"attributes.x"}]}}',
    ]) {
      const attributes = { 'scim.enabled': 'true', 'scim.config': damaged };
      await bridge.admin.clients.update({ realm: realm.name, id }, { attributes });
      await told('disable', realm.name);
      const left = await bridge.admin.clients.findOne({ realm: realm.name, id });
      expect(left?.attributes).toMatchObject({ 'scim.enabled': 'false', 'scim.config': damaged });
      expect(await statusWith(realm.token)).toBe(401);
    }
  });
});

describe('realm-config enable', () => {
  beforeEach(freshRealm);

  it('prints the token endpoint once its tokens are accepted, and counts the changes of the document', async () => {
    const args = [
      'enable',
      realm.name,
      '--remote-token',
      '--azure-tenant',
      'd5b6f1f0-8a5e-4c2b-9f0e-2f1d6c1b7a90',
    ];
    const text = await told(...args);
    expect(text).toContain(
      `  Token endpoint  https://scim.example.test/realms/${realm.name}/protocol/openid-connect/token\n`,
    );
    expect(text).toContain('  Client id       scim-endpoint  ("connection --secret" shows its secret)\n');
    const braked = await told('enable', realm.name, '--brake', '50', '--observe');
    expect(braked).toContain('  ~ brake (changed)\n  ~ mode observe (changed)\n');
    expect(braked).toContain(
      '  ~ SCIM configuration, profile generic (changed)\n      brake.users: none -> 50\n      mode: none -> "observe"\n',
    );
    const status = await told('status', realm.name);
    expect(status).toContain(
      '  Mode          observe: nothing is written\n  Profile       generic, revision 3\n  Rules         brake (users)\n',
    );
    expect(status).toContain(
      "  Credentials   1 static token (Basic too), tokens of the realm's token endpoint, issuer azure-tenant (tenantId d5b6f1f0-8a5e-4c2b-9f0e-2f1d6c1b7a90)\n",
    );
    expect(await told(...args)).not.toMatch(/\((created|changed)\)/);
    expect(await json('enable', realm.name)).toMatchObject({ clientId: 'scim-endpoint' });
    expect(await told('connection', realm.name)).toContain(
      'Trusted issuer   azure-tenant (tenantId d5b6f1f0-8a5e-4c2b-9f0e-2f1d6c1b7a90)\n',
    );
    const other = 'aaaaaaaa-8a5e-4c2b-9f0e-2f1d6c1b7a90';
    expect(await told('enable', realm.name, '--azure-tenant', other)).toContain(
      `  ~ Entra ID tenant ${other} instead of d5b6f1f0-8a5e-4c2b-9f0e-2f1d6c1b7a90 (changed)\n`,
    );
    const ended = await told('enable', realm.name, '--azure-tenant', 'none', '--no-remote-token');
    expect(ended).toContain(
      `  ~ Entra ID tenant ${other} no longer trusted (changed)\n  ~ tokens of the token endpoint not accepted (changed)\n`,
    );
    expect(await told('status', realm.name)).toContain('  Credentials   1 static token (Basic too)\n');
  });

  it('takes what "show" prints of one realm for another', async () => {
    const file = path.join(folder, 'acme.json');
    await writeFile(file, JSON.stringify({ user: [{ scim: 'title', keycloak: 'attributes.job' }] }));
    const source = realm.name;
    const more = ['--remote-token', '--brake', '10%', '--observe', '--domain', 'https://b.example.test'];
    await told('enable', source, '--profile', 'okta', '--mapping', file, ...more);
    const shown = await told('show', source);
    expect(shown).not.toMatch(/sha256|secret/);
    const configuration = JSON.parse(shown) as Record<string, object>;
    await freshRealm();
    await writeFile(file, shown);
    await told('enable', realm.name, '--config', file);
    expect(await json('show', realm.name)).toEqual({ ...configuration, realm: realm.name });

    await freshRealm();
    const parts = await Promise.all(
      ['mapping', 'authentication', 'lifecycle'].map(async (part) => {
        const partFile = path.join(folder, `${part}.json`);
        await writeFile(partFile, JSON.stringify(configuration[part]));
        return [`--${part}`, partFile];
      }),
    );
    await told('enable', realm.name, '--profile', 'okta', ...parts.flat());
    expect(await json('show', realm.name)).toEqual({ ...configuration, realm: realm.name, publicUrls: [] });
    const listed = (await run(['list', '--json'])).stdout.trim().split('\n');
    expect(listed).toContain(JSON.stringify({ realm: source, enabled: true, served: true, profile: 'okta' }));
  });

  it('accepts a document for the authentication, lists every mistake and writes nothing then', async () => {
    const file = path.join(folder, 'auth.json');
    const issuers = [
      { kind: 'azure-tenant', name: 'A B' },
      { kind: 'oidcc', name: 'x' },
    ];
    await writeFile(file, JSON.stringify({ basic: 'no', remoteToken: { clientz: [] }, issuers }));
    const { code, stdout, stderr } = await run(['enable', realm.name, '--authentication', file]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: `Realm ${realm.name}\n` });
    expect(stderr.split('\n').sort()).toEqual([
      '',
      'auth.json#/basic: "basic" takes a boolean, not a string.',
      'auth.json#/issuers/0/name: "name" is of 1 to 40 small letters, digits and hyphens, not "A B".',
      'auth.json#/issuers/0: "tenantId" is missing. The tenant id (directory id) of Entra ID.',
      'auth.json#/issuers/1/kind: There is no kind of trusted issuers "oidcc". Did you mean "oidc"?',
      'auth.json#/remoteToken: There is no member "clientz". Did you mean "clients"?',
    ]);
    expect(await told('status', realm.name)).toContain('revision 1\n');

    await writeFile(file, JSON.stringify({ staticTokens: false }));
    const [first] = await tokens();
    await told('token', 'revoke', realm.name, first?.id ?? '');
    expect(await told('enable', realm.name, '--authentication', file)).toContain(
      '  Token           (the realm accepts no static tokens)\n',
    );
    expect(await run(['enable', realm.name, '--new-token'])).toMatchObject({
      code: 2,
      stderr: `Realm "${realm.name}" accepts no static tokens: its authentication says so, and --new-token would have no effect.\n`,
    });
  });

  it('works without a bridge: a note says that it could not be notified', async () => {
    const env = { MANAGEMENT_URL: 'http://127.0.0.1:2' };
    const away =
      'The bridge does not answer at http://127.0.0.1:2: the connection is refused; is it the right port, and is the server running? (ECONNREFUSED); set MANAGEMENT_URL to its management port.';
    const { code, stderr } = await run(['enable', realm.name, '--new-token'], env);
    expect(code).toBe(0);
    expect(stderr).toBe(
      [
        `The bridge was not asked whether it can sign in so. ${away}`,
        away,
        'So the journal has no entry of the change; it is in force within ten seconds all the same.',
        '',
      ].join('\n'),
    );
  });
});

describe('realm-config token', () => {
  beforeEach(freshRealm);

  it('lists tokens, and creates a read-only one that expires', async () => {
    const text = await told('token', 'new', realm.name, '--label', 'HR', '--expires', '12h', '--read-only');
    const [, token = ''] = /^Token {5}(scim_\S+)$/m.exec(text) ?? [];
    expect(text).toMatch(/^Ends {6}20\d\d-\S+T\S+$/m);
    expect(text).toContain('Scope     read-only\nThe token is shown now and never again.\n');
    expect(await statusWith(token)).toBe(200);
    const write = await send('POST', `${realm.scimUrl}/Users`, {
      headers: { Authorization: `Bearer ${token}` },
      body: USER,
    });
    expect(write.status).toBe(403);
    const list = await told('token', 'list', realm.name);
    expect(list).toMatch(/^id +label +status +scope +source +created +ends +last used$/m);
    expect(list).toMatch(/^\w+ +HR +active +read-only +- +20\S+ +20\S+ +20\S+$/m);
    expect(list).not.toContain(token);
    const made = await json<ShownToken>('token', 'new', realm.name, '--label', 'x');
    expect(await statusWith(made.token)).toBe(200);
    expect((await tokens()).map(({ label }) => label).sort()).toEqual(['HR', 'test', 'x']);
  });

  it('rotates a token, and the old one is refused with the next request', async () => {
    const [old] = await tokens();
    const text = await told('token', 'rotate', realm.name, old?.id ?? '');
    expect(await statusWith(realm.token)).toBe(401);
    expect(text).toContain(`Token ${old?.id ?? ''} has stopped.\n`);
    const [, token = ''] = /^Token {5}(scim_\S+)$/m.exec(text) ?? [];
    expect(await statusWith(token)).toBe(200);
    expect((await tokens()).map(({ label, status }) => `${label} ${status}`).sort()).toEqual([
      'test (2) active',
      'test revoked',
    ]);
    expect(await run(['token', 'rotate', realm.name, old?.id ?? ''])).toMatchObject({
      code: 1,
      stderr: `Realm "${realm.name}": This token is revoked; make a new one instead.\n`,
    });
  });

  it('rotates a token with a grace during which both work', async () => {
    const [old] = await tokens();
    const args = [
      'token',
      'rotate',
      realm.name,
      old?.id ?? '',
      '--grace',
      '1s',
      '--label',
      'next',
      '--expires',
      '90d',
    ];
    const { token, label, expires = '' } = await json<ShownToken>(...args);
    // The second runs from the rotation on, and the command needs a part of it.
    const early = await statusWith(realm.token);
    expect(await statusWith(token)).toBe(200);
    expect(label).toBe('next');
    expect(Date.parse(expires)).toBeGreaterThan(Date.now() + 89 * 86_400_000);
    await sleep(1_100);
    expect(await statusWith(realm.token)).toBe(401);
    expect(await statusWith(token)).toBe(200);
    const next = await json<ShownToken>(
      'token',
      'rotate',
      realm.name,
      (await tokens()).find((one) => one.label === 'next')?.id ?? '',
      '--grace',
      '1h',
    );
    expect([await statusWith(token), await statusWith(next.token)]).toEqual([200, 200]);
    expect([200, 401]).toContain(early);
  });

  it('revokes a token at once', async () => {
    const [{ id } = { id: '' }] = await tokens();
    expect(await told('token', 'revoke', realm.name, id)).toBe(`Token ${id} has stopped.\n`);
    expect(await statusWith(realm.token)).toBe(401);
    const [revoked] = await tokens();
    expect(await json('token', 'revoke', realm.name, id)).toEqual({
      realm: realm.name,
      id,
      status: 'revoked',
      changed: false,
    });
    expect(await tokens()).toEqual([revoked]);
    expect((await told('log', realm.name, '--kind', 'audit')).match(/revoked\./g)).toHaveLength(1);
  });
});

describe('realm-config log', () => {
  beforeEach(freshRealm);

  const user = (userName: string) => realm.scim('POST', '/Users', { ...USER, userName, active: 'True' });

  it('prints requests and their outcome, oldest first', async () => {
    const { id } = (await user('Ann')).body as { id: string };
    await realm.scim('PATCH', `/Users/${id}`, 'not JSON');
    const [token] = await tokens();
    await told('token', 'rotate', realm.name, token?.id ?? '', '--grace', '1h');
    const lines = (await told('log', realm.name)).trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(
      new RegExp(`^20\\S+ write   201 POST /Users "Ann": User ${id} created\\. \\[test, node\\] \\d+ ms$`),
    );
    expect(lines[1]).toMatch(/ refusal 400 PATCH \/Users\/\S+ "Ann": Refused: .* \[test, node\] \d+ ms$/);
    expect(lines[2]).toMatch(
      new RegExp(` audit {3}201 POST .*rotated: .* \\[${testKeycloak().adminUser}, realm-config\\] \\d+ ms$`),
    );

    const only = async (...args: string[]) => (await told('log', realm.name, ...args)).trim().split('\n');
    expect(await only('--failed')).toEqual([lines[1]]);
    expect(await only('--kind', 'audit')).toEqual([lines[2]]);
    expect(await only('--user', 'ann', '--since', '1h')).toEqual([lines[0], lines[1]]);
    expect(await only('--resource', id, '--kind', 'write')).toEqual([lines[0]]);
    expect(await only('--credential', token?.id ?? '')).toEqual([lines[0], lines[1]]);
    const verbose = await told('log', realm.name, '--user', 'ann', '--kind', 'write', '--verbose');
    expect(verbose).toMatch(/^ {4}quirks {5}text-booleans$/m);
    expect(verbose).toMatch(/^ {4}keycloak {3}POST users: ok, \d+ ms$/m);
    expect(verbose).toMatch(/^ {4}asked {6}\{.*"userName":"Ann"/m);
    const json = await told('log', realm.name, '--user', 'ann', '--kind', 'write', '--json');
    const { requestId } = JSON.parse(json) as {
      requestId: string;
    };
    const [, line = ''] = lines[0]?.split(' 201 ') ?? [];
    for (const option of ['--reference', '--request']) {
      expect(await told('log', option, requestId)).toContain(` 201 ${realm.name} ${line}\n`);
    }
    const both = await run(['log', realm.name, '--reference', requestId, '--failed']);
    expect(both).toMatchObject({ code: 2, stderr: '--reference names one request; leave --failed out.\n' });
    expect(await run(['log', '--reference', 'nobody-knows'])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('There is no such entry in a realm that you may read.') as unknown,
    });
  });

  it('tells what "enable" has changed, with the options and the administrator', async () => {
    await told('enable', realm.name, '--brake', '7', '--no-observe');
    const text = await told('log', realm.name, '--kind', 'audit');
    expect(text).toMatch(
      /: Set up by enable --no-observe --brake: SCIM configuration, profile generic \(changed\): brake\.users: none -> 7, mode: none -> "provision"; /,
    );
    expect(text).toMatch(/; brake \(changed\); mode provision \(changed\)\. \[/);
    expect(text).toContain(`[${testKeycloak().adminUser}, realm-config]`);
  });

  it('prints pages, says that there is more, and says if there is nothing', async () => {
    const names = Array.from({ length: 5 }, (_, i) => `user${i}`);
    for (const name of names) await user(name);
    const shown = await run(['log', realm.name, '--limit', '2']);
    expect(shown).toMatchObject({
      code: 0,
      stderr: 'There are older entries: --limit 20 shows more of them.\n',
    });
    expect([...shown.stdout.matchAll(/"(user\d)"/g)].map(([, name]) => name)).toEqual(['user3', 'user4']);
    const none = await run(['log', realm.name, '--until', '2020-01-01']);
    expect(none).toEqual({ code: 0, stdout: '', stderr: 'There are no such entries.\n' });
  });

  it('follows new entries', async () => {
    await user('before');
    const running = start('realm-config/cli.ts', ['log', realm.name, '--follow', '--kind', 'write'], {
      ...variables(),
      TZ: 'Europe/Berlin',
    });
    await running.line(/^20\S+\+0[12]:00 .*"before"/);
    await user('during');
    await user('after');
    await running.line(/"after"/);
    running.process.kill('SIGTERM');
    const { stdout } = await running.ended;
    expect([...stdout.matchAll(/POST \/Users "(\w+)"/g)].map(([, name]) => name)).toEqual([
      'before',
      'during',
      'after',
    ]);
  });
});

describe('the command line', () => {
  beforeAll(freshRealm);

  const AWAY = { MANAGEMENT_URL: 'http://127.0.0.1:2' };
  const mistakes: [what: string, args: string[], env: Record<string, string>, says: RegExp][] = [
    [
      'bridge away',
      ['status', 'x'],
      AWAY,
      /^The bridge does not answer at http:\/\/127\.0\.0\.1:2: .*ECONNREFUSED\); set MANAGEMENT_URL to its management port\.\n$/,
    ],
    [
      'no bridge there',
      ['status', 'x'],
      { MANAGEMENT_URL: 'KEYCLOAK' },
      /^\S+ answers, but not as a bridge's management port does; set MANAGEMENT_URL to that port\.\n$/,
    ],
    [
      'a wrong password',
      ['status', 'x'],
      { KEYCLOAK_ADMIN_PASSWORD: 'no' },
      /^Keycloak did not let "\w+" sign in to realm "master": Invalid user credentials\.\n$/,
    ],
    [
      'a realm without SCIM',
      ['status', 'master'],
      {},
      /^Realm "master": The realm has no client "scim-endpoint", or you may not see it; "realm-config enable" makes it\.\n$/,
    ],
    [
      'no such realm',
      ['disable', 'no-such-realm'],
      {},
      /^Realm "no-such-realm": There is no such realm; names are case-sensitive\.\n$/,
    ],
    [
      'no such token to rotate',
      ['token', 'rotate', 'REALM', 'nope'],
      {},
      /^Realm "\S+": The realm has no static token "nope"\.\n$/,
    ],
    [
      'no such token to revoke',
      ['token', 'revoke', 'REALM', '../config'],
      {},
      /^Realm "\S+": The realm has no static token "\.\.\/config"\.\n$/,
    ],
    ['no label', ['token', 'new', 'REALM'], {}, /required option '--label <text>' not specified/],
    [
      'a long label',
      ['token', 'new', 'REALM', '--label', 'x'.repeat(101)],
      {},
      /^Realm "\S+": The body has mistakes; nothing was changed\.\n {2}\/label: "label" has at most 100 characters\.\n$/,
    ],
    [
      'a bad grace',
      ['token', 'rotate', 'REALM', 'x', '--grace', '1y'],
      {},
      /^--grace takes a duration such as 90s, 15m, 24h or 7d, not "1y"\.\n$/,
    ],
    [
      'a long grace',
      ['token', 'rotate', 'REALM', 'x', '--grace', '366d'],
      {},
      /^--grace takes 365d at most\.\n$/,
    ],
    [
      'an end in the past',
      ['token', 'new', 'REALM', '--label', 'x', '--expires', '2020-01-01'],
      {},
      /^--expires must be in the future; "2020-01-01" is not\.\n$/,
    ],
    [
      'a bad moment',
      ['log', 'REALM', '--since', 'monday'],
      {},
      /^--since takes a duration such as 2h or 7d, or a date such as \S+ or \S+, not "monday"\.\n$/,
    ],
    [
      'a bad limit',
      ['log', 'REALM', '--limit', '0'],
      {},
      /^--limit takes a whole number from 1 on, not "0"\.\n$/,
    ],
    [
      'a bad kind',
      ['log', 'REALM', '--kind', 'x'],
      {},
      /Allowed choices are write, read, refusal, audit, alarm\./,
    ],
    [
      'a bad address',
      ['enable', 'REALM', '--domain', 'acme.test'],
      {},
      /^--domain takes addresses such as https:\/\/id\.example\.com, without query and fragment, not "acme\.test"\.\n$/,
    ],
    [
      'a bad tenant id',
      ['enable', 'REALM', '--azure-tenant', 'acme'],
      {},
      /^--azure-tenant takes the tenant id \(directory id\) of Entra ID, a GUID, or none; not "acme"\.\n$/,
    ],
    [
      'no such file',
      ['enable', 'REALM', '--authentication', 'none.json'],
      {},
      /^none\.json#: The file cannot be read: ENOENT/,
    ],
  ];

  const exitCodes: Readonly<Record<string, number>> = {
    ...{ 'no label': 2, 'a bad grace': 2, 'a long grace': 2, 'an end in the past': 2, 'a bad moment': 2 },
    ...{ 'a bad limit': 2, 'a bad kind': 2, 'a bad address': 2, 'a bad tenant id': 2, 'no such file': 3 },
  };

  it.each(mistakes)('answers a mistake in words: %s', async (what, args, env, says) => {
    const { MANAGEMENT_URL: at } = env;
    const given = at === 'KEYCLOAK' ? { MANAGEMENT_URL: testKeycloak().url } : env;
    const { code, stderr } = await run(
      args.map((arg) => (arg === 'REALM' ? realm.name : arg)),
      given,
    );
    expect(code).toBe(exitCodes[what] ?? 1);
    expect(stderr).toMatch(says);
  });
});

describe('a name or value from strangers', () => {
  const ESCAPES = '\u001b]0;owned\u0007\u009b31m\u202egnp.exe\u2066\u061c\u2028';
  const harmless = /^[^\p{Cc}\p{Bidi_Control}\u2028\u2029]*$/u;
  let named: TestRealm;

  beforeAll(async () => {
    const config = { 'user.attribute': 'nonsense', 'claim.name': `no${ESCAPES}`, 'jsonType.label': 'String' };
    named = await bridge.realm({
      mappers: [
        {
          name: `mapper ${ESCAPES}`,
          protocol: 'openid-connect',
          protocolMapper: 'oidc-usermodel-attribute-mapper',
          config,
        },
      ],
      config: { publicUrls: ['https://x.example.test/\u202egnp\u2066'] },
    });
    await named.scim('POST', '/Users', { ...USER, userName: 'evil', title: `\u009b31m${ESCAPES}` });
  });

  it.each([
    ['enable', () => ['enable', named.name], /mapper/],
    ['connection', () => ['connection', named.name, '--secret'], /x\.example/],
    ['explain', () => ['explain', named.name, 'GET', '/Users'], /mapper/],
    ['explain --user', () => ['explain', named.name, '--user', 'evil'], /owned/],
    ['status', () => ['status', named.name], /mapper/],
    ['log', () => ['log', named.name, '--verbose'], /owned/],
  ])('cannot send control sequences to the terminal: %s', async (_name, args, expected) => {
    const { stdout, stderr } = await run(args());
    expect(stdout).toMatch(expected);
    for (const line of `${stdout}\n${stderr}`.split('\n')) expect(line).toMatch(harmless);
  });

  it.each([
    ['enable', () => ['enable', named.name]],
    ['explain --user', () => ['explain', named.name, '--user', 'evil']],
    ['connection', () => ['connection', named.name]],
  ])('is unchanged in JSON: %s', async (_name, args) => {
    const text = await told(...args(), '--json');
    expect(text.trimEnd()).toMatch(harmless);
    expect(JSON.stringify(JSON.parse(text))).toContain('\u202egnp');
  });

  it('cannot send control sequences to the terminal if the command is refused', async () => {
    const { code, stderr } = await run(['status', `no\u009b31m${ESCAPES}`]);
    expect(code).toBe(1);
    for (const line of stderr.split('\n')) expect(line).toMatch(harmless);
  });
});
