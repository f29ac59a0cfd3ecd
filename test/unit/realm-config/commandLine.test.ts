import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runRealmConfig } from '../../support/processes/realmConfig.ts';
import { start, type Ended } from '../../support/processes/command.ts';

/** The states of realms on a bridge; other realms are answered 404. */
const SERVED: Readonly<Record<string, boolean>> = { acme: true, dark: false, dusk: false };

const STATE = {
  enabled: true,
  profile: 'generic',
  mode: 'provision',
  revision: 1,
  problems: [],
  rules: {},
  findings: [],
  credentials: { staticTokens: 1, basic: true, remoteToken: false, issuers: [], trusted: [], uses: [] },
  journal: { healthy: true },
};

let server: Server;
let url: string;
let signIns: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const send = (status: number, type: string, body: unknown): void => {
      response.writeHead(status, { 'Content-Type': type }).end(JSON.stringify(body));
    };
    const target = request.url ?? '';
    if (target.endsWith('/token')) {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        signIns.push(`${request.headers.authorization ?? ''} ${body}`);
        if (body.includes('wrong'))
          send(401, 'application/json', { error_description: 'Invalid user credentials' });
        else send(200, 'application/json', { access_token: `${btoa('{}')}.${btoa('{}')}.x` });
      });
      return;
    }
    const realm = /^\/realms\/([^/]+)\//.exec(target)?.[1] ?? '';
    const served = SERVED[realm];
    if (served === undefined)
      send(404, 'application/problem+json', { code: 'notFound', detail: 'There is no such realm.' });
    else send(200, 'application/json', { realm, served, setUp: true, ...STATE });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  signIns = [];
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const ADMIN = { KEYCLOAK_ADMIN: 'admin', KEYCLOAK_ADMIN_PASSWORD: 'secret' };

const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  runRealmConfig(args, { KEYCLOAK_URL: url, MANAGEMENT_URL: url, ...ADMIN, ...env });

const objects = ({ stdout }: Ended): Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a command for several realms', () => {
  it('tries each, and names all that failed, also those that are not served', async () => {
    const { code, stdout, stderr } = await run(['status', 'acme', 'dark', 'none', 'dusk', 'never']);
    expect(code).toBe(1);
    expect(stdout).toContain('Realm acme\n');
    expect(stdout).toContain('Realm dusk\n');
    expect(stderr).toBe(
      [
        'Realm "none": There is no such realm.',
        'Realm "never": There is no such realm.',
        '4 of 5 realms failed: dark (not served), none, dusk (not served), never.',
        '',
      ].join('\n'),
    );
  });

  it('writes one object per realm with --json, also for a failure', async () => {
    const ended = await run(['status', 'acme', 'none', 'dark', '--json']);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(objects(ended)).toEqual([
      expect.objectContaining({ realm: 'acme', served: true }),
      { realm: 'none', code: 'notFound', message: 'Realm "none": There is no such realm.' },
      expect.objectContaining({ realm: 'dark', served: false }),
    ]);
  });

  it('does not try a wrong password again for the next realm', async () => {
    const ended = await run(['enable', 'acme', 'dark', 'dusk'], {
      KEYCLOAK_ADMIN_PASSWORD: 'wrong',
      KEYCLOAK_CLIENT_SECRET: 'a-secret-of-24-characters',
    });
    expect(signIns).toHaveLength(1);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toBe(
      'Realm "acme": Keycloak did not let "admin" sign in to realm "master": Invalid user credentials.\n3 of 3 realms failed: acme, dark, dusk.\n',
    );
  });
});

describe('a reader that ends early', () => {
  it('neither stops the command nor makes it print a stack trace', async () => {
    const running = start('realm-config/cli.ts', ['status', 'acme', 'acme', 'acme', 'none'], {
      KEYCLOAK_URL: url,
      MANAGEMENT_URL: url,
      ...ADMIN,
    });
    running.process.stdout?.destroy();
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'Realm "none": There is no such realm.\n1 of 4 realms failed: none.\n',
    });
  });
});

/** A folder with the document of one realm. */
const EXAMPLE = 'realm-config/examples/one-realm';

