import { createBareRealm, type BareRealm } from '../support/keycloak/adminRestRealm.ts';
import { isFrom } from '../support/keycloak/version.ts';

const FORBIDDEN = { status: 403, body: { error: 'HTTP 403 Forbidden' } };

/** The rights that the bridge is given, and nothing else. */
const BRIDGE_RIGHTS = ['manage-users', 'view-realm', 'view-clients'];

const without = (right: string): string[] => BRIDGE_RIGHTS.filter((one) => one !== right);

/** The realm's own address, which need not be the one by which the bridge reaches it. */
const FRONTEND_URL = 'https://id.example.test';

/** The rights with which users are seen. */
const USERS = ['view-users', 'manage-users'];

/** Everything that the bridge reads. */
const READS = ['/users/{id}', '/users?username=victim&exact=true', '/users?first=0&max=100', '/users/count'];

let realm: BareRealm;
let foreign: BareRealm;
let victim: string;
let bridge: string;

beforeAll(async () => {
  realm = await createBareRealm({
    settings: { editUsernameAllowed: true, attributes: { frontendUrl: FRONTEND_URL } },
  });
  foreign = await createBareRealm();
  victim = await realm.createUser({ username: 'victim', attributes: { a: ['1'] } });
  await realm.admin('POST', '/clients', {
    clientId: 'scim-endpoint',
    attributes: { 'scim.enabled': 'true' },
  });
  bridge = await realm.serviceAccount('scim-bridge', BRIDGE_RIGHTS);
});

afterAll(async () => {
  await realm.remove();
  await foreign.remove();
});

const get = (path: string, token: string) =>
  realm.admin('GET', path.replace('{id}', victim), undefined, token);

describe("the bridge's rights are enough", () => {
  it.each(READS)('to read: GET %s', async (path) => {
    expect((await get(path, bridge)).status).toBe(200);
  });

  it('to read all attributes of a user', async () => {
    expect(await get('/users/{id}', bridge)).toMatchObject({ body: { attributes: { a: ['1'] } } });
    expect(await get('/users?username=victim&exact=true', bridge)).toMatchObject({
      body: [{ attributes: { a: ['1'] } }],
    });
  });

  it('to create, replace, rename, sign out and delete a user', async () => {
    const created = await realm.admin('POST', '/users', { username: 'made', enabled: true }, bridge);
    const path = `/users/${created.location?.split('/').pop() ?? ''}`;
    const user = { username: 'renamed', enabled: false, attributes: { a: ['2'] } };
    expect(created.status).toBe(201);
    expect(await realm.admin('PUT', path, user, bridge)).toEqual({ status: 204 });
    expect(await realm.admin('POST', `${path}/logout`, undefined, bridge)).toEqual({ status: 204 });
    expect(await realm.admin('GET', path, undefined, bridge)).toMatchObject({ body: user });
    expect(await realm.admin('DELETE', path, undefined, bridge)).toEqual({ status: 204 });
  });

  it('to set a password', async () => {
    const credentials = [{ type: 'password', value: 'a password', temporary: false }];
    expect(await realm.admin('PUT', `/users/${victim}`, { credentials }, bridge)).toEqual({ status: 204 });
  });

  it('to read the settings of the realm', async () => {
    expect(await get('', bridge)).toMatchObject({
      status: 200,
      body: { enabled: true, editUsernameAllowed: true, registrationEmailAsUsername: false },
    });
  });

  it("to read the realm's own address", async () => {
    expect(await get('', bridge)).toMatchObject({
      status: 200,
      body: { attributes: { frontendUrl: FRONTEND_URL } },
    });
  });

  it('to read the user profile with its policy and validations', async () => {
    expect(await get('/users/profile', bridge)).toMatchObject({
      status: 200,
      body: {
        unmanagedAttributePolicy: 'ADMIN_EDIT',
        attributes: expect.arrayContaining([
          expect.objectContaining({
            name: 'firstName',
            validations: expect.objectContaining({ length: { max: 255 } }) as unknown,
          }),
        ]) as unknown,
      },
    });
  });

  it('to read the attributes of a client', async () => {
    expect(await get('/clients?clientId=scim-endpoint', bridge)).toMatchObject({
      status: 200,
      body: [{ enabled: true, attributes: { 'scim.enabled': 'true' } }],
    });
  });

  it('to do nothing in another realm', async () => {
    expect(await foreign.admin('GET', '/users', undefined, bridge)).toEqual(FORBIDDEN);
    expect(await foreign.admin('GET', '', undefined, bridge)).toEqual(FORBIDDEN);
    expect(await foreign.admin('GET', '/clients?clientId=account', undefined, bridge)).toEqual(FORBIDDEN);
  });

  it('to change neither settings nor clients', async () => {
    const { body } = await realm.admin('GET', '/clients?clientId=scim-endpoint');
    const [{ id }] = body as [{ id: string }];
    expect(await realm.admin('PUT', '', { enabled: false }, bridge)).toEqual(FORBIDDEN);
    expect(await realm.admin('PUT', `/clients/${id}`, { attributes: {} }, bridge)).toEqual(FORBIDDEN);
  });
});

