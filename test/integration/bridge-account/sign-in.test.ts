import { required } from '../../../bridge/keycloak/port/required.ts';
import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { publicKeys, type BridgeKey } from '../../../bridge/keycloak/auth/bridgeKey.ts';
import { createIssuer } from '../../../bridge/keycloak/auth/issuer.ts';
import type { ClientState } from '../../../bridge/keycloak/setup/client.ts';
import type { Outcome } from '../../../bridge/keycloak/setup/part.ts';
import { openSetup, type RealmSetup } from '../../../bridge/keycloak/setup/realmSetup.ts';
import { createSignIn } from '../../../bridge/keycloak/auth/signIn.ts';
import { startAdminProxy, type AdminProxy } from '../../support/servers/adminProxy.ts';
import { testKey } from '../../support/keycloak/assertion.ts';
import { ensurePart } from '../../support/keycloak/ensurePart.ts';
import { adminClient, freshRealmName, removeRealms, testKeycloak } from '../../support/keycloak/keycloak.ts';
import { lifetimeOf } from '../../support/keycloak/tokenEndpoint.ts';
import { newRealm } from '../../support/keycloak/newRealm.ts';

let admin: KeycloakAdminClient;
let proxy: AdminProxy;
let realm: string;
let setup: RealmSetup;

beforeAll(async () => {
  proxy = await startAdminProxy(testKeycloak().url);
});

afterAll(async () => {
  await proxy.close();
});

beforeEach(async () => {
  admin = await adminClient();
  realm = freshRealmName('sign-in');
  await admin.realms.create(await newRealm(realm));
  const { url, adminUser, adminPassword } = testKeycloak();
  setup = await openSetup(realm, { url, adminUser, adminPassword, adminRealm: 'master' });
  proxy.reset();
});

afterEach(async () => {
  await removeRealms(realm);
});

async function keyOf(...algorithms: [string, ...string[]]): Promise<BridgeKey> {
  const [first, ...rest] = await Promise.all(
    algorithms.map(async (name) => {
      const { kid, alg, privateKey, publicJwk } = await testKey(name);
      return { kid, alg, key: privateKey, publicJwk };
    }),
  );
  if (first === undefined) throw new Error('no key');
  return { keys: [first, ...rest] };
}

async function client(
  proof: { secret: string } | { key: BridgeKey },
): Promise<ClientState & { readonly outcome: Outcome }> {
  const { actual, outcome } = await ensurePart(setup.parts.client, {
    clientId: 'scim-bridge',
    name: 'SCIM bridge',
    description: '',
    ...('secret' in proof ? proof : { publicKeys: publicKeys(proof.key) }),
  });
  return { ...actual, outcome };
}

function signInTo(name: string, credential: { secret: string } | { key: BridgeKey }) {
  const issuer = createIssuer(name, { keycloakUrl: proxy.url, timeoutMs: 10_000 });
  const options = { keycloakUrl: proxy.url, clientId: 'scim-bridge', credential, timeoutMs: 10_000 };
  return createSignIn(name, issuer, options).request;
}

async function setFrontendUrl(frontendUrl: string): Promise<void> {
  const { attributes } = (await admin.realms.findOne({ realm })) ?? {};
  await admin.realms.update({ realm }, { attributes: { ...attributes, frontendUrl } });
}

const failureOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'let in',
    (error: unknown) => error,
  );