describe('the exit code', () => {
  it('is 1 for a wrong environment of the commands whose 2 says that there are changes', async () => {
    for (const command of ['plan', 'drift', 'apply'])
      expect((await run([command, EXAMPLE], { KEYCLOAK_URL: '' })).code).toBe(1);
    expect((await run(['export', 'acme'], { KEYCLOAK_URL: '' })).code).toBe(2);
    expect((await run(['plan', EXAMPLE], { KEYCLOAK_ADMIN_PASSWORD: 'wrong' })).code).toBe(1);
  });

  it.each<[string, string[], number]>([
    ['0 when all is done', ['status', 'acme'], 0],
    ['1 when a realm failed', ['status', 'none'], 1],
    ['2 for an unknown option', ['status', 'acme', '--jsno'], 2],
    ['2 for an unknown command', ['statsu', 'acme'], 2],
    ['2 without a command', [], 2],
    ['2 for a value that makes no sense', ['enable', 'acme', '--brake', 'much'], 2],
    ['2 for details beside JSON, which has them', ['log', 'acme', '--json', '--verbose'], 2],
    ['2 for an end of what goes on', ['log', 'acme', '--until', '1h', '--follow'], 2],
    ['2 for a reference with another choice', ['log', '--reference', 'r1', '--failed'], 2],
    ['2 for a log of nothing', ['log'], 2],
    ['2 for a provider that is not known', ['connect', 'entrance', 'acme'], 2],
    ['2 for a provider without a script', ['connect', 'okta', 'acme', '--print', 'az'], 2],
    ['2 for an option of scripts without one', ['connect', 'entra', 'acme', '--app-name', 'x'], 2],
    ['2 for a group that is no id', ['connect', 'entra', 'acme', '--print', 'az', '--group', 'Sales'], 2],
    ['1 for a plan of nothing, because 2 says that realms differ', ['plan'], 1],
    ['1 for an unknown option of drift, for the same reason', ['drift', 'fleet', '--jsno'], 1],
    ['3 for a file that is no document', ['enable', 'acme', '--mapping', 'package.jsonc'], 3],
    ['4 when no realm is served', ['status', 'dark', 'dusk'], 4],
    ['1 for failures of different kinds', ['status', 'dark', 'none'], 1],
    ['1 for wrong usage of plan, whose 2 says that there are changes', ['plan'], 1],
    ['1 for an unknown option of drift', ['drift', 'fleet', '--jsno'], 1],
    [
      '1 for options of apply that exclude each other',
      ['apply', 'x', '--tokens', 'a', '--token-sink', 'b'],
      1,
    ],
    ['1 for a number of realms that apply cannot work on', ['apply', EXAMPLE, '--parallel', '0'], 1],
    ['1 for a realm that no document of a plan describes', ['plan', EXAMPLE, '--only', 'none'], 1],
    ['2 for wrong usage of validate', ['validate'], 2],
    ['0 for documents without a mistake', ['validate', EXAMPLE], 0],
    ['3 for documents with mistakes', ['validate', 'package.json'], 3],
    ['3 for a plan of documents with mistakes', ['plan', 'package.json'], 3],
    ['3 for a drift from documents with mistakes', ['drift', 'package.json'], 3],
    ['3 for an apply of documents with mistakes', ['apply', 'package.json', '--yes'], 3],
    ['2 for a plan with changes', ['plan', EXAMPLE], 2],
    ['2 for a drift with differences', ['drift', EXAMPLE], 2],
    ['0 for help about plan', ['help', 'plan'], 0],
    ['0 for help', ['--help'], 0],
    ['0 for the version', ['--version'], 0],
  ])('is %s', async (_what, args, code) => {
    const proof = { KEYCLOAK_CLIENT_SECRET: 'a-secret-of-the-operator' };
    expect((await run(args, proof)).code).toBe(code);
  });

  it('is 1 for a plan of a new realm if nothing says how the bridge signs in', async () => {
    const { code, stderr } = await run(['plan', EXAMPLE]);
    expect(code).toBe(1);
    expect(stderr).toContain('nothing says how the bridge signs in');
  });

  it('is 1 for a plan in a wrong environment, because 2 says that realms differ', async () => {
    expect((await run(['plan', 'fleet'], { KEYCLOAK_CLIENT_SECRET: 'short' })).code).toBe(1);
  });

  it('comes with an object for any failure with --json', async () => {
    const usage = await run(['status', '--json']);
    expect(usage).toMatchObject({ code: 2, stderr: '' });
    expect(objects(usage)).toEqual([{ code: 'usage', message: "error: missing required argument 'realm'" }]);
    const refused = await run(['token', 'list', 'none', '--json']);
    expect(objects(refused)).toEqual([
      { realm: 'none', code: 'notFound', message: 'Realm "none": There is no such realm.' },
    ]);
  });
});

