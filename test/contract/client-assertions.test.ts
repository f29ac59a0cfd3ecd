import { SignJWT } from 'jose';
import {
  assertion,
  byAssertion,
  now,
  published,
  testKey,
  type TestKey,
} from '../support/keycloak/assertion.ts';
import { createBareRealm, type BareAnswer, type BareRealm } from '../support/keycloak/adminRestRealm.ts';
import { testKeycloak } from '../support/keycloak/keycloak.ts';

const CLIENT = 'scim-bridge';
const ME = { iss: CLIENT, sub: CLIENT };

let realm: BareRealm;
let issuer: string;
let id: string;
let first: TestKey;
let second: TestKey;
let foreign: TestKey;

const change = (client: object) => realm.admin('PUT', `/clients/${id}`, { clientId: CLIENT, ...client });

beforeAll(async () => {
  realm = await createBareRealm();
  issuer = `${testKeycloak().url}/realms/${realm.name}`;
  [first, second, foreign] = await Promise.all([testKey(), testKey(), testKey()]);
  const { location = '' } = await realm.admin('POST', '/clients', {
    clientId: CLIENT,
    publicClient: false,
    serviceAccountsEnabled: true,
    clientAuthenticatorType: 'client-jwt',
    attributes: { ...published(first, second), 'token.endpoint.auth.signing.alg': 'ES256' },
  });
  id = location.split('/').pop() ?? '';
});

afterAll(async () => {
  await realm.remove();
});

const ask = async (key: TestKey, claims: object = {}, header?: { kid?: string }) =>
  realm.token(byAssertion(await assertion(key, { ...ME, aud: issuer, ...claims }, header)));

const refused = (description: string): BareAnswer => ({
  status: 400,
  body: { error: 'invalid_client', error_description: description },
});

