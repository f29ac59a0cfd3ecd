import * as oauth from 'openid-client';
import type { BridgeCredential, SigningKey } from './bridgeKey.ts';
import { failureOf } from '../port/failures.ts';
import { realmUrl, type RealmIssuer } from './issuer.ts';
import { KeycloakError } from '../port/errors.ts';
import { realmSecret } from './realmSecret.ts';

/** A successful answer of the token endpoint. */
export type TokenResponse = oauth.TokenEndpointResponse;

/** How the bridge signs in to a realm. */
export interface SignInOptions {
  readonly keycloakUrl: string;
  readonly clientId: string;
  readonly credential: BridgeCredential;
  readonly timeoutMs: number;
  /** Called after each sign-in by secret; `isShared` if the realm still has the secret that all realms share. */
  readonly onSecret?: ((isShared: boolean) => void) | undefined;
}

/** The OAuth errors for a client whose credential is refused. */
const REFUSED_CREDENTIAL = ['invalid_client', 'unauthorized_client'];

const isRefusedCredential = (error: unknown): boolean =>
  error instanceof oauth.ResponseBodyError && REFUSED_CREDENTIAL.includes(error.error);

/** Turns a refused token request into a `KeycloakError`; returns any other error as it is. */
function toSignInError(error: unknown, realm: string, clientId: string): unknown {
  const response =
    error instanceof oauth.ResponseBodyError ? error.response : (error as { cause?: unknown }).cause;
  if (!(response instanceof Response) || response.status < 400) return error;
  const details =
    error instanceof oauth.ResponseBodyError
      ? ` ${[error.error, error.error_description].filter(Boolean).join(': ')}`
      : '';
  const text = `Keycloak gave client "${clientId}" no token in realm "${realm}" (${response.status}${details})`;
  // An unknown realm is answered with 404, an unknown client or a wrong credential with 400 or 401, a disabled realm
  // with 403 (contract/tokens: "answers 404 in an unknown realm", "answers 403 at the token endpoint").
  const refusal = response.status === 404 ? 'notFound' : 'refused';
  return new KeycloakError(response.status >= 500 ? failureOf(response.status) : refusal, text, {
    status: response.status,
    cause: error,
  });
}

/** Creates the sign-in of the bridge to a realm: by its secret, or by an assertion that its key signs. */
export function createSignIn(
  realm: string,
  issuer: RealmIssuer,
  { keycloakUrl, clientId, credential, timeoutMs, onSecret }: SignInOptions,
): () => Promise<TokenResponse> {
  // The token endpoint is below the URL by which the bridge reaches Keycloak, whatever the issuer is.
  const url = realmUrl(keycloakUrl, realm);

  function requestToken(issuerUrl: string, proof: oauth.ClientAuth): Promise<TokenResponse> {
    const server = { issuer: issuerUrl, token_endpoint: `${url}/protocol/openid-connect/token` };
    const config = new oauth.Configuration(server, clientId, undefined, proof);
    config.timeout = timeoutMs / 1000;
    // Keycloak is often reached over loopback or a private network without TLS; the operator chose the URL.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so that it stands out, not because it goes away
    if (keycloakUrl.startsWith('http:')) oauth.allowInsecureRequests(config);
    return oauth.clientCredentialsGrant(config);
  }

  /** The key that the realm accepted last: a key rotation reaches one realm after the other. */
  let acceptedKey: SigningKey | undefined;

  async function withKeys(keys: readonly [SigningKey, ...SigningKey[]]): Promise<TokenResponse> {
    let refusal: unknown;
    async function attempt(key: SigningKey, issuerUrl: string): Promise<TokenResponse | undefined> {
      try {
        const response = await requestToken(issuerUrl, oauth.PrivateKeyJwt({ key: key.key, kid: key.kid }));
        acceptedKey = key;
        return response;
      } catch (error) {
        if (!isRefusedCredential(error)) throw error;
        refusal = error;
        return undefined;
      }
    }
    const firstKey = acceptedKey ?? keys[0];
    const otherKeys = keys.filter((key) => key !== firstKey);
    const cachedIssuer = await issuer.get();
    const firstResponse = await attempt(firstKey, cachedIssuer);
    if (firstResponse !== undefined) return firstResponse;
    // Keycloak refuses an outdated audience with the same error as an unknown key, so both are tried anew
    // (contract/client-assertions: "has the realm's issuer or its token endpoint as its only audience").
    const currentIssuer = await issuer.refresh();
    for (const key of currentIssuer === cachedIssuer ? otherKeys : [firstKey, ...otherKeys]) {
      const response = await attempt(key, currentIssuer);
      if (response !== undefined) return response;
    }
    throw refusal;
  }

  /** Whether the realm accepted the shared secret last: realms that were set up before secrets were derived have it. */
  let hasSharedSecret = false;

  async function withSecret(secret: string): Promise<TokenResponse> {
    const attempt = async (isShared: boolean): Promise<TokenResponse> => {
      const proof = isShared ? secret : realmSecret(secret, realm);
      const response = await requestToken(url, oauth.ClientSecretBasic(proof));
      hasSharedSecret = isShared;
      onSecret?.(isShared);
      return response;
    };
    const tryShared = hasSharedSecret;
    try {
      return await attempt(tryShared);
    } catch (error) {
      if (!isRefusedCredential(error)) throw error;
      return attempt(!tryShared);
    }
  }

  return async () => {
    try {
      return await ('secret' in credential ? withSecret(credential.secret) : withKeys(credential.key.keys));
    } catch (error) {
      throw toSignInError(error, realm, clientId);
    }
  };
}
