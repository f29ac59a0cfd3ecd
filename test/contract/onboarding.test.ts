import { createBareRealm, type BareRealm } from '../support/keycloak/adminRestRealm.ts';
import { browser } from '../support/keycloak/browser.ts';
import { testKeycloak } from '../support/keycloak/keycloak.ts';

/** The rights of the bridge's account. */
const RIGHTS = ['manage-users', 'view-realm', 'view-clients'];
const PASSWORD = 'a-password';

let realm: BareRealm;
/** A realm that is the identity provider `corp` of the other. */
let provider: BareRealm;
let bridge: string;

beforeAll(async () => {
  realm = await createBareRealm({
    settings: { smtpServer: { host: '127.0.0.1', port: '1', from: 'a@b.test' } },
  });
  provider = await createBareRealm();
  bridge = await realm.serviceAccount('bridge', RIGHTS);
  const issuer = `${testKeycloak().url}/realms/${provider.name}`;
  const broker = `${testKeycloak().url}/realms/${realm.name}/broker/corp/endpoint`;
  const secret = 'secret-of-the-broker';

  await provider.admin('POST', '/clients', {
    clientId: 'the-realm',
    secret,
    redirectUris: [broker],
  });
  await realm.admin('POST', '/clients', {
    clientId: 'app',
    publicClient: true,
    redirectUris: ['https://app.test/*'],
  });
  await realm.admin('POST', '/identity-provider/instances', {
    alias: 'corp',
    providerId: 'oidc',
    enabled: true,
    config: {
      clientId: 'the-realm',
      clientSecret: secret,
      clientAuthMethod: 'client_secret_post',
      authorizationUrl: `${issuer}/protocol/openid-connect/auth`,
      tokenUrl: `${issuer}/protocol/openid-connect/token`,
      disableUserInfo: 'true',
      validateSignature: 'false',
    },
  });
  await realm.admin('POST', '/groups', { name: 'staff' });
});

afterAll(async () => {
  await realm.remove();
  await provider.remove();
});

let n = 0;
const create = (members: Record<string, unknown>) => {
  n += 1;
  return realm.admin('POST', '/users', { username: `person-${n}`, enabled: true, ...members }, bridge);
};

const idOf = ({ location = '' }: { location?: string }): string => location.split('/').pop() ?? '';

async function made(members: Record<string, unknown>): Promise<string> {
  const answer = await create(members);
  expect(answer.status).toBe(201);
  return idOf(answer);
}

describe('creating a user', () => {
  it('accepts paths of groups; an unknown path is answered 500, and nobody is created', async () => {
    const id = await made({ groups: ['/staff'] });
    expect((await realm.admin('GET', `/users/${id}/groups`)).body).toMatchObject([{ path: '/staff' }]);
    expect((await create({ groups: ['/staff', '/Staff'] })).status).toBe(500);
    expect(await realm.find({ username: `person-${n}`, exact: 'true' })).toEqual([]);
  });

  it('drops unknown required actions silently', async () => {
    const id = await made({ requiredActions: ['CONFIGURE_TOTP', 'update_password', 'NOPE'] });
    expect((await realm.user(id)).requiredActions).toEqual(['CONFIGURE_TOTP']);
  });

  it('drops a link to an unknown identity provider silently', async () => {
    const id = await made({
      federatedIdentities: [{ identityProvider: 'nope', userId: '1', userName: 'a' }],
    });
    expect((await realm.admin('GET', `/users/${id}/federated-identity`)).body).toEqual([]);
  });

  it('links any number of users to one account', async () => {
    const federatedIdentities = [{ identityProvider: 'corp', userId: 'same', userName: 'a' }];
    await made({ federatedIdentities });
    await made({ federatedIdentities });
    expect(await realm.find({ idpAlias: 'corp', idpUserId: 'same' })).toHaveLength(2);
  });

  it.each(['SAM', 'sam', 'Same', 'same '])(
    'stores the account exactly: a search for %j does not find it',
    async (userId) => {
      expect(await realm.find({ idpAlias: 'corp', idpUserId: userId })).toEqual([]);
    },
  );
});

describe('an e-mail with required actions', () => {
  it.each([
    {
      what: 'a mail server that is away',
      members: {},
      query: '',
      status: 500,
      says: /^Failed to send execute actions email: /,
    },
    {
      what: 'no address',
      members: { email: undefined },
      query: '',
      status: 400,
      says: /^User email missing$/,
    },
    {
      what: 'a disabled user',
      members: { enabled: false },
      query: '',
      status: 400,
      says: /^User is disabled$/,
    },
    {
      what: 'no such client',
      members: {},
      query: '?client_id=nope',
      status: 400,
      says: /^Client doesn't exist$/,
    },
    {
      what: 'another redirect URI',
      members: {},
      query: '?client_id=app&redirect_uri=https://evil.test',
      status: 400,
      says: /^Invalid redirect uri\.$/,
    },
  ])('$what: $status', async ({ members, query, status, says }) => {
    const id = await made({ email: `mail-${n}@example.test`, ...members });
    const path = `/users/${id}/execute-actions-email${query}`;
    const answer = await realm.admin('PUT', path, ['UPDATE_PASSWORD'], bridge);
    expect(answer).toMatchObject({
      status,
      body: { errorMessage: expect.stringMatching(says) as string },
    });
  });
});

describe("the rights of the bridge's service account", () => {
  it.each([
    { path: '/authentication/required-actions', status: 200 },
    { path: '/group-by-path/staff', status: 200 },
    { path: '/group-by-path/nowhere', status: 404 },
    { path: '/users?idpAlias=corp&idpUserId=1', status: 200 },
    { path: '/roles/nope', status: 404 },
    { path: '/identity-provider/instances/corp', status: 403 },
    { path: '/identity-provider/instances/nope', status: 403 },
  ])('GET $path: $status', async ({ path, status }) => {
    expect((await realm.admin('GET', path, undefined, bridge)).status).toBe(status);
  });
});

describe('the first login through an identity provider', () => {
  async function person(name: string): Promise<{ subject: string; names: Record<string, string> }> {
    const names = { username: name, email: `${name}@example.test`, firstName: 'Ann', lastName: 'Other' };
    const credentials = [{ type: 'password', value: PASSWORD, temporary: false }];
    return { subject: await provider.createUser({ ...names, credentials }), names };
  }

  /** Where a person ends who logs in through the identity provider. */
  async function login(username: string): Promise<string> {
    const { open, submit } = browser();
    const query = new URLSearchParams({
      client_id: 'app',
      redirect_uri: 'https://app.test/',
      response_type: 'code',
      scope: 'openid',
      kc_idp_hint: 'corp',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    });
    const form = await open(
      `${testKeycloak().url}/realms/${realm.name}/protocol/openid-connect/auth?${query.toString()}`,
    );
    return (await submit(form, { username, password: PASSWORD })).url;
  }

  it('finds a user who was created with the link, without a page in between', async () => {
    const { subject, names } = await person('linked');
    const federatedIdentities = [{ identityProvider: 'corp', userId: subject, userName: 'linked' }];
    const id = await made({ ...names, federatedIdentities });
    expect(await login('linked')).toMatch(/^https:\/\/app\.test\/\?.*code=/);
    const sessions = (await realm.admin('GET', `/users/${id}/sessions`)).body;
    expect(sessions).toHaveLength(1);
  });

  it('asks a person whose account exists without the link', async () => {
    const { names } = await person('unlinked');
    await made(names);
    expect(await login('unlinked')).toMatch(/\/login-actions\/first-broker-login/);
  });
});
