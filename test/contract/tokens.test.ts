import { decodeJwt } from 'jose';
import { createBareRealm, type BareRealm } from '../support/keycloak/adminRestRealm.ts';
import { freshRealmName, testKeycloak } from '../support/keycloak/keycloak.ts';
import { lifetimeOf, requestToken } from '../support/keycloak/tokenEndpoint.ts';
import { isFrom } from '../support/keycloak/version.ts';

const GRANT = { grant_type: 'client_credentials' };

let realm: BareRealm;

beforeAll(async () => {
  realm = await createBareRealm();
  const client = { publicClient: false, serviceAccountsEnabled: true, secret: 'a secret' };
  await realm.admin('POST', '/clients', { ...client, clientId: 'machine' });
  await realm.admin('POST', '/clients', { ...client, clientId: 'no-account', serviceAccountsEnabled: false });
  await realm.admin('POST', '/clients', { ...client, clientId: 'ü:% +/', secret: 'p:%+é /&=' });
});

afterAll(async () => {
  await realm.remove();
});

describe('the token endpoint', () => {
  it("answers a client's secret with an access token and its lifetime in seconds", async () => {
    const answer = await realm.token(GRANT, ['machine', 'a secret']);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        access_token: expect.any(String) as unknown,
        token_type: 'Bearer',
        expires_in: lifetimeOf(300),
      },
    });
    expect(answer.body).not.toHaveProperty('refresh_token');
  });

  it('accepts client id and secret percent-encoded in the Basic header', async () => {
    expect((await realm.token(GRANT, ['ü:% +/', 'p:%+é /&='])).status).toBe(200);
  });

  it('answers 401 to a wrong secret', async () => {
    expect(await realm.token(GRANT, ['machine', 'another secret'])).toEqual({
      status: 401,
      body: {
        error: 'unauthorized_client',
        error_description: 'Invalid client or Invalid client credentials',
      },
    });
  });

  it('answers 401 to an unknown client', async () => {
    expect(await realm.token(GRANT, ['stranger', 'a secret'])).toEqual({
      status: 401,
      body: { error: 'invalid_client', error_description: 'Invalid client or Invalid client credentials' },
    });
  });

  it('answers 401 to a client without a service account', async () => {
    expect(await realm.token(GRANT, ['no-account', 'a secret'])).toEqual({
      status: 401,
      body: {
        error: 'unauthorized_client',
        error_description: 'Client not enabled to retrieve service account',
      },
    });
  });

  it('answers 404 in an unknown realm', async () => {
    const form = { ...GRANT, client_id: 'machine', client_secret: 'a secret' };
    expect(await requestToken(freshRealmName(), form)).toMatchObject({
      status: 404,
      body: { error: 'Realm does not exist' },
    });
  });
});

describe('an access token', () => {
  it('of admin-cli names nobody, and the account API tells whose it is', async () => {
    const password = 'a password';
    await realm.admin('POST', '/users', {
      ...{ username: 'ann', email: 'ann@example.com', firstName: 'A', lastName: 'N', emailVerified: true },
      ...{ enabled: true, credentials: [{ type: 'password', value: password }] },
    });
    const form = {
      grant_type: 'password',
      client_id: 'admin-cli',
      username: 'ann',
      password,
      scope: 'openid',
    };
    const { access_token: token } = (await realm.token(form)).body as { access_token: string };
    const claims = decodeJwt(token);
    expect([claims.sub, claims.preferred_username]).toEqual([undefined, undefined]);
    const base = `${testKeycloak().url}/realms/${realm.name}`;
    const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json' };
    expect((await fetch(`${base}/protocol/openid-connect/userinfo`, { headers })).status).toBe(
      isFrom('26.6') ? 401 : 200,
    );
    const account = await fetch(`${base}/account/?userProfileMetadata=false`, { headers });
    expect(await account.json()).toMatchObject({ username: 'ann', id: expect.any(String) as unknown });
  });
});

describe('a realm that is disabled', () => {
  let disabled: BareRealm;
  let token: string;

  beforeAll(async () => {
    disabled = await createBareRealm();
    token = await disabled.serviceAccount('machine', ['manage-users', 'view-realm']);
    await disabled.admin('PUT', '', { enabled: false });
  });

  afterAll(async () => {
    await disabled.remove();
  });

  it('answers 403 at the token endpoint', async () => {
    expect(await disabled.token(GRANT, ['machine', 'whatever'])).toEqual({
      status: 403,
      body: { error: 'access_denied', error_description: 'Realm not enabled' },
    });
  });

  it('still accepts tokens that its clients have, for reading and writing', async () => {
    expect(await disabled.admin('GET', '', undefined, token)).toMatchObject({
      status: 200,
      body: { enabled: false },
    });
    expect(await disabled.admin('POST', '/users', { username: 'written' }, token)).toMatchObject({
      status: 201,
    });
  });
});
