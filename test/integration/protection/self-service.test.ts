import { adminApi } from '../../support/admin/adminApi.ts';
import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { testKeycloak } from '../../support/keycloak/keycloak.ts';
import { patch, user } from '../../support/scim/messages.ts';
import { accessToken } from '../../support/keycloak/tokenEndpoint.ts';
import { send, type Answer } from '../../support/scim/send.ts';

let bridge: TestBridge;

beforeAll(async () => {
  bridge = await startTestBridge();
});

afterAll(() => bridge.close());

const PASSWORD = 'Original-horse-1';

/** Sets who may write undeclared attributes; Keycloak sets `ENABLED` itself for realms of before version 24. */
async function setPolicy(realm: string, unmanagedAttributePolicy: string): Promise<void> {
  const profile = await bridge.admin.users.getProfile({ realm });
  await bridge.admin.users.updateProfile(Object.assign({ realm, ...profile }, { unmanagedAttributePolicy }));
}

/** Writes attributes of a person's own, as Keycloak's account console does; returns the status. */
async function writeOwn(
  realm: TestRealm,
  userName: string,
  attributes: Record<string, string[]>,
): Promise<number> {
  const root = `${testKeycloak().url}/realms/${realm.name}`;
  const form = { grant_type: 'password', client_id: 'admin-cli', username: userName, password: PASSWORD };
  const token = await accessToken(realm.name, form);
  const headers = {
    Authorization: `Bearer ${token}`,
    Accept: 'application/json',
    'Content-Type': 'application/json',
  };
  const own = (await send('GET', `${root}/account/`, { headers })).body as Record<string, unknown>;
  const body = { ...own, attributes: { ...(own.attributes as object), ...attributes } };
  return (await send('POST', `${root}/account/`, { headers, body })).status;
}

/** An exact spelling of one's own user name, as the bridge notes it. */
const spelling = (own: string, claimed: string): string[] => [
  `0:${JSON.stringify({ p: 'userName', k: own, v: claimed })}`,
];

const HUGE = Array.from(
  { length: 140 },
  (_, i) => `${i}:${JSON.stringify({ urn: `urn:x:${i}`, value: { text: 'x'.repeat(1_900) } })}`,
);

/** What users may try, by what it would do. */
const TRICKS: readonly [what: string, attributes: (own: string) => Record<string, string[]>][] = [
  ['a name that Keycloak refuses', (own) => ({ 'scim.exact': spelling(own, 'bad name !') })],
  ['a name of somebody else', (own) => ({ 'scim.exact': spelling(own, 'the.boss') })],
  ['a break-glass name', (own) => ({ 'scim.exact': spelling(own, 'Emergency') })],
  ['extensions too large', () => ({ 'scim.extensions': HUGE })],
  ['hidden', () => ({ 'scim.hidden': ['true'] })],
  ['from elsewhere', () => ({ 'scim.source': ['elsewhere'] })],
  ['an externalId of somebody else', () => ({ externalId: ['ext-ceo'] })],
];

const RULES = {
  protection: { breakGlass: ['emergency'] },
  offboarding: { delete: 'hide' },
  ownership: 'own',
};

let n = 0;
async function person(realm: TestRealm): Promise<{ id: string; userName: string }> {
  n += 1;
  const userName = `self-${n}`;
  const made = await realm.scim(
    'POST',
    '/Users',
    user(userName, {
      name: { givenName: 'Ann', familyName: 'Other' },
      emails: [{ value: `${userName}@x.test`, primary: true }],
      externalId: `ext-${n}`,
      title: 'Clerk',
      password: PASSWORD,
    }),
  );
  expect(made.status).toBe(201);
  return { id: made.body.id as string, userName };
}

const deactivate = (realm: TestRealm, id: string): Promise<Answer> =>
  realm.scim('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: false }));

const stored = async (realm: TestRealm, id: string) => {
  const found = await bridge.admin.users.findOne({ realm: realm.name, id });
  if (!found) throw new Error('nobody');
  return found;
};

describe('a realm that lets users write undeclared attributes', () => {
  let realm: TestRealm;

  beforeAll(async () => {
    realm = await bridge.realm({ lifecycle: RULES, before: (name) => setPolicy(name, 'ENABLED') });
  });

  it('is changed by enable so that only administrators can write them', async () => {
    const profile = await bridge.admin.users.getProfile({ realm: realm.name });
    expect(profile.unmanagedAttributePolicy).toBe('ADMIN_EDIT');
    const status = await adminApi(bridge, realm.name)('GET', '/');
    expect(JSON.stringify(status.body)).not.toContain('account API');
  });

  it.each(TRICKS)('lets nobody keep access by writing their own attributes: %s', async (_, attributes) => {
    const { id, userName } = await person(realm);
    const before = await stored(realm, id);
    await writeOwn(realm, userName, attributes(userName));
    expect((await stored(realm, id)).attributes).toEqual(before.attributes);
    const read = await realm.scim('GET', `/Users/${id}`);
    expect(read.body).toMatchObject({ userName, externalId: `ext-${n}` });
    expect((await deactivate(realm, id)).status).toBe(200);
    expect(await stored(realm, id)).toMatchObject({ enabled: false, username: userName });
  });
});

describe('a realm that lets users write undeclared attributes after it was enabled', () => {
  let realm: TestRealm;

  beforeAll(async () => {
    realm = await bridge.realm({ lifecycle: { protection: { breakGlass: ['emergency'] } } });
    await setPolicy(realm.name, 'ENABLED');
    await adminApi(bridge, realm.name)('POST', '/reload');
  });

  it('reports this in its status and in the log', async () => {
    const status = await adminApi(bridge, realm.name)('GET', '/');
    const finding = expect.stringMatching(/^user profile: Users may write undeclared attributes/) as string;
    expect((status.body as { findings: string[] }).findings).toContainEqual(finding);
    expect(bridge.logged()).toContainEqual(
      expect.objectContaining({ realm: realm.name, finding }) as unknown,
    );
  });

  it.each(TRICKS.slice(0, 4))('renames nobody and still deactivates everybody: %s', async (_, attributes) => {
    const { id, userName } = await person(realm);
    expect(await writeOwn(realm, userName, attributes(userName))).toBe(204);
    const read = await realm.scim('GET', `/Users/${id}`);
    expect(read.body.userName).toBe(userName);
    const title = await realm.scim('PATCH', `/Users/${id}`, patch({ op: 'add', path: 'title', value: 'x' }));
    expect(title.status).toBe(200);
    expect(await stored(realm, id)).toMatchObject({ username: userName, enabled: true });
    expect((await deactivate(realm, id)).status).toBe(200);
    expect((await stored(realm, id)).enabled).toBe(false);
  });

  it('reports an attribute that controls access and that users may write', async () => {
    await setPolicy(realm.name, 'ADMIN_EDIT');
    const profile = await bridge.admin.users.getProfile({ realm: realm.name });
    const attributes = [
      ...(profile.attributes ?? []),
      ...['externalId', 'nickName', 'scim.hidden'].map((name) => ({
        name,
        permissions: { view: ['admin', 'user'], edit: ['admin', 'user'] },
      })),
    ];
    await bridge.admin.users.updateProfile({ realm: realm.name, ...profile, attributes });
    await adminApi(bridge, realm.name)('POST', '/reload');
    const status = await adminApi(bridge, realm.name)('GET', '/');
    const { findings } = status.body as { findings: string[] };
    expect(
      findings.filter((line) => line.includes('by which SCIM goes')).map((line) => /"(.*?)"/.exec(line)?.[1]),
    ).toEqual(['externalId', 'scim.hidden']);
  });
});
