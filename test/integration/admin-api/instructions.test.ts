import type { ProviderInstructions } from '../../../bridge/admin/contract.ts';
import { PROVIDER_GUIDES } from '../../../providers/guides/guides.ts';
import { adminApi, type AdminSend } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';

const PUBLIC_URL = 'https://scim.example.test';
const DOMAIN = 'https://login.acme.example.test';

let bridge: TestBridge;
let realm: TestRealm;
let admin: AdminSend;

beforeAll(async () => {
  bridge = await startTestBridge({ PUBLIC_URL });
  realm = await bridge.realm({ profile: 'azure', config: { publicUrls: [DOMAIN] } });
  admin = adminApi(bridge, realm.name);
});

afterAll(() => bridge.close());

const read = async (path: string): Promise<ProviderInstructions> => {
  const { status, body } = await admin('GET', `/connection/${path}`);
  expect(status).toBe(200);
  return body as ProviderInstructions;
};

describe('GET /connection/{provider} of the admin API', () => {
  it.each(PROVIDER_GUIDES)('has the fields with the values of the realm: $name', async ({ name, title }) => {
    const instructions = await read(name);
    expect(instructions).toMatchObject({ realm: realm.name, provider: name, title, profile: 'azure' });
    expect(instructions.scimUrl).toBe(`${PUBLIC_URL}/realms/${realm.name}/scim/v2`);
    expect(instructions.variants.length).toBeGreaterThan(0);
    expect(JSON.stringify(instructions)).not.toContain(realm.token);
  });

  it('marks the fields into which a secret is typed', async () => {
    const { variants, scripts } = await read('entra');
    const fields = variants[0]?.method.fields ?? [];
    expect(fields.map(({ name, secret }) => [name, secret])).toEqual([
      ['Authentication method (if there is a list)', undefined],
      ['Tenant URL', undefined],
      ['Secret Token', 'token'],
    ]);
    const byClient = variants[0]?.otherMethods.flatMap((method) => method.fields) ?? [];
    expect(byClient.filter(({ secret }) => secret === 'clientSecret').map(({ name }) => name)).toEqual([
      'Client Secret',
    ]);
    expect(scripts.map(({ language }) => language)).toEqual(['powershell', 'az', 'terraform']);
    expect((await read('okta')).scripts).toEqual([]);
  });

  it('takes another SCIM URL of the realm, and no other', async () => {
    const url = `${DOMAIN}/realms/${realm.name}/scim/v2`;
    expect((await read(`okta?url=${encodeURIComponent(url)}`)).scimUrl).toBe(url);
    expect(await admin('GET', '/connection/okta?url=https://elsewhere.example.test')).toMatchObject({
      status: 400,
      body: { code: 'malformed', detail: expect.stringContaining(url) },
    });
  });

  it('names those that there are, if it knows none of this name', async () => {
    for (const name of ['nobody', 'constructor', '%00']) {
      expect(await admin('GET', `/connection/${name}`)).toMatchObject({
        status: 404,
        body: { code: 'notFound', detail: expect.stringMatching(/there are for entra, okta, .*other\.$/) },
      });
    }
  });
});
