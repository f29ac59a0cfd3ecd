import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCommandLine } from '../../../realm-config/commandLine.ts';
import { terminalText } from '../../../realm-config/render/escapeTerminal.ts';

/** Clears the screen, forges a line, turns the writing direction, and colours by a C1 control. */
const EVIL = 'a\u001b[2J\r\nFORGED\u202e\u2066\u009b31m\u2028z';

const NOW = '2026-07-01T12:00:00Z';

const TRUSTED = [{ name: EVIL, kind: EVIL, parameters: { tenantId: EVIL, issuer: EVIL } }];

const TOKEN = { id: EVIL, label: EVIL, created: EVIL, status: EVIL, readOnly: false, source: EVIL };

const ENTRY = {
  ...{
    id: 1,
    time: NOW,
    realm: EVIL,
    kind: 'write',
    requestId: EVIL,
    status: 400,
    method: EVIL,
    target: EVIL,
  },
  ...{ resource: { type: EVIL, id: EVIL, name: EVIL }, credential: { id: EVIL, label: EVIL, account: 'x' } },
  ...{ client: EVIL, address: EVIL, error: EVIL, quirks: [EVIL], ignored: [EVIL], outcome: EVIL },
  ...{ keycloak: [{ call: EVIL, outcome: EVIL, milliseconds: 1 }], asked: { [EVIL]: EVIL }, milliseconds: 1 },
};

const ROW = {
  ...{ scim: EVIL, value: EVIL, transforms: EVIL, exact: true, back: 'other' },
  keycloak: [{ target: EVIL, value: EVIL }],
};

const EXPLANATION = { profile: EVIL, findings: [EVIL], quirks: [EVIL] };

/** What the admin API answers, by the end of the path. */
const ADMIN: Readonly<Record<string, unknown>> = {
  'GET /': {
    ...{ realm: EVIL, enabled: true, served: true, profile: EVIL, mode: 'observe', revision: 1 },
    ...{ setUp: true, version: EVIL, caller: { name: EVIL, rights: [] } },
    ...{ problems: [EVIL], rules: { [EVIL]: EVIL, [`${EVIL}2`]: { [EVIL]: 1 } }, findings: [EVIL] },
    credentials: { staticTokens: 1, basic: true, remoteToken: true, issuers: [EVIL], trusted: TRUSTED },
    journal: { healthy: false, problem: EVIL },
  },
  'GET /fleet': { realms: [{ realm: EVIL, enabled: true, served: true, profile: EVIL }] },
  'GET /connection': {
    ...{ scimUrl: EVIL, scimUrls: [EVIL, `${EVIL}2`], tokenEndpoint: EVIL, clientId: EVIL, audience: EVIL },
    ...{ scope: EVIL, remoteToken: false, trusted: TRUSTED },
  },
  'POST /connection/secret': { clientId: EVIL, clientSecret: EVIL },
  'POST /disable': { changed: true },
  'GET /config': {
    enabled: false,
    profile: EVIL,
    config: { version: 1, authentication: { staticTokens: false } },
  },
  'GET /tokens': [TOKEN],
  'POST /tokens': { ...TOKEN, token: EVIL },
  'POST /rotation': { ...TOKEN, token: EVIL },
  'GET /journal': { entries: [ENTRY] },
  'GET /references': { entries: [{ ...ENTRY, requestIds: [EVIL] }] },
  'GET /brake': { engaged: true, since: NOW, leavers: 1, rule: { users: 1 } },
  'GET /doctor': {
    ...{ versions: { bridge: EVIL, node: EVIL }, scimUrls: [EVIL], issuer: EVIL },
    checks: [{ check: EVIL, outcome: 'fail', seen: EVIL }],
    findings: [{ code: EVIL, severity: 'error', where: EVIL, evidence: EVIL, remedy: EVIL }],
  },
  'GET /key-servers': [{ issuer: EVIL, reachable: false, problem: EVIL }],
  'POST /explain': {
    ...EXPLANATION,
    ...{ filter: EVIL, calls: [EVIL], notes: [EVIL], answer: { status: 400, detail: EVIL } },
    pieces: [{ received: EVIL, value: EVIL, quirks: [EVIL], rows: [ROW], notes: [EVIL] }],
  },
  'GET /explain/user': {
    ...EXPLANATION,
    ...{ id: EVIL, hidden: EVIL, rows: [ROW], own: [{ name: EVIL, values: [EVIL], meaning: EVIL }] },
  },
};

const CLIENT = {
  id: '1',
  enabled: true,
  attributes: {
    'scim.enabled': 'true',
    'scim.profile': EVIL,
    'scim.config': JSON.stringify({ version: 1, mapping: { [EVIL]: EVIL } }),
  },
};

