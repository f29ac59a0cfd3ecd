import { adminApi, type AdminSend } from '../../support/admin/adminApi.ts';
import type { Answer } from '../../support/scim/send.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';

let bridge: TestBridge;
let realm: TestRealm;
let admin: AdminSend;

const CONFIG = {
  version: 1,
  mapping: { user: [{ scim: 'title', keycloak: 'attributes.position' }] },
  onboarding: { emailVerified: true },
};

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm();
  admin = adminApi(bridge, realm.name);
  await admin('PUT', '/config', { enabled: true, profile: 'generic', config: CONFIG }, { 'If-Match': '*' });
});

afterAll(() => bridge.close());

describe('the mapping in the admin API', () => {
  it('is listed row by row, with who says so', async () => {
    const { body } = await admin('GET', '/mapping');
    const { user } = body as { user: unknown[] };
    expect(user).toContainEqual({
      path: 'title',
      source: 'realm',
      row: { scim: 'title', keycloak: 'attributes.position' },
      inherited: { scim: 'title', keycloak: 'attributes.title' },
    });
    expect(user).toContainEqual(expect.objectContaining({ path: 'userName', source: 'profile' }));
  });

  it('is tried on a stored user before it is saved', async () => {
    await realm.scim('POST', '/Users', { userName: 'ann.lee', title: 'Tour Guide' });
    const rowsWith = async (mapping?: object): Promise<unknown> => {
      const { body } = await admin('POST', '/explain/user', { user: 'ann.lee', mapping });
      return (body as { rows: unknown }).rows;
    };
    const stored = (target: string) =>
      expect.objectContaining({ scim: 'title', keycloak: [{ target, value: 'Tour Guide' }] }) as unknown;
    expect(await rowsWith()).toContainEqual(stored('attributes.position'));
    expect(await rowsWith({ user: [{ scim: 'nickName', keycloak: 'attributes.position' }] })).toContainEqual(
      expect.objectContaining({ scim: 'nickName', value: 'Tour Guide' }),
    );
    expect(await admin('POST', '/explain/user', { user: 'nobody' })).toMatchObject({ status: 404 });
    expect(
      await admin('POST', '/explain/user', { user: 'ann.lee', mapping: { user: [{ scim: 'titel' }] } }),
    ).toMatchObject({
      status: 422,
      body: { mistakes: [expect.objectContaining({ pointer: 'mapping#/user/0' })] },
    });
  });
});

describe('a configuration that is tried before it is saved', () => {
  const explained = async (config: unknown, profile?: string) =>
    admin('POST', '/explain', {
      ...{ method: 'POST', target: '/Users', config, profile },
      body: { userName: 'bob.may', title: 'Guide', emails: [{ value: 'bob@example.com' }] },
    });

  it('explains a request as it would be served then, and changes nothing', async () => {
    const before = await admin('GET', '/config');
    const row = (target: string): unknown =>
      expect.objectContaining({ scim: 'title', keycloak: [{ target, value: 'Guide' }] });
    const rowsOf = ({ body }: Answer): unknown[] =>
      (body as { pieces: { rows: unknown[] }[] }).pieces.flatMap(({ rows }) => rows);
    expect(rowsOf(await explained(undefined))).toContainEqual(row('attributes.position'));
    expect(rowsOf(await explained({ version: 1 }))).toContainEqual(row('attributes.title'));
    const role = { version: 1, onboarding: { requiredActions: ['UPDATE_PASSWORD'] } };
    expect((await explained(role)).body).toMatchObject({ answer: { status: 201 } });
    expect((await explained({ version: 1 }, 'azure')).body).toMatchObject({ profile: 'azure' });
    const { headers, body } = await admin('GET', '/config');
    expect([headers.get('etag'), body]).toEqual([before.headers.get('etag'), before.body]);
    expect((await realm.scim('GET', '/Users?filter=userName%20eq%20%22bob.may%22')).body).toMatchObject({
      totalResults: 0,
    });
  });

  it('explains a stored user as well', async () => {
    const { status, body } = await admin('POST', '/explain/user', {
      ...{ user: 'ann.lee', profile: 'generic' },
      config: { version: 1, mapping: { user: [{ scim: 'nickName', keycloak: 'attributes.position' }] } },
    });
    expect(status).toBe(200);
    expect((body as { rows: unknown }).rows).toContainEqual(
      expect.objectContaining({ scim: 'nickName', value: 'Tour Guide' }),
    );
  });

  it('has its mistakes listed as a replacement has them, each at its place in the body', async () => {
    const config = {
      version: 1,
      mode: 'obseve',
      mapping: { user: [{ scim: 'tytle', keycloak: 'attributes.x' }] },
      onboarding: { realmRoles: ['no such role'] },
    };
    const { body: verdict } = await admin('POST', '/config/validation', {
      ...{ enabled: true, profile: 'generic', config },
    });
    const { mistakes } = verdict as { mistakes: unknown[] };
    expect(mistakes).toHaveLength(3);
    for (const [path, rest] of [
      ['/explain', { method: 'GET', target: '/Users' }],
      ['/explain/user', { user: 'ann.lee' }],
    ] as const) {
      expect(await admin('POST', path, { ...rest, config })).toMatchObject({
        ...{ status: 422, body: { code: 'invalidConfiguration', mistakes } },
      });
    }
    expect(await admin('POST', '/explain', { method: 'GET', config })).toMatchObject({
      ...{ status: 400, body: { code: 'malformed', mistakes: [{ pointer: '', code: 'missingMember' }] } },
    });
    expect(await explained({ version: 1 }, 'azur')).toMatchObject({
      ...{ status: 422, body: { mistakes: [{ pointer: '/profile' }] } },
    });
  });
});

describe('the document of a realm in the admin API', () => {
  it('is what realm-config applies, without secrets', async () => {
    const { body } = await admin('GET', '/config/document');
    expect(body).toEqual({
      realm: realm.name,
      profile: 'generic',
      mapping: CONFIG.mapping,
      lifecycle: { onboarding: CONFIG.onboarding },
      tokens: [expect.objectContaining({ label: 'test' })],
    });
    expect(JSON.stringify(body)).not.toContain(realm.token);
  });
});
