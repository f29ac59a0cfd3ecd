import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assertion, byAssertion, now, testKey, type TestKey } from '../support/keycloak/assertion.ts';
import { createBareRealm, type BareAnswer, type BareRealm } from '../support/keycloak/adminRestRealm.ts';
import { testKeycloak } from '../support/keycloak/keycloak.ts';
import { isFrom } from '../support/keycloak/version.ts';

const ISSUER = 'https://login.example.test/tenant/v2.0';
const APP = 'api://provisioning-of-keycloak';
const WORKLOAD = '6f2c2a1e-0000-4000-8000-5f1b5a1c0001';
const HOUR = 3_600;

let realm: BareRealm;
let keys: Server;
let key: TestKey;
let config: Record<string, string>;

const ALIAS = 'workloads';
const PROVIDER = `/identity-provider/instances/${ALIAS}`;

const provider = (changes: Record<string, string> = {}) => ({
  alias: ALIAS,
  providerId: 'oidc',
  enabled: true,
  hideOnLogin: true,
  config: { ...config, ...changes },
});

const configure = (changes: Record<string, string>) => realm.admin('PUT', PROVIDER, provider(changes));

const client = (clientId: string, subject: string) => ({
  clientId,
  publicClient: false,
  serviceAccountsEnabled: true,
  clientAuthenticatorType: 'federated-jwt',
  attributes: { 'jwt.credential.issuer': ALIAS, 'jwt.credential.sub': subject },
});

beforeAll(async () => {
  key = await testKey('RS256');
  keys = createServer((_request, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ keys: [key.publicJwk] }));
  });
  await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
  config = {
    issuer: ISSUER,
    clientId: APP,
    clientSecret: 'unused',
    authorizationUrl: 'https://login.example.test/authorize',
    tokenUrl: 'https://login.example.test/token',
    validateSignature: 'true',
    useJwksUrl: 'true',
    jwksUrl: `http://127.0.0.1:${(keys.address() as AddressInfo).port}/keys`,
    supportsClientAssertions: 'true',
    supportsClientAssertionReuse: 'true',
    allowClientIdAsAudience: 'true',
    fedClientAssertionMaxExp: '4500',
  };
  realm = await createBareRealm();
  await realm.admin('POST', '/identity-provider/instances', provider());
  await realm.admin('POST', '/clients', client('scim-endpoint', WORKLOAD));
});

afterAll(async () => {
  await realm.remove();
  await new Promise((resolve) => keys.close(resolve));
});

/** An assertion as a cloud makes one for a workload: it lives for 65 minutes and has no jti. */
const ask = async (claims: object = {}, more: Record<string, string> = {}) =>
  realm.token(
    byAssertion(
      await assertion(key, {
        iss: ISSUER,
        aud: APP,
        sub: WORKLOAD,
        jti: undefined,
        exp: now() + 3_900,
        ...claims,
      }),
      more,
    ),
  );

const refused = (description: string, status = 400): BareAnswer => ({
  status,
  body: { error: 'invalid_client', error_description: description },
});

const UNKNOWN = refused('Invalid client or Invalid client credentials', 401);

const cases = (): void => {
  it('authenticates the client whose issuer and subject it names, from 26.7 on also with its client_id', async () => {
    expect(await ask()).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
    const named = isFrom('26.7') ? 200 : 400;
    expect(await ask({}, { client_id: 'scim-endpoint' })).toMatchObject({ status: named });
    expect(await ask({}, { client_id: 'another' })).toEqual(UNKNOWN);
  });

  it('may be an hour old if the identity provider allows it, else five minutes', async () => {
    expect(await ask({ iat: now() - HOUR })).toMatchObject({ status: 200 });
    await configure({ fedClientAssertionMaxExp: '' });
    expect(await ask({ iat: now() - 200 })).toMatchObject({ status: 200 });
    expect(await ask({ iat: now() - 400 })).toEqual(
      refused('Token was issued too far in the past to be used now'),
    );
    await configure({});
  });

  it("has the realm's issuer or the client id at the identity provider as its only audience", async () => {
    const issuer = `${testKeycloak().url}/realms/${realm.name}`;
    expect(await ask({ aud: issuer })).toEqual(refused('Invalid token audience'));
    expect(await ask({ aud: [APP, 'else'] })).toEqual(refused('Multiple audiences not allowed'));
    await configure({ allowClientIdAsAudience: 'false' });
    expect(await ask({ aud: issuer })).toMatchObject({ status: 200 });
    expect(await ask()).toEqual(refused('Invalid token audience'));
    await configure({});
  });

  it('needs a jti, and is accepted once if the identity provider forbids reuse', async () => {
    // Remembered by the whole server, not by realm.
    const jti = randomUUID();
    await configure({ supportsClientAssertionReuse: 'false' });
    expect(await ask()).toEqual(refused('Token jti claim is required'));
    expect(await ask({ jti })).toMatchObject({ status: 200 });
    expect(await ask({ jti })).toEqual(refused('Token reuse detected'));
    await configure({});
  });

  it('is refused from another issuer, for another subject, and if the identity provider is not for clients', async () => {
    expect(await ask({ iss: 'https://login.example.test/other/v2.0' })).toEqual(UNKNOWN);
    expect(await ask({ sub: 'another' })).toEqual(UNKNOWN);
    await configure({ supportsClientAssertions: 'false' });
    expect(await ask()).toEqual(UNKNOWN);
    await configure({});
    expect(await ask()).toMatchObject({ status: 200 });
  });

  it('is refused if two clients match it', async () => {
    const shared = 'a-subject-of-two';
    await realm.admin('POST', '/clients', client('one', shared));
    await realm.admin('POST', '/clients', client('two', shared));
    expect(await ask({ sub: shared })).toEqual(UNKNOWN);
    expect(await ask({ sub: shared }, { client_id: 'one' })).toEqual(UNKNOWN);
  });

  it('leaves the client without a secret', async () => {
    const [{ id }] = (await realm.admin('GET', '/clients?clientId=scim-endpoint')).body as [{ id: string }];
    const { value } = (await realm.admin('GET', `/clients/${id}/client-secret`)).body as { value?: string };
    expect(
      await realm.token({ grant_type: 'client_credentials' }, ['scim-endpoint', value ?? 'none']),
    ).toMatchObject({ status: 401 });
  });
};

if (isFrom('26.6')) {
  describe('an assertion of an external issuer', () => {
    cases();
  });
} else {
  it('is not accepted from an external issuer: that is a preview before 26.6', async () => {
    expect(await ask()).toEqual(UNKNOWN);
  });
}
