import { setTimeout as sleep } from 'node:timers/promises';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { adminApi } from '../../support/admin/adminApi.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';
import { patch } from '../../support/scim/messages.ts';

const PASSWORD = 'a password of a leaver';
/** Client ids that are put into a path. */
const APPS = ['app', 'https://app.example/sp?a=b c'];

let bridge: TestBridge;
let realm: TestRealm;

beforeAll(async () => {
  bridge = await startTestBridge();
  realm = await bridge.realm();
  for (const clientId of APPS) {
    await bridge.admin.clients.create({
      realm: realm.name,
      clientId,
      publicClient: true,
      directAccessGrantsEnabled: true,
    });
  }
});

afterAll(() => bridge.close());

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

async function form(path: string, fields: Record<string, string>) {
  const { url } = testKeycloak();
  const answer = await fetch(`${url}/realms/${realm.name}/protocol/openid-connect/${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const signIn = (username: string, scope = 'openid', client_id = 'app') =>
  form('token', { grant_type: 'password', client_id, username, password: PASSWORD, scope });

async function tokensOf(username: string, scope?: string, app?: string): Promise<Tokens> {
  const { status, body } = await signIn(username, scope, app);
  expect(status).toBe(200);
  return body as unknown as Tokens;
}

const refresh = async ({ refresh_token }: Tokens, client_id = 'app'): Promise<number> =>
  (await form('token', { grant_type: 'refresh_token', client_id, refresh_token })).status;

async function userinfo({ access_token }: Tokens): Promise<number> {
  const { url } = testKeycloak();
  const headers = { Authorization: `Bearer ${access_token}` };
  return (await fetch(`${url}/realms/${realm.name}/protocol/openid-connect/userinfo`, { headers })).status;
}

let n = 0;
/** A person whom SCIM created and who can sign in. */
async function createPerson(): Promise<{ id: string; userName: string }> {
  n += 1;
  const userName = `leaver-${n}`;
  const created = await realm.scim('POST', '/Users', {
    userName,
    name: { givenName: 'Lee', familyName: 'Ver' },
    emails: [{ value: `${userName}@example.com`, primary: true }],
    password: PASSWORD,
  });
  expect(created.status).toBe(201);
  return { id: String(created.body.id), userName };
}

const set = (id: string, value: unknown) =>
  realm.scim('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value }));

describe('a deactivation', () => {
  it.each([
    { dialect: 'a boolean', body: patch({ op: 'replace', path: 'active', value: false }) },
    { dialect: 'text', body: patch({ op: 'Replace', path: 'active', value: 'False' }) },
    { dialect: 'no path', body: patch({ op: 'replace', value: { active: false } }) },
    {
      dialect: 'the full URN',
      body: patch({
        op: 'replace',
        path: 'urn:ietf:params:scim:schemas:core:2.0:User:active',
        value: false,
      }),
    },
  ])('ends sessions and tokens before it is answered, sent as $dialect', async ({ body }) => {
    const { id, userName } = await createPerson();
    const online = await tokensOf(userName);
    const offline = await tokensOf(userName, 'openid offline_access');
    expect(await Promise.all([refresh(online), refresh(offline), userinfo(online)])).toEqual([200, 200, 200]);
    expect((await realm.scim('PATCH', `/Users/${id}`, body)).status).toBe(200);
    expect(await Promise.all([refresh(online), refresh(offline), userinfo(online)])).toEqual([400, 400, 401]);
    expect((await signIn(userName)).body.error_description).toBe('Account disabled');
    expect((await set(id, true)).body).toMatchObject({ id, active: true });
    expect(await Promise.all([refresh(online), refresh(offline), userinfo(online)])).toEqual([400, 400, 401]);
    expect((await signIn(userName)).status).toBe(200);
  });

  it('by PUT does the same', async () => {
    const { id, userName } = await createPerson();
    const offline = await tokensOf(userName, 'openid offline_access');
    expect((await realm.scim('PUT', `/Users/${id}`, { userName, active: false })).status).toBe(200);
    await set(id, true);
    expect(await refresh(offline)).toBe(400);
  });

  it.each(APPS.map((app) => ({ app })))(
    'makes an offline token of $app useless for good, even if it was issued in the same second',
    async ({ app }) => {
      for (let attempt = 0; attempt < 20; attempt += 1) {
        const { id, userName } = await createPerson();
        // Early in a second, so that token and logout are in the same one.
        await sleep(1_000 - (Date.now() % 1_000));
        const before = Math.floor(Date.now() / 1_000);
        const offline = await tokensOf(userName, 'openid offline_access', app);
        await set(id, false);
        const after = Math.floor(Date.now() / 1_000);
        await set(id, true);
        expect(await refresh(offline, app)).toBe(400);
        const { notBefore } = (await bridge.admin.users.findOne({ realm: realm.name, id })) ?? {};
        if (before === after && notBefore === before) return;
      }
      throw new Error('token and logout never fell into the same second');
    },
  );

  it('is in the journal with its duration', async () => {
    const { id, userName } = await createPerson();
    await tokensOf(userName, 'openid offline_access');
    await set(id, false);
    const admin = adminApi(bridge, realm.name);
    const { entries } = (await admin('GET', `/journal?resource=${id}`)).body as {
      entries: { outcome: string }[];
    };
    const outcomes = entries.map(({ outcome }) => outcome);
    expect(outcomes).toContainEqual(
      expect.stringMatching(
        new RegExp(
          `^User ${id} changed: disabled\\. Sessions ended and 1 offline grant revoked in \\d+ ms\\.$`,
        ),
      ),
    );
  });

  it('keeps groups, attributes and the id', async () => {
    const { id, userName } = await createPerson();
    const group = await realm.scim('POST', '/Groups', { displayName: `Team ${n}`, members: [{ value: id }] });
    const groupId = String(group.body.id);
    await set(id, false);
    await set(id, true);
    const user = (await realm.scim('GET', `/Users/${id}?attributes=groups,userName`)).body;
    expect(user).toMatchObject({ id, userName, groups: [{ value: groupId }] });
  });

  it('ends the sessions that a failed one left when it is repeated', async () => {
    const { id, userName } = await createPerson();
    const offline = await tokensOf(userName, 'openid offline_access');
    await bridge.admin.users.update({ realm: realm.name, id }, { enabled: false });
    expect((await set(id, false)).status).toBe(200);
    await bridge.admin.users.update({ realm: realm.name, id }, { enabled: true });
    expect(await refresh(offline)).toBe(400);
  });
});
