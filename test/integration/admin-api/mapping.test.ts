import { adminApi, type AdminSend } from '../../support/admin/adminApi.ts';
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