let server: Server;
let url: string;
let folder: string;
/** Whether everything but the sign-in is refused, with an evil reason. */
let refuses: boolean;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'terminal-'));
  server = createServer((request, response) => {
    const send = (status: number, body: unknown, type = 'application/json'): void => {
      response.writeHead(status, { 'Content-Type': type }).end(JSON.stringify(body));
    };
    const { pathname } = new URL(request.url ?? '', 'http://a');
    if (pathname.endsWith('/token')) send(200, { access_token: `${btoa('{}')}.${btoa('{}')}.x` });
    else if (pathname.includes('/scim/admin/v1')) {
      const target = pathname
        .replace(/^.*\/scim\/admin\/v1/, '')
        .replace(/^\/tokens\/.*\//, '/')
        .replace(/^\/references\/.*/, '/references');
      const body = ADMIN[`${request.method ?? ''} ${target === '' ? '/' : target}`];
      const mistakes = [{ code: 'wrongType', pointer: EVIL, detail: EVIL, hint: EVIL }];
      if (refuses) send(422, { code: EVIL, detail: EVIL, mistakes }, 'application/problem+json');
      else if (body === undefined) response.writeHead(204).end();
      else send(200, body);
    } else if (pathname.includes('/scim/v2')) {
      send(500, { schemas: ['x'], status: '500', detail: EVIL }, `text/x`);
    } else if (refuses) send(500, { error: EVIL, errorMessage: EVIL });
    else if (/\/admin\/realms\/?$/.test(pathname)) send(200, [{ realm: EVIL }]);
    else if (/\/clients\/?$/.test(pathname)) send(200, [CLIENT]);
    else if (/\/client-scopes\/?$/.test(pathname)) send(200, [{ id: '1', name: EVIL }]);
    else send(200, { id: '1', realm: EVIL, enabled: true });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(
    path.join(folder, 'evil.json'),
    JSON.stringify({ user: [{ scim: EVIL, [EVIL]: EVIL }], [EVIL]: 1 }),
  );
});

beforeEach(() => {
  refuses = false;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

/** Runs a command as on a terminal; returns everything that reached it. */
async function screenOf(args: readonly string[], variables: Record<string, string> = {}) {
  let [stdout, stderr] = ['', ''];
  let asked = 0;
  const code = await runCommandLine(args, {
    variables: {
      KEYCLOAK_URL: url,
      MANAGEMENT_URL: url,
      KEYCLOAK_ADMIN: EVIL,
      KEYCLOAK_ADMIN_PASSWORD: 'x',
      KEYCLOAK_CLIENT_SECRET: 'a-secret-of-24-characters',
      ...variables,
    },
    writeLine: (line) => (stdout += `${line}\n`),
    writeErrorLine: (line) => (stderr += `${line}\n`),
    // A command that follows the log looks twice.
    isClosed: () => ++asked > 1,
  });
  return { code, stdout, stderr, all: stdout + stderr };
}

/** Everything but line breaks that moves a terminal, and a line that a value has forged. */
const UNSAFE = /[^\P{Cc}\n]|\p{Bidi_Control}|[\u2028\u2029]|^.{0,3}FORGED/mu;

const COMMANDS: readonly (readonly string[])[] = [
  ['list'],
  ['list', '--all'],
  ['show', EVIL],
  ['status', EVIL, `${EVIL}2`],
  ['connection', EVIL, '--secret'],
  ['connect', 'entra', EVIL],
  ['connect', 'okta', EVIL],
  ['connect', 'entra', EVIL, '--print', 'powershell'],
  ['disable', EVIL],
  ['doctor', EVIL],
  ['brake', EVIL, '--release'],
  ['token', 'list', EVIL],
  ['token', 'new', EVIL, '--label', EVIL],
  ['token', 'rotate', EVIL, EVIL],
  ['token', 'revoke', EVIL, EVIL],
  ['log', EVIL],
  ['log', '--reference', EVIL],
  ['explain', EVIL, 'POST', '/Users'],
  ['explain', EVIL, '--user', EVIL],
  ['enable', EVIL],
  ['export', EVIL],
  ['migrate', EVIL, '--from', 'native'],
  ['decommission', EVIL, '--users', 'keep', '--yes'],
];

describe('what reaches the terminal', () => {
  it.each([
    ...COMMANDS,
    ['log', EVIL, '--verbose'],
    ['log', EVIL, '--follow'],
    ['log', '--reference', EVIL, '--verbose'],
  ])('is harmless, whatever names and texts the realm has: %s', async (...args) => {
    const { all } = await screenOf(args);
    expect(all).not.toMatch(UNSAFE);
    expect(all).toContain(String.raw`a\u001b[2J\u000d\u000aFORGED\u202e\u2066\u009b31m\u2028z`.slice(0, 7));
  });

  it.each(COMMANDS)('is harmless when all is refused with a reason of the same kind: %s', async (...args) => {
    refuses = true;
    const { code, all } = await screenOf(args);
    expect(code).not.toBe(0);
    expect(all).not.toMatch(UNSAFE);
  });

  it.each(COMMANDS)('is JSON, an object or a list on each line, with --json: %s', async (...args) => {
    for (const refusal of [false, true]) {
      refuses = refusal;
      const { stdout, all } = await screenOf([...args, '--json']);
      expect(all).not.toMatch(UNSAFE);
      const values = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object);
      for (const value of values) expect(typeof value).toBe('object');
    }
  });

  it('is harmless when an address answers the test of a realm', async () => {
    const args = ['test', EVIL, '--url', `${url}/realms/a/scim/v2`, '--token', `x${EVIL}`];
    const { all } = await screenOf(args);
    expect(all).not.toMatch(UNSAFE);
    expect((await screenOf([...args, '--json'])).all).not.toMatch(UNSAFE);
  });

  it.each<[what: string, args: string[], variables?: Record<string, string>]>([
    ['an unknown command', [EVIL]],
    ['an unknown option', ['status', `--${EVIL}`]],
    ['a choice', ['log', 'acme', '--kind', EVIL]],
    ['a limit', ['log', 'acme', '--limit', EVIL]],
    ['a reference beside another choice', ['log', '--reference', EVIL, '--user', EVIL]],
    ['a moment', ['log', 'acme', '--since', EVIL]],
    ['a brake', ['enable', 'acme', '--brake', EVIL]],
    ['a profile', ['enable', 'acme', '--profile', EVIL]],
    ['an address', ['test', 'acme', '--url', EVIL]],
    ['a provider', ['connect', EVIL, 'acme']],
    ['the id of a group', ['connect', 'entra', 'acme', '--print', 'az', '--group', EVIL]],
    ['the name of an application', ['connect', 'entra', 'acme', '--print', 'az', '--app-name', EVIL]],
    ['a file that is missing', ['enable', 'acme', '--mapping', EVIL]],
    ['the name of a key file', ['bridge-key', 'show', EVIL]],
    ['the address of Keycloak', ['status', 'acme'], { KEYCLOAK_URL: EVIL }],
    ['the address of the bridge', ['status', 'acme'], { MANAGEMENT_URL: EVIL }],
    ['a realm of administrators', ['status', 'acme'], { KEYCLOAK_ADMIN_REALM: EVIL }],
  ])('is harmless when the command line has such texts: %s', async (_what, args, variables = {}) => {
    expect((await screenOf(args, variables)).all).not.toMatch(UNSAFE);
  });

  it.each<[text: string]>([
    [
      JSON.stringify({
        realm: EVIL,
        tokens: [{ label: EVIL, expires: '1d' }],
        settings: { displayName: EVIL },
      }),
    ],
    [JSON.stringify({ realm: EVIL, ensure: 'absent', users: 'disable' })],
    [JSON.stringify({ realm: EVIL, [EVIL]: EVIL, profile: EVIL, lifecycle: { [EVIL]: EVIL } })],
    [
      JSON.stringify({
        realm: EVIL,
        settings: { displayName: `file:${EVIL}`, defaultLocale: `env:${EVIL}` },
      }),
    ],
    [
      JSON.stringify({
        template: { [EVIL]: `\${${EVIL}}` },
        tenants: [{ realm: EVIL, [EVIL]: EVIL }],
        [EVIL]: 1,
      }),
    ],
    [JSON.stringify({ plan: EVIL, locations: [EVIL], realms: { [EVIL]: 1 } })],
    [EVIL],
  ])('is harmless when documents of realms have them: %j', async (text) => {
    const file = path.join(folder, 'realm.json');
    await writeFile(file, text);
    for (const refusal of [false, true]) {
      refuses = refusal;
      for (const args of [['validate'], ['plan'], ['drift'], ['apply', '--yes']]) {
        expect((await screenOf([...args, file])).all).not.toMatch(UNSAFE);
        expect((await screenOf([...args, file, '--json'])).all).not.toMatch(UNSAFE);
      }
    }
    for (const args of [
      ['validate', EVIL],
      ['plan', file, '--only', EVIL],
      ['plan', file, '--out', `${file}/${EVIL}`],
      ['init', `${file}/${EVIL}`],
    ])
      expect((await screenOf(args)).all).not.toMatch(UNSAFE);
  });

  it('is harmless when a document has them', async () => {
    const { all } = await screenOf(['enable', 'acme', '--mapping', path.join(folder, 'evil.json')]);
    expect(all).not.toMatch(UNSAFE);
    const file = path.join(folder, 'key\u001b.jwks');
    for (const command of ['new', 'rotate', 'prune'])
      expect((await screenOf(['bridge-key', command, file], { MANAGEMENT_URL: '' })).all).not.toMatch(UNSAFE);
  });
});

describe('text for the terminal', () => {
  it('has its own line breaks, and those of values escaped', () => {
    expect(terminalText(['a\nb', 'c\u061c'])).toBe('a\\u000ab\nc\\u061c');
    expect(terminalText('a\nb')).toBe('a\\u000ab');
  });
});