describe('the environment', () => {
  it('is told with all its mistakes at once', async () => {
    const { code, stderr } = await runRealmConfig(['enable', 'acme'], {
      PUBLIC_URL: 'id.example.com',
      MANAGEMENT_URL: '127.0.0.1:3001',
      KEYCLOAK_CLIENT_SECRET: 'short',
    });
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([
      'Set the environment variable KEYCLOAK_URL.',
      'Set the environment variable KEYCLOAK_ADMIN, or KEYCLOAK_ADMIN_CLIENT_ID and KEYCLOAK_ADMIN_CLIENT_SECRET.',
      'Set the environment variable KEYCLOAK_ADMIN_PASSWORD.',
      'PUBLIC_URL must be an http or https URL, not "id.example.com".',
      'KEYCLOAK_CLIENT_SECRET has 5 characters; it needs 24 at least. "openssl rand -base64 32" makes one; the bridge is started with the same.',
      'MANAGEMENT_URL must be an http or https URL, not "127.0.0.1:3001".',
    ]);
  });

  it.each([
    ['enable', 'KEYCLOAK_URL'],
    ['status', 'KEYCLOAK_URL'],
    ['status', 'MANAGEMENT_URL'],
    ['explain', 'KEYCLOAK_URL'],
  ])('is refused by %s if %s is no URL', async (command, name) => {
    const { code, stderr } = await run([command, 'acme'], { [name]: '127.0.0.1:38293' });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `${name} must be an http or https URL, not "127.0.0.1:38293".\n`,
    });
  });

  it('may name a service account instead of a person', async () => {
    const client = { KEYCLOAK_ADMIN_CLIENT_ID: 'ops', KEYCLOAK_ADMIN_CLIENT_SECRET: 'x' };
    const nobody = { KEYCLOAK_ADMIN: '', KEYCLOAK_ADMIN_PASSWORD: '' };
    expect(await run(['status', 'acme'], { ...client, ...nobody })).toMatchObject({ code: 0 });
    expect(signIns).toEqual([`Basic ${btoa('ops:x')} grant_type=client_credentials&client_id=ops`]);
    const both = await run(['status', 'acme'], client);
    expect(both.code).toBe(2);
    expect(both.stderr).toMatch(/are both set: keep the account to sign in with\.\n$/);
    const half = await run(['status', 'acme'], { ...nobody, KEYCLOAK_ADMIN_CLIENT_ID: 'ops' });
    expect(half.stderr).toBe('Set the environment variable KEYCLOAK_ADMIN_CLIENT_SECRET.\n');
  });
});

describe('the help', () => {
  const commands = [
    ['enable'],
    ['explain'],
    ['list'],
    ['show'],
    ['status'],
    ['connection'],
    ['connect'],
    ['disable'],
    ['brake'],
    ['token', 'new'],
    ['token', 'rotate'],
    ['token', 'revoke'],
    ['token', 'list'],
    ['log'],
    ['bridge-key', 'new'],
  ];

  it.each(commands)(
    'has upper-case descriptions, no defaults that say nothing, and examples: %s %s',
    async (...path) => {
      const { stdout } = await run([...path, '--help']);
      expect(stdout).not.toContain('default: false');
      expect(stdout).toMatch(/^Usage: .*\n\n[A-Z]/);
      for (const [, text = ''] of stdout.matchAll(/^ {2}-[^\n]*? {2,}(\S[^\n]*)$/gm))
        expect(text).toMatch(/^["A-Z]/);
      expect(stdout).toMatch(
        new RegExp(`^Examples?:\\n {2}realm-config ${path.filter(Boolean).join(' ')}\\b`, 'm'),
      );
    },
  );

  it('says which options are required, and lists the exit codes', async () => {
    expect((await run(['token', 'new', '--help'])).stdout).toMatch(/--label <text> +.*\(required\)/);
    expect((await run(['--help'])).stdout).toMatch(/^Exit codes:\n {2}0 done {3}1 failed {3}2 /m);
  });
});
