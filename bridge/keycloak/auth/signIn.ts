import * as oauth from 'openid-client';
import type { BridgeCredential, SigningKey } from './bridgeKey.ts';
import { failureOf } from '../port/failures.ts';
import { realmUrl, type RealmIssuer } from './issuer.ts';
import { KeycloakError } from '../port/errors.ts';
import { realmSecret } from './realmSecret.ts';

/** What the token endpoint answers a client that it let in. */
export type Grant = oauth.TokenEndpointResponse;

/** How the bridge's account signs in to a realm. */
export interface SignInOptions {
  readonly keycloakUrl: string;
  readonly clientId: string;
  readonly credential: BridgeCredential;
  /** Milliseconds until a token request is given up. */
  readonly timeout: number;
  /** Called after each sign-in by secret; true when the realm still holds the secret that all realms share. */
  readonly onSecret?: ((isShared: boolean) => void) | undefined;
}

/** What Keycloak says of a client whose proof it does not take. */
const UNPROVEN = ['invalid_client', 'unauthorized_client'];

const isUnproven = (error: unknown): boolean =>
  error instanceof oauth.ResponseBodyError && UNPROVEN.includes(error.error);

/** The failure that a refused token request stands for; any other error is passed on as it is. */
function explained(error: unknown, realm: string, clientId: string): unknown {
  const answer =
    error instanceof oauth.ResponseBodyError ? error.response : (error as { cause?: unknown }).cause;
  if (!(answer instanceof Response) || answer.status < 400) return error;
  const said =
    error instanceof oauth.ResponseBodyError
      ? ` ${[error.error, error.error_description].filter(Boolean).join(': ')}`
      : '';
  const text = `Keycloak gave client "${clientId}" no token in realm "${realm}" (${answer.status}${said})`;
  const refusal = answer.status === 404 ? 'notFound' : 'refused';
  return new KeycloakError(answer.status >= 500 ? failureOf(answer.status) : refusal, text, {
    status: answer.status,
    cause: error,
  });
}

/** Creates the sign-in of the bridge's account to a realm: by its secret, or by an assertion that its key signs. */
export function createSignIn(
  realm: string,
  issuer: RealmIssuer,
  { keycloakUrl, clientId, credential, timeout, onSecret }: SignInOptions,
): () => Promise<Grant> {
  // Where tokens are asked for is where the bridge reaches Keycloak, whatever the realm calls itself.
  const address = realmUrl(keycloakUrl, realm);

  function ask(as: string, proof: oauth.ClientAuth): Promise<Grant> {
    const server = { issuer: as, token_endpoint: `${address}/protocol/openid-connect/token` };
    const config = new oauth.Configuration(server, clientId, undefined, proof);
    config.timeout = timeout / 1000;
    // Keycloak is often reached over loopback or a private network without TLS; the operator chose the URL.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so that it stands out, not because it goes away
    if (keycloakUrl.startsWith('http:')) oauth.allowInsecureRequests(config);
    return oauth.clientCredentialsGrant(config);
  }

  /** The key that the realm knew last; a rotation reaches one realm after the other. */
  let trusted: SigningKey | undefined;

  async function withKeys(keys: readonly [SigningKey, ...SigningKey[]]): Promise<Grant> {
    let refusal: unknown;
    async function attempt(key: SigningKey, as: string): Promise<Grant | undefined> {
      try {
        const grant = await ask(as, oauth.PrivateKeyJwt({ key: key.key, kid: key.kid }));
        trusted = key;
        return grant;
      } catch (error) {
        if (!isUnproven(error)) throw error;
        refusal = error;
        return undefined;
      }
    }
    const favourite = trusted ?? keys[0];
    const others = keys.filter((key) => key !== favourite);
    const known = await issuer.get();
    const grant = await attempt(favourite, known);
    if (grant !== undefined) return grant;
    const as = await issuer.refresh();
    for (const key of as === known ? others : [favourite, ...others]) {
      const second = await attempt(key, as);
      if (second !== undefined) return second;
    }
    throw refusal;
  }

  /** Whether the realm took the shared secret last: realms that were set up before secrets were derived hold it. */
  let holdsShared = false;

  async function withSecret(secret: string): Promise<Grant> {
    const attempt = async (isShared: boolean): Promise<Grant> => {
      const proof = isShared ? secret : realmSecret(secret, realm);
      const grant = await ask(address, oauth.ClientSecretBasic(proof));
      holdsShared = isShared;
      onSecret?.(isShared);
      return grant;
    };
    const first = holdsShared;
    try {
      return await attempt(first);
    } catch (error) {
      if (!isUnproven(error)) throw error;
      return attempt(!first);
    }
  }

  return async () => {
    try {
      return await ('secret' in credential ? withSecret(credential.secret) : withKeys(credential.key.keys));
    } catch (error) {
      throw explained(error, realm, clientId);
    }
  };
}
