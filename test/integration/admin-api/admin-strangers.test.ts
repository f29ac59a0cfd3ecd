import { gzipSync } from 'node:zlib';
import { ADMIN_ROUTES } from '../../../bridge/admin/routes/routes.ts';
import { adminApi, adminToken, clientToken, type AdminSend } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { sendRaw, type RawAnswer } from '../../support/scim/sendRaw.ts';

let bridge: TestBridge;
let realm: TestRealm;
let admin: AdminSend;
/** Of somebody of the realm who has no right over it. */
let powerless: string;

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm();
  admin = adminApi(bridge, realm.name);
  await bridge.admin.clients.create({
    realm: realm.name,
    clientId: 'powerless',
    secret: 'powerless',
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
  });
  powerless = await clientToken(bridge, realm.name, 'powerless', 'powerless');
});

afterAll(() => bridge.close());

/** A configuration with a great many mistakes. */
const BAD = JSON.stringify({
  enabled: true,
  profile: 'x',
  config: { version: 1, indexed: Array.from({ length: 200_000 }, () => 1) },
});

const put = (
  token: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
  name = realm.name,
): Promise<RawAnswer> =>
  sendRaw(bridge.managementUrl, {
    method: 'PUT',
    path: `/realms/${name}/scim/admin/v1/config`,
    body,
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'If-Match': '*',
      ...headers,
    },
  });

describe('the body of a request whose token Keycloak does not accept', () => {
  const strangers: [string, () => string, number][] = [
    ['nobody', () => 'a.b.c', 401],
    ['somebody without a right over the realm', () => powerless, 403],
  ];

  it.each(strangers)('is not decompressed, parsed or checked: %s', async (_who, token, status) => {
    const packed = gzipSync(BAD);
    expect(packed.length).toBeLessThan(1_000);
    const before = process.memoryUsage().rss;
    const sent = Array.from({ length: 6 }, (_, i) =>
      i % 2 === 0 ? put(token(), packed, { 'Content-Encoding': 'gzip' }) : put(token(), BAD),
    );
    const answers = await Promise.all(sent);
    for (const answer of answers) {
      expect(answer.status).toBe(status);
      expect(answer.text.length).toBeLessThan(1_000);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it.each(strangers)('is not read on any route: %s', async (_who, token, status) => {
    for (const { method, path } of ADMIN_ROUTES) {
      const answer = await sendRaw(bridge.managementUrl, {
        method: method.toUpperCase(),
        path: `/realms/${realm.name}/scim/admin/v1${path === '/' ? '' : path.replace('{id}', 'x')}?nonsense=1`,
        body: '{"this is": no JSON',
        headers: { Authorization: `Bearer ${token()}`, 'Content-Type': 'application/json' },
      });
      expect([method, path, answer.status]).toEqual([method, path, status]);
    }
  });
});

describe('the body of an administrator', () => {
  it('is refused with a short answer, however many mistakes it has', async () => {
    const token = await adminToken(bridge);
    const many = await put(token, BAD);
    expect(many.status).toBe(400);
    expect(many.text.length).toBeLessThan(2_000);
    const wide = { version: 1, indexed: Array.from({ length: 900 }, () => 1) };
    const some = await put(token, JSON.stringify({ enabled: true, profile: 'generic', config: wide }));
    const { mistakes } = JSON.parse(some.text) as { mistakes: { detail: string }[] };
    expect(some.status).toBe(422);
    expect(mistakes).toHaveLength(101);
    expect(mistakes.at(-1)).toEqual({
      pointer: '',
      detail: 'There are 800 more mistakes.',
      texts: [{ template: 'There are {count} more mistakes.', values: { count: 800 } }],
    });
  });

  it('is not echoed at length', async () => {
    const name = 'x'.repeat(120_000);
    for (const config of [
      { version: 1, [name]: 1 },
      { version: 1, onboarding: { clientRoles: { [name]: [1, 2, 3] } } },
      { version: 1, authentication: { issuers: [{ kind: name, name, [name]: name }] } },
      { version: 1, mapping: { [name]: name } },
    ]) {
      const answer = await admin('POST', '/config/validation', { enabled: true, profile: 'generic', config });
      expect([200, 400, 422]).toContain(answer.status);
      expect(JSON.stringify(answer.body).length).toBeLessThan(20_000);
    }
    const profile = await admin('POST', '/config/validation', { enabled: true, profile: name });
    expect(JSON.stringify(profile.body).length).toBeLessThan(5_000);
  });

  it('is refused when it is compressed or not JSON', async () => {
    const token = await adminToken(bridge);
    const good = JSON.stringify({ enabled: true, profile: 'generic' });
    expect((await put(token, gzipSync(good), { 'Content-Encoding': 'gzip' })).status).toBe(415);
    expect((await put(token, good, { 'Content-Type': 'text/plain' })).status).toBe(415);
    expect((await put(token, '{"enabled": tru')).status).toBe(400);
    expect((await put(token, `${'['.repeat(20_000)}${']'.repeat(20_000)}`)).status).toBe(400);
    expect((await put(token, ' '.repeat(524_289))).status).toBe(413);
    expect((await put(token, good)).status).toBe(200);
  });
});

describe('a name that no realm can have', () => {
  it.each(['..', '.', '%2e%2e', 'a%2fb', '..%2f..', 'a%5cb', 'a%00b', 'x'.repeat(300)])(
    'is answered 404 without asking Keycloak: %s',
    async (name) => {
      const token = await adminToken(bridge);
      bridge.proxy.reset();
      const answer = await put(token, '{}', {}, name);
      expect(answer.status).toBe(404);
      expect(JSON.parse(answer.text)).toMatchObject({ status: 404 });
      expect(bridge.proxy.calls()).toEqual([]);
    },
  );
});

describe('the client secret in the admin API', () => {
  const find = async (): Promise<string> =>
    (await bridge.admin.clients.find({ realm: realm.name, clientId: 'scim-endpoint' }))[0]?.id ?? '';

  it('is shown to an administrator who may change the client', async () => {
    const { value } = await bridge.admin.clients.getClientSecret({ realm: realm.name, id: await find() });
    expect(await admin('POST', '/connection/secret')).toMatchObject({
      status: 200,
      body: { clientId: 'scim-endpoint', clientSecret: value },
    });
  });

  it('is answered 403 if Keycloak gives the bridge a masked secret of asterisks', async () => {
    bridge.proxy.intercept((request, response) => {
      if (!request.url?.endsWith('/client-secret')) return false;
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ type: 'secret', value: '**********' }));
      return true;
    });
    try {
      const answer = await admin('POST', '/connection/secret');
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      expect(JSON.stringify(answer.body)).toContain('asterisks');
      expect(JSON.stringify(answer.body)).not.toContain('***');
    } finally {
      bridge.proxy.intercept(undefined);
    }
  });

  it('is not shown as empty if the client has none', async () => {
    bridge.proxy.intercept((request, response) => {
      if (!request.url?.endsWith('/client-secret')) return false;
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ type: 'secret' }));
      return true;
    });
    try {
      expect(await admin('POST', '/connection/secret')).toMatchObject({
        status: 409,
        body: { code: 'conflict', detail: expect.stringContaining('has no secret') as string },
      });
    } finally {
      bridge.proxy.intercept(undefined);
    }
  });
});