describe('rights without manage-users', () => {
  let token: string;

  beforeAll(async () => {
    token = await realm.serviceAccount('no-users', without('manage-users'));
  });

  it.each(READS)('answer 403 to GET %s', async (path) => {
    expect(await get(path, token)).toEqual(FORBIDDEN);
  });

  it('answer 403 to every write', async () => {
    const user = { username: 'victim' };
    expect(await realm.admin('POST', '/users', user, token)).toEqual(FORBIDDEN);
    expect(await realm.admin('PUT', `/users/${victim}`, user, token)).toEqual(FORBIDDEN);
    expect(await realm.admin('POST', `/users/${victim}/logout`, undefined, token)).toEqual(FORBIDDEN);
    expect(await realm.admin('DELETE', `/users/${victim}`, undefined, token)).toEqual(FORBIDDEN);
  });
});

describe('rights without view-realm', () => {
  it('answer 200 to a read of the realm settings, with almost nothing in it', async () => {
    const token = await realm.serviceAccount('no-realm', without('view-realm'));
    const { status, body } = await get('', token);
    expect(status).toBe(200);
    expect(body).toMatchObject({ realm: realm.name });
    expect(body).not.toHaveProperty('enabled');
    expect(body).not.toHaveProperty('editUsernameAllowed');
  });
});

describe('rights without view-clients', () => {
  it('answer 403 to a read of clients', async () => {
    const token = await realm.serviceAccount('no-clients', without('view-clients'));
    expect(await get('/clients?clientId=scim-endpoint', token)).toEqual(FORBIDDEN);
  });

  it('answer an empty list of clients if query-clients is there', async () => {
    const token = await realm.serviceAccount('query-clients', [...without('view-clients'), 'query-clients']);
    expect(await get('/clients?clientId=scim-endpoint', token)).toEqual({ status: 200, body: [] });
  });
});

describe('query-users as the only right', () => {
  it('answers an empty list of users', async () => {
    const token = await realm.serviceAccount('query-users', ['query-users']);
    expect(await get('/users?first=0&max=100', token)).toEqual({ status: 200, body: [] });
  });
});

describe('rights that are removed', () => {
  it('are missing at once, also from access tokens issued before if Keycloak is not older than 26.7', async () => {
    const token = await realm.serviceAccount('dismissed', BRIDGE_RIGHTS);
    expect((await get('/users/{id}', token)).status).toBe(200);
    const [client] = (await realm.admin('GET', '/clients?clientId=dismissed')).body as [{ id: string }];
    const account = (await realm.admin('GET', `/clients/${client.id}/service-account-user`)).body as {
      id: string;
    };
    const [management] = (await realm.admin('GET', '/clients?clientId=realm-management')).body as [
      { id: string },
    ];
    const mappings = `/users/${account.id}/role-mappings/clients/${management.id}`;
    const { body: granted } = await realm.admin('GET', mappings);
    expect(await realm.admin('DELETE', mappings, granted)).toEqual({ status: 204 });
    const answer = await get('/users/{id}', token);
    if (isFrom('26.7')) expect(answer).toEqual(FORBIDDEN);
    else expect(answer.status).toBe(200);
  });
});

describe('access tokens issued before a realm gets an address of its own', () => {
  it('are refused with 401 from then on', async () => {
    const moved = await createBareRealm();
    const token = await moved.serviceAccount('scim-bridge', BRIDGE_RIGHTS);
    expect((await moved.admin('GET', '/users', undefined, token)).status).toBe(200);
    await moved.admin('PUT', '', { attributes: { frontendUrl: FRONTEND_URL } });
    expect((await moved.admin('GET', '/users', undefined, token)).status).toBe(401);
    await moved.remove();
  });
});

describe('an account with a right, as what it asks for shows', () => {
  const NOBODY = '00000000-0000-4000-8000-000000000000';
  const tokens: Record<string, string> = {};

  beforeAll(async () => {
    for (const right of ['view-realm', 'manage-realm', 'view-users', 'manage-users', 'view-events']) {
      tokens[right] = await realm.serviceAccount(`has-${right}`, [right]);
    }
  });

  it.each([
    ['a role without a name', 'POST', '/roles', ['manage-realm'], 400],
    ['a group without a name', 'POST', '/groups', ['manage-users'], 400],
    ['the failed sign-ins of nobody', 'GET', `/attack-detection/brute-force/users/${NOBODY}`, USERS, 200],
    ['which events are kept', 'GET', '/events/config', ['view-events'], 200],
  ])('is told so by %s, and others get 403', async (_what, method, path, rights, status) => {
    for (const [right, token] of Object.entries(tokens)) {
      const body = method === 'POST' ? {} : undefined;
      const expected = rights.includes(right) ? status : 403;
      expect([right, (await realm.admin(method, path, body, token)).status]).toEqual([right, expected]);
    }
  });
});
