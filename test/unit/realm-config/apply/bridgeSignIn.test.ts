import { makePrivateKey, type PublicKeys } from '../../../../bridge/keycloak/auth/bridgeKey.ts';
import { provesSecret } from '../../../../bridge/keycloak/auth/secretProof.ts';
import type { BridgeSignIn } from '../../../../bridge/keycloak/port/bridgeSignIn.ts';
import type { RealmSetup } from '../../../../bridge/keycloak/setup/realmSetup.ts';
import {
  checkBridgeSignIn,
  pruneObstacle,
  type AskBridge,
} from '../../../../realm-config/apply/bridgeSignIn.ts';

const CLIENT = { bridgeClientId: 'scim-bridge' };
const SECRET = 'the-secret-of-the-bridge';

/** A realm whose client of the bridge signs in in this way; `undefined` if it has no client. */
const realmWith = (client: { clientAuthenticatorType: string; jwks?: string } | undefined) =>
  ({
    name: 'acme',
    parts: {
      client: {
        read: () =>
          Promise.resolve(
            client && {
              id: 'id',
              attributes: { 'jwks.string': client.jwks ?? '{"keys":[]}' },
              members: { clientAuthenticatorType: client.clientAuthenticatorType },
            },
          ),
      },
    },
  }) as unknown as RealmSetup;

const WITH_SECRET = realmWith({ clientAuthenticatorType: 'client-secret' });

async function newKey(): Promise<{ jwks: PublicKeys; thumbprint: string }> {
  const { d: _, ...jwk } = await makePrivateKey();
  return { jwks: { keys: [jwk] }, thumbprint: jwk.kid ?? '' };
}

const bridgeWithKey = (thumbprint: string): BridgeSignIn => ({
  ...{ version: '1', clientId: 'scim-bridge', kind: 'key' },
  keys: [{ kid: thumbprint, thumbprint, inFile: true, realms: 1 }],
});

const bridgeWithSecret: AskBridge = (realm, proof) =>
  Promise.resolve({
    ...{ version: '1', clientId: 'scim-bridge', kind: 'secret', keys: [] },
    ...(proof === undefined ? {} : { matches: provesSecret(SECRET, realm, proof) }),
  });

describe('checking a sign-in with the running bridge', () => {
  it('accepts the secret and the key that the bridge has, and sends no secret', async () => {
    const sent: string[] = [];
    const ask: AskBridge = (realm, proof) => {
      sent.push(JSON.stringify(proof));
      return bridgeWithSecret(realm, proof);
    };
    expect(await checkBridgeSignIn(WITH_SECRET, ask, { ...CLIENT, bridgeClientSecret: SECRET })).toEqual([]);
    expect(sent.join()).not.toContain(SECRET);
    const { jwks, thumbprint } = await newKey();
    const realm = realmWith({ clientAuthenticatorType: 'client-jwt', jwks: JSON.stringify(jwks) });
    const askKey = () => Promise.resolve(bridgeWithKey(thumbprint));
    expect(await checkBridgeSignIn(realm, askKey, { ...CLIENT, bridgePublicKeys: jwks })).toEqual([]);
  });

  it.each([
    ['another secret', bridgeWithSecret, { bridgeClientSecret: 'another secret' }, /another secret/],
    [
      'a secret instead of a key',
      () => Promise.resolve(bridgeWithKey('kid-1')),
      { bridgeClientSecret: SECRET },
      /signs in with a key, and KEYCLOAK_CLIENT_SECRET is set/,
    ],
    ['another client', bridgeWithSecret, { bridgeClientId: 'other' }, /its client is "scim-bridge"/],
  ])('refuses %s with the way out', async (_what, ask, desired, reason) => {
    const check = checkBridgeSignIn(WITH_SECRET, ask, { ...CLIENT, ...desired });
    await expect(check).rejects.toThrow(reason);
    await expect(check).rejects.toThrow(/was not changed.*--replace-bridge-key/);
    const insisting = { ...CLIENT, ...desired, replaceBridgeKey: true };
    expect((await checkBridgeSignIn(WITH_SECRET, ask, insisting)).join()).toMatch(reason);
  });

  it('refuses a key that the bridge does not have, and a new client with neither key nor secret', async () => {
    const { jwks } = await newKey();
    const ask = () => Promise.resolve(bridgeWithKey('kid-1'));
    await expect(
      checkBridgeSignIn(realmWith(undefined), ask, { ...CLIENT, bridgePublicKeys: jwks }),
    ).rejects.toThrow('it has none of the keys in the file, only kid-1: set BRIDGE_KEY_FILE');
    await expect(checkBridgeSignIn(realmWith(undefined), ask, CLIENT)).rejects.toThrow(
      'it has a key of its own: set BRIDGE_KEY_FILE as the bridge has it',
    );
    expect(await checkBridgeSignIn(WITH_SECRET, ask, CLIENT)).toEqual([]);
  });

  it('says from what to what a realm changes, also if no bridge is asked', async () => {
    const { jwks, thumbprint } = await newKey();
    const desired = { ...CLIENT, bridgePublicKeys: jwks };
    expect(await checkBridgeSignIn(WITH_SECRET, undefined, desired)).toEqual([
      `The client "scim-bridge" signs in with the key ${thumbprint} from now on; before it was a secret.`,
    ]);
    const away = () => Promise.reject(new Error('The bridge does not answer.'));
    expect(await checkBridgeSignIn(realmWith(undefined), away, desired)).toEqual([
      'The bridge was not asked whether it can sign in so. The bridge does not answer.',
    ]);
  });
});

describe('reducing a key file to its first key', () => {
  const state = (kid: string, realms: number, inFile = true) => ({ kid, thumbprint: kid, inFile, realms });
  const bridge = (...keys: BridgeSignIn['keys']): BridgeSignIn => ({ ...bridgeWithKey('x'), keys });

  it('waits until the bridge has read the new key, and every realm has taken it', () => {
    expect(pruneObstacle(bridge(state('old', 2)), 'new')).toContain('does not know the key new');
    expect(pruneObstacle(bridge(state('new', 1), state('old', 2)), 'new')).toContain(
      '2 realms still signed in with old',
    );
    expect(pruneObstacle(bridge(state('new', 3), state('old', 0)), 'new')).toBeUndefined();
  });
});
