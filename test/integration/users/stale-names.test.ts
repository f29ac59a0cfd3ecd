import { startTestBridge, type TestBridge, type TestRealm } from '../../support/fixtures/bridge.ts';
import { patch, user } from '../../support/scim/messages.ts';

let bridge: TestBridge;
let asGroups: TestRealm;
let asRoles: TestRealm;
/** The realm of the test. */
let realm: TestRealm;

beforeAll(async () => {
  bridge = await startTestBridge({ REFRESH_AFTER_MS: '600000' });
  [asGroups, asRoles] = [
    await bridge.realm(),
    await bridge.realm({ lifecycle: { groups: { as: 'roles' } } }),
  ];
  realm = asGroups;
});

afterEach(() => {
  bridge.proxy.intercept(undefined);
});

afterAll(() => bridge.close());

interface Held {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly attributes?: Record<string, string[]>;
}

const inKeycloak = async (id: string): Promise<Held> =>
  (await bridge.admin.users.findOne({ realm: realm.name, id })) as Held;

const BEFORE = { firstName: 'Before', lastName: 'Before', email: 'before@example.test' };
const NEW = { givenName: 'New', familyName: 'Name' };

let n = 0;
async function person(): Promise<string> {
  n += 1;
  const { status, body } = await realm.scim(
    'POST',
    '/Users',
    user(`stale-${n}`, {
      name: { givenName: BEFORE.firstName, familyName: BEFORE.lastName },
      emails: [{ value: BEFORE.email, primary: true }],
      title: 'Before',
    }),
  );
  expect(status).toBe(201);
  return String(body.id);
}

const change = (id: string, value: Record<string, unknown>) =>
  realm.scim('PATCH', `/Users/${id}`, patch({ op: 'replace', value }));

/** Answers reads of one user as Keycloak's cache does when somebody listed users while the names were changed. */
function cacheNames(id: string, names: Held): void {
  bridge.proxy.intercept(({ method, url = '' }, response) => {
    if (method !== 'GET' || !url.endsWith(`/users/${id}`)) return false;
    void inKeycloak(id).then((held) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ ...held, ...names }));
    });
    return true;
  });
}

describe.each([
  ['', () => asGroups],
  [' where groups are roles', () => asRoles],
])("names that are stale in Keycloak's cache%s", (_where, realmOf) => {
  beforeAll(() => {
    realm = realmOf();
  });

  it.each([
    ['one name', { name: { givenName: 'New' } }, { firstName: 'New', lastName: 'Before' }],
    ['both names', { name: NEW }, { firstName: 'New', lastName: 'Name' }],
    [
      'the address',
      { emails: [{ value: 'new@example.test', primary: true }] },
      { email: 'new@example.test' },
    ],
  ])(
    'are shown as the client sent them, and stay when something else is changed: %s',
    async (_what, wanted, held) => {
      const id = await person();
      expect((await change(id, wanted)).status).toBe(200);
      cacheNames(id, BEFORE);
      expect((await realm.scim('GET', `/Users/${id}`)).body).toMatchObject(wanted);
      const changed = await change(id, { title: 'Head' });
      expect(changed).toMatchObject({ status: 200, body: { ...wanted, title: 'Head' } });
      expect(await inKeycloak(id)).toMatchObject({ ...held, attributes: { title: ['Head'] } });
      await bridge.admin.users.del({ realm: realm.name, id });
    },
  );

  it('can be given back to the user: the true ones are written first, as Keycloak writes only what differs from its cache', async () => {
    const id = await person();
    await change(id, { name: NEW });
    cacheNames(id, BEFORE);
    bridge.proxy.reset();
    expect((await change(id, { name: { givenName: BEFORE.firstName }, title: 'Head' })).status).toBe(200);
    const writes = bridge.proxy
      .calls()
      .filter((call) => call.startsWith('PUT ') && call.endsWith(`/users/{id}`));
    expect(writes).toHaveLength(2);
    expect(await inKeycloak(id)).toMatchObject({
      firstName: BEFORE.firstName,
      lastName: NEW.familyName,
      attributes: { title: ['Head'] },
    });
    bridge.proxy.intercept(undefined);
    bridge.proxy.reset();
    await change(id, { title: 'Chief' });
    expect(bridge.proxy.calls().filter((call) => call.startsWith('PUT '))).toHaveLength(1);
    await bridge.admin.users.del({ realm: realm.name, id });
  });

  it('stay away once they were removed', async () => {
    const id = await person();
    await realm.scim('PATCH', `/Users/${id}`, patch({ op: 'remove', path: 'name' }));
    cacheNames(id, BEFORE);
    expect((await realm.scim('GET', `/Users/${id}`)).body).not.toHaveProperty('name');
    await change(id, { title: 'Head' });
    const { firstName, lastName, email } = await inKeycloak(id);
    expect({ firstName, lastName, email }).toEqual({ ...BEFORE, firstName: undefined, lastName: undefined });
    await bridge.admin.users.del({ realm: realm.name, id });
  });
});

describe('names that somebody else changed in Keycloak', () => {
  it('are shown and kept, and read once', async () => {
    const id = await person();
    await change(id, { name: NEW });
    const held = await inKeycloak(id);
    await bridge.admin.users.update(
      { realm: realm.name, id },
      { ...held, firstName: 'By hand', lastName: BEFORE.lastName },
    );
    expect((await realm.scim('GET', `/Users/${id}`)).body).toMatchObject({
      name: { givenName: 'By hand', familyName: 'Before' },
    });
    bridge.proxy.reset();
    await realm.scim('GET', `/Users/${id}`);
    expect(bridge.proxy.calls()).toHaveLength(1);
    await change(id, { title: 'Head' });
    expect(await inKeycloak(id)).toMatchObject({
      firstName: 'By hand',
      lastName: 'Before',
      attributes: { title: ['Head'] },
    });
  });
});
