import { createBareRealm, type BareRealm } from '../support/keycloak/adminRestRealm.ts';

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
  it('gives a client that signs in with its secret an access token and its lifetime in seconds', async () => {
    const answer = await realm.token(GRANT, ['machine', 'a secret']);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        access_token: expect.any(String) as unknown,
        token_type: 'Bearer',
        expires_in: expect.any(Number) as unknown,
      },
    });
    const { expires_in: seconds } = answer.body as { expires_in: number };
    expect(Math.abs(seconds - 300)).toBeLessThan(5);
    expect(answer.body).not.toHaveProperty('refresh_token');
  });

  it('takes client id and secret percent-encoded in the Basic header', async () => {
    expect((await realm.token(GRANT, ['ü:% +/', 'p:%+é /&='])).status).toBe(200);
  });

  it('answers a wrong secret with 401', async () => {
    expect(await realm.token(GRANT, ['machine', 'another secret'])).toEqual({
      status: 401,
      body: {
        error: 'unauthorized_client',
        error_description: 'Invalid client or Invalid client credentials',
      },
    });
  });

  it('answers an unknown client with 401', async () => {
    expect(await realm.token(GRANT, ['stranger', 'a secret'])).toEqual({
      status: 401,
      body: { error: 'invalid_client', error_description: 'Invalid client or Invalid client credentials' },
    });
  });

  it('answers a client without a service account with 401', async () => {
    expect(await realm.token(GRANT, ['no-account', 'a secret'])).toEqual({
      status: 401,
      body: {
        error: 'unauthorized_client',
        error_description: 'Client not enabled to retrieve service account',
      },
    });
  });

  it('of an unknown realm answers with 404', async () => {
    const unknown = await createBareRealm();
    await unknown.remove();
    expect(await unknown.token(GRANT, ['machine', 'a secret'])).toEqual({
      status: 404,
      body: { error: 'Realm does not exist' },
    });
  });
});

describe('a realm that is being disabled', () => {
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

  it('answers at the token endpoint with 403', async () => {
    expect(await disabled.token(GRANT, ['machine', 'whatever'])).toEqual({
      status: 403,
      body: { error: 'access_denied', error_description: 'Realm not enabled' },
    });
  });

  it('still takes tokens of its own clients that are out, for reading and writing', async () => {
    expect(await disabled.admin('GET', '', undefined, token)).toMatchObject({
      status: 200,
      body: { enabled: false },
    });
    expect(await disabled.admin('POST', '/users', { username: 'written' }, token)).toMatchObject({
      status: 201,
    });
  });
});
