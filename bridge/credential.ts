import { calculateJwkThumbprint } from 'jose';
import type { ClientProof } from './enablement/request/setupRequest.ts';
import { BridgeKeyError, publicKeys, type BridgeCredential } from './keycloak/auth/bridgeKey.ts';
import { openKeyFile, type KeyFile } from './keycloak/auth/keyFile.ts';
import { provesSecret } from './keycloak/auth/secretProof.ts';
import type { BridgeKeyState, BridgeSignIn, SecretProof } from './keycloak/port/bridgeSignIn.ts';
import { SettingsError, type Settings } from './settings.ts';

/** The credential of a running bridge. */
export interface OpenCredential {
  readonly credential: BridgeCredential;
  /** The key file; `undefined` if the bridge has a secret. */
  readonly keyFile: KeyFile | undefined;
  /** How the client of the bridge in a realm is to sign in, so that this bridge can. */
  clientProof(): ClientProof;
  /** Describes how the bridge signs in; `acceptedKids` has the key that each connected realm accepted last. */
  describe(
    realm: string,
    acceptedKids: readonly string[],
    proof?: SecretProof,
  ): Promise<Omit<BridgeSignIn, 'version'>>;
}

/** Opens a key file whose path is a setting; its mistakes are mistakes in the settings. */
async function keyFileOf(file: string): Promise<KeyFile> {
  try {
    return await openKeyFile(file);
  } catch (error) {
    throw error instanceof BridgeKeyError ? new SettingsError(`BRIDGE_KEY_FILE: ${error.message}`) : error;
  }
}

const keyStates = (keyFile: KeyFile, acceptedKids: readonly string[]): Promise<BridgeKeyState[]> =>
  Promise.all(
    keyFile.key.keys.map(async (key) => ({
      kid: key.kid,
      thumbprint: await calculateJwkThumbprint(key.publicJwk),
      inFile: keyFile.holds(key),
      realms: acceptedKids.filter((kid) => kid === key.kid).length,
    })),
  );

/** Opens the credential with which the bridge signs in to Keycloak. */
export async function openCredential({
  keycloakClientId: clientId,
  keycloakClientSecret: secret,
  bridgeKeyFile,
}: Settings): Promise<OpenCredential> {
  if (bridgeKeyFile !== undefined) {
    const keyFile = await keyFileOf(bridgeKeyFile);
    return {
      // A getter, because a sign-in takes the keys as they are then.
      credential: {
        get key() {
          return keyFile.key;
        },
      },
      keyFile,
      clientProof: () => ({ bridgePublicKeys: publicKeys({ keys: keyFile.inFile() }) }),
      describe: async (_realm, acceptedKids) => ({
        clientId,
        kind: 'key',
        keys: await keyStates(keyFile, acceptedKids),
      }),
    };
  }
  if (secret === undefined) throw new SettingsError('KEYCLOAK_CLIENT_SECRET is not set');
  return {
    credential: { secret },
    keyFile: undefined,
    clientProof: () => ({ bridgeClientSecret: secret }),
    describe: (realm, _acceptedKids, proof) =>
      Promise.resolve({
        clientId,
        kind: 'secret',
        keys: [],
        ...(proof === undefined ? {} : { matches: provesSecret(secret, realm, proof) }),
      }),
  };
}
