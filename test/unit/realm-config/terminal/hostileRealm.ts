import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runCommandLine } from '../../../../realm-config/commandLine.ts';

/** Clears the screen, forges a line, turns the writing direction, and colours by a C1 control. */
export const EVIL = 'a\u001b[2J\r\nFORGED\u202e\u2066\u009b31m\u2028z';

/** Everything but line breaks that moves a terminal, and a line that a value has forged. */
export const UNSAFE = /[^\P{Cc}\n]|\p{Bidi_Control}|[\u2028\u2029]|^.{0,3}FORGED/mu;

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

/** Serves a Keycloak and a bridge whose every name and text is evil, for the tests of a file. */
export function useHostileRealm() {
  let server: Server;
  let url: string;
  /** Whether everything but the sign-in is refused, with an evil reason. */
  let refuses: boolean;

  beforeAll(async () => {
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
  });

  beforeEach(() => {
    refuses = false;
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
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

  return {
    screenOf,
    url: (): string => url,
    refuse: (is = true): void => {
      refuses = is;
    },
  };
}
