import { PRESET_NAMES } from '../../../mappers/document/presets.ts';
import { adminApi } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { filtered, patch, user } from '../../support/scim/messages.ts';
import { requestToken } from '../../support/keycloak/tokenEndpoint.ts';

const IGNORE = ['okta', 'google'];
const FIRST = 'Never-To-Be-Seen-1';
const SECOND = 'Never-To-Be-Seen-2';

let bridge: TestBridge;

beforeAll(async () => {
  bridge = await startTestBridge();
});

afterAll(() => bridge.close());

/** A realm in which people can sign in with their password. */
async function realmOf(profile: string, stores?: boolean): Promise<TestRealm> {
  const mapping =
    stores === undefined ? {} : { behaviours: { password: stores ? 'store' : 'ignore' } as const };
  const realm = await bridge.realm({ profile, mapping });
  await bridge.admin.clients.create({
    realm: realm.name,
    clientId: 'app',
    publicClient: true,
    directAccessGrantsEnabled: true,
  });
  return realm;
}

async function canSignIn({ name }: TestRealm, username: string, password: string): Promise<boolean> {
  const form = { grant_type: 'password', client_id: 'app', username, password };
  return (await requestToken(name, form)).status === 200;
}

const person = (password: string) => ({
  ...user('ann.password', { password }),
  name: { givenName: 'Ann', familyName: 'Password' },
  emails: [{ value: 'ann.password@example.com', type: 'work', primary: true }],
});

describe('a password that a client sends', () => {
  it.each([
    ...PRESET_NAMES.map((profile) => ({ profile, switched: undefined, stored: !IGNORE.includes(profile) })),
    { profile: 'okta', switched: true, stored: true },
    { profile: 'azure', switched: false, stored: false },
  ])(
    'is stored as configured: profile $profile, switched $switched, stored $stored',
    async ({ profile, switched, stored }) => {
      const realm = await realmOf(profile, switched);
      const made = await realm.scim('POST', '/Users', person(FIRST));
      expect(made.status).toBe(201);
      const id = String(made.body.id);
      const works = [await canSignIn(realm, 'ann.password', FIRST)];
      const change = patch({ op: 'replace', path: 'password', value: SECOND });
      const patched = await realm.scim('PATCH', `/Users/${id}`, change);
      expect(patched.status).toBeLessThan(300);
      works.push(await canSignIn(realm, 'ann.password', SECOND));
      const put = await realm.scim('PUT', `/Users/${id}`, person(FIRST));
      expect(put.status).toBe(200);
      works.push(await canSignIn(realm, 'ann.password', FIRST));
      expect(works).toEqual([stored, stored, stored]);

      const read = await realm.scim('GET', `/Users/${id}?attributes=password,userName`);
      const listed = await realm.scim('GET', filtered('userName eq "ann.password"'));
      const { body: journal } = await adminApi(bridge, realm.name)('GET', '/journal');
      const told = [made, patched, put, read, listed].map(({ body }) => body as unknown);
      const text = JSON.stringify([told, journal, bridge.logged()]);
      expect(JSON.stringify(journal)).toContain('ann.password');
      expect(text).not.toContain('Never-To-Be-Seen');
      expect(JSON.stringify(told)).not.toContain('"password"');
      expect((await realm.scim('GET', filtered(`password eq "${FIRST}"`))).status).toBe(403);
    },
  );
});