describe('an assertion that the client signs', () => {
  it("is accepted with each of the client's keys, chosen by kid", async () => {
    expect(await ask(first)).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
    expect(await ask(second)).toMatchObject({ status: 200 });
  });

  it('is refused with an unknown kid, the kid of another key, and without a kid if it is not signed with the first key', async () => {
    expect(await ask(foreign)).toEqual(refused('Unable to load public key'));
    const wrong = 'Client authentication with signed JWT failed: Signature on JWT token failed validation';
    expect(await ask(first, {}, { kid: second.kid })).toEqual(refused(wrong));
    expect(await ask(first, {}, {})).toMatchObject({ status: 200 });
    expect(await ask(second, {}, {})).toEqual(refused(wrong));
  });

  it("has the realm's issuer or its token endpoint as its only audience", async () => {
    const endpoint = `${issuer}/protocol/openid-connect/token`;
    expect(await ask(first, { aud: endpoint })).toMatchObject({ status: 200 });
    expect(await ask(first, { aud: [issuer] })).toMatchObject({ status: 200 });
    expect(await ask(first, { aud: [issuer, endpoint] })).toEqual(refused('Multiple audiences not allowed'));
    for (const aud of ['https://elsewhere.example', `${issuer}/`, `${testKeycloak().url}/realms/master`]) {
      expect(await ask(first, { aud })).toEqual(refused('Invalid token audience'));
    }
  });

  it('is accepted once', async () => {
    const once = byAssertion(await assertion(first, { ...ME, aud: issuer }));
    expect(await realm.token(once)).toMatchObject({ status: 200 });
    expect(await realm.token(once)).toEqual(refused('Token reuse detected'));
  });

  it('is refused once it has expired, and if clocks differ by more than 15 seconds', async () => {
    expect(await ask(first, { iat: now() - 90, exp: now() - 30 })).toEqual(refused('Token is not active'));
    expect(await ask(first, { iat: now() + 10, exp: now() + 70 })).toMatchObject({ status: 200 });
    expect(await ask(first, { iat: now() + 40, exp: now() + 100 })).toEqual(
      refused('Token was issued in the future'),
    );
  });

  it('is accepted for a minute after it was issued, however late it expires', async () => {
    expect(await ask(first, { iat: now() - 30, exp: now() + 3_600 })).toMatchObject({ status: 200 });
    expect(await ask(first, { iat: now() - 90, exp: now() + 3_600 })).toMatchObject({ status: 400 });
  });

  it('is refused with another algorithm, including HMAC with the client secret', async () => {
    const { body } = await realm.admin('GET', `/clients/${id}/client-secret`);
    const secret = new TextEncoder().encode((body as { value: string }).value);
    const jwt = await new SignJWT({ ...ME, aud: issuer, jti: 'hs', iat: now(), exp: now() + 60 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(secret);
    expect(await realm.token(byAssertion(jwt))).toEqual(refused('Invalid signature algorithm'));
    expect(await ask(await testKey('RS256'))).toEqual(refused('Invalid signature algorithm'));
  });

  it('makes Keycloak refuse the client secret', async () => {
    const { body } = await realm.admin('GET', `/clients/${id}/client-secret`);
    const { value } = body as { value: string };
    expect(await realm.token({ grant_type: 'client_credentials' }, [CLIENT, value])).toMatchObject({
      status: 400,
      body: { error: 'invalid_client' },
    });
  });
});

describe("a change of a client's keys", () => {
  it('is effective at once: new keys are accepted, removed keys are refused', async () => {
    expect(await ask(foreign)).toEqual(refused('Unable to load public key'));
    await change({ attributes: published(foreign, first) });
    expect(await ask(foreign)).toMatchObject({ status: 200 });
    expect(await ask(first)).toMatchObject({ status: 200 });
    await change({ attributes: published(foreign) });
    expect(await ask(first)).toEqual(refused('Unable to load public key'));
    expect(await ask(foreign)).toMatchObject({ status: 200 });
  });

  it('is stored while the client signs in with a secret, and the keys are then refused', async () => {
    await change({ clientAuthenticatorType: 'client-secret', secret: 'a secret' });
    expect(await realm.token({ grant_type: 'client_credentials' }, [CLIENT, 'a secret'])).toMatchObject({
      status: 200,
    });
    expect(await ask(foreign)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    await change({ clientAuthenticatorType: 'client-jwt' });
    expect(await ask(foreign)).toMatchObject({ status: 200 });
  });
});

describe('the public configuration of a realm', () => {
  const configuration = async (name: string) => {
    const answer = await fetch(`${testKeycloak().url}/realms/${name}/.well-known/openid-configuration`);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  it('names the issuer, which the frontend URL changes together with the audience of assertions', async () => {
    await change({ attributes: published(first) });
    expect(await configuration(realm.name)).toMatchObject({ status: 200, body: { issuer } });
    const { body } = await realm.admin('GET', '');
    const { attributes } = body as { attributes: object };
    const frontendUrl = 'https://id.example.test/auth';
    await realm.admin('PUT', '', { attributes: { ...attributes, frontendUrl } });
    expect(await configuration(realm.name)).toMatchObject({
      body: { issuer: `${frontendUrl}/realms/${realm.name}` },
    });
    expect(await ask(first)).toEqual(refused('Invalid token audience'));
    expect(await ask(first, { aud: `${frontendUrl}/realms/${realm.name}` })).toMatchObject({ status: 200 });
    await realm.admin('PUT', '', { attributes: { ...attributes, frontendUrl: '' } });
  });

  it('is answered for a disabled realm, and not for an unknown one', async () => {
    expect(await configuration(`${realm.name}-not`)).toEqual({
      status: 404,
      body: { error: 'Realm does not exist' },
    });
    await realm.admin('PUT', '', { enabled: false });
    expect(await configuration(realm.name)).toMatchObject({ status: 200, body: { issuer } });
    await realm.admin('PUT', '', { enabled: true });
  });
});
