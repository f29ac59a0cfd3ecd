import { signInError } from '../../bridge/keycloak/auth/refusedSignIn.ts';
import { createBareRealm, type BareAnswer, type BareRealm } from '../support/keycloak/adminRestRealm.ts';
import {
  assertion,
  byAssertion,
  now,
  published,
  testKey,
  type TestKey,
} from '../support/keycloak/assertion.ts';
import { freshRealmName, testKeycloak } from '../support/keycloak/keycloak.ts';
import { requestToken } from '../support/keycloak/tokenEndpoint.ts';

const SECRET = 'a secret';
const GRANT = { grant_type: 'client_credentials' };

let realm: BareRealm;
let key: TestKey;
let otherKey: TestKey;

beforeAll(async () => {
  realm = await createBareRealm();
  [key, otherKey] = await Promise.all([testKey(), testKey()]);
  const withSecret = { publicClient: false, serviceAccountsEnabled: true, secret: SECRET };
  const withKey = {
    publicClient: false,
    serviceAccountsEnabled: true,
    clientAuthenticatorType: 'client-jwt',
    attributes: published(key),
  };
  for (const client of [
    { ...withSecret, clientId: 'secret' },
    { ...withSecret, clientId: 'secret-disabled', enabled: false },
    { ...withSecret, clientId: 'secret-no-account', serviceAccountsEnabled: false },
    { ...withKey, clientId: 'key' },
    { ...withKey, clientId: 'key-disabled', enabled: false },
    { ...withKey, clientId: 'key-no-account', serviceAccountsEnabled: false },
  ]) {
    await realm.admin('POST', '/clients', client);
  }
});

afterAll(() => realm.remove());

const bySecret = (clientId: string, secret = SECRET) => realm.token(GRANT, [clientId, secret]);

const byKey = async (clientId: string, signer = key, claims: object = {}) =>
  realm.token(
    byAssertion(
      await assertion(signer, {
        ...{ iss: clientId, sub: clientId, aud: `${testKeycloak().url}/realms/${realm.name}` },
        ...claims,
      }),
    ),
  );

function obstacleOf({ status, body }: BareAnswer): unknown {
  const { error, error_description: description } = body as { error?: string; error_description?: string };
  const attempt = { realm: realm.name, clientId: 'scim-bridge', kind: 'key' } as const;
  return signInError(attempt, { status, error, description }, undefined);
}

describe('why a client gets no token', () => {
  it.each([
    ['an unknown client with a secret', () => bySecret('unknown'), 'noClient'],
    ['an unknown client with a key', () => byKey('unknown'), 'noClient'],
    ['a disabled client with its secret', () => bySecret('secret-disabled'), 'noClient'],
    ['a disabled client with its key', () => byKey('key-disabled'), 'noClient'],
    ['a client with a secret that presents a key', () => byKey('secret'), 'noClient'],
    ['a client with a key that presents a secret', () => bySecret('key'), 'otherCredential'],
    ['another secret', () => bySecret('secret', 'another secret'), 'otherCredential'],
    ['another key', () => byKey('key', otherKey), 'otherCredential'],
    ['a secret without a service account', () => bySecret('secret-no-account'), 'noServiceAccount'],
    ['a key without a service account', () => byKey('key-no-account'), 'noServiceAccount'],
    ['a clock that is ahead', () => byKey('key', key, { iat: now() + 40, exp: now() + 100 }), 'clock'],
    ['a clock that is behind', () => byKey('key', key, { iat: now() - 90, exp: now() - 30 }), 'clock'],
    ['an unknown realm', () => requestToken(freshRealmName(), GRANT), 'noRealm'],
  ])('is told by the answer: %s', async (_what, ask, obstacle) => {
    expect(obstacleOf(await ask())).toMatchObject({ failure: 'signIn', obstacle });
  });

  it('is told by the answer: a disabled realm', async () => {
    await realm.admin('PUT', '', { enabled: false });
    expect(obstacleOf(await bySecret('secret'))).toMatchObject({
      failure: 'signIn',
      obstacle: 'realmDisabled',
    });
  });
});