describe('signing in with the key of the bridge', () => {
  it('works with the first key in one request, for EC and RSA keys', async () => {
    for (const algorithm of ['ES256', 'RS256', 'ES384']) {
      proxy.reset();
      const key = await keyOf(algorithm);
      await client({ key });
      const expected = { token_type: 'bearer', expires_in: lifetimeOf(300) };
      expect(await signInTo(realm, { key })()).toMatchObject(expected);
      expect(proxy.tokenRequests()).toBe(1);
    }
  });

  it('tries the next key if the realm does not know the first, and remembers which one worked', async () => {
    const [both, first, second] = await keyOf('ES256', 'ES256').then((key): BridgeKey[] => [
      key,
      ...key.keys.map((one): BridgeKey => ({ keys: [one] })),
    ]);
    if (both === undefined || first === undefined || second === undefined) throw new Error('no keys');
    await client({ key: second });
    const signIn = signInTo(realm, { key: both });
    await signIn();
    expect(proxy.tokenRequests()).toBe(2);
    await signIn();
    expect(proxy.tokenRequests()).toBe(3);
    await client({ key: both });
    await signIn();
    expect(proxy.tokenRequests()).toBe(4);
    await client({ key: first });
    await signIn();
    expect(proxy.tokenRequests()).toBe(6);
    await signIn();
    expect(proxy.tokenRequests()).toBe(7);
  });

  it('uses the issuer of the realm as audience, even if Keycloak is reached at another address or the issuer changes', async () => {
    await setFrontendUrl('https://id.example.test/auth');
    const key = await keyOf('ES256');
    await client({ key });
    const signIn = signInTo(realm, { key });
    expect(await signIn()).toHaveProperty('access_token');
    await setFrontendUrl('https://sso.example.test');
    expect(await signIn()).toHaveProperty('access_token');
    expect(proxy.tokenRequests()).toBe(3);
  });

  it('reports the issuer of the realm and the address at which Keycloak is reached', async () => {
    const { url } = testKeycloak();
    expect(await setup.realm.issuer()).toBe(`${url}/realms/${realm}`);
    expect((await setup.realm.settings()).frontendUrl).toBeUndefined();
    await setFrontendUrl('https://id.example.test/');
    expect((await setup.realm.settings()).frontendUrl).toBe('https://id.example.test');
  });

  it("fails with Keycloak's reason, after one attempt per key at most", async () => {
    const key = await keyOf('ES256', 'ES256');
    await client({ key: await keyOf('ES256') });
    expect(await failureOf(signInTo(realm, { key })())).toMatchObject({
      failure: 'signIn',
      obstacle: 'otherCredential',
      message:
        `Keycloak gave client "scim-bridge" no token in realm "${realm}" (400 invalid_client: Unable to load public key). ` +
        `The bridge runs with another key than this realm has: run "realm-config enable ${realm}" with the BRIDGE_KEY_FILE ` +
        'of this bridge, or give the bridge the key that the realm was enabled with (it reads a changed key file by itself).',
    });
    expect(proxy.tokenRequests()).toBe(2);
    await admin.realms.update({ realm }, { enabled: false });
    expect(await failureOf(signInTo(realm, { key })())).toMatchObject({
      ...{ failure: 'signIn', obstacle: 'realmDisabled', status: 403 },
    });
    expect(proxy.tokenRequests()).toBe(3);
  });

  it('fails for an unknown realm in the same way as with a secret', async () => {
    const unknown = { failure: 'signIn', obstacle: 'noRealm', status: 404 };
    expect(await failureOf(signInTo(`${realm}-not`, { key: await keyOf('ES256') })())).toMatchObject(unknown);
    expect(await failureOf(signInTo(`${realm}-not`, { secret: 'a secret' })())).toMatchObject(unknown);
  });

  it('is switched on and off by set-up, at once in both directions', async () => {
    const key = await keyOf('ES256');
    const secret = 'secret-of-the-bridge';
    const outcomes: string[] = [];
    for (const proof of [{ secret }, { key }, { key }, { secret }, { secret }]) {
      outcomes.push((await client(proof)).outcome);
      expect(await signInTo(realm, proof)()).toHaveProperty('access_token');
      const other = 'secret' in proof ? { key } : { secret };
      expect(await failureOf(signInTo(realm, other)())).toMatchObject({ failure: 'signIn' });
    }
    expect(outcomes).toEqual(['created', 'changed', 'kept', 'changed', 'kept']);
  });

  it('keeps other attributes of the client, and sets an algorithm only if all keys have it', async () => {
    const { id } = await client({ key: await keyOf('ES256') });
    await setup.setClientAttributes(required(id, 'the id of a client'), { 'access.token.lifespan': '120' });
    const { attributes } = await client({ key: await keyOf('ES256', 'RS256') });
    expect(attributes).toMatchObject({ 'access.token.lifespan': '120', 'use.jwks.string': 'true' });
    expect(attributes).not.toHaveProperty(['token.endpoint.auth.signing.alg']);
    const again = await client({ key: await keyOf('ES256') });
    expect(again.attributes).toMatchObject({ 'token.endpoint.auth.signing.alg': 'ES256' });
  });
});
