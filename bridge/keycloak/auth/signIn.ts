import * as oauth from 'openid-client';
import type { BridgeCredential, SigningKey } from './bridgeKey.ts';
import { realmUrl, type RealmIssuer } from './issuer.ts';
import { realmSecret } from './realmSecret.ts';
import { signInError, type SignInAttempt } from './refusedSignIn.ts';

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

/** The sign-in of the bridge to one realm. */
export interface SignIn {
  /** Asks Keycloak for an access token. */
  readonly request: () => Promise<TokenResponse>;
  /** The key that the realm accepted last; `undefined` with a secret, and while the realm accepts none. */
  readonly acceptedKey: () => SigningKey | undefined;
  /** Has the next sign-in begin with the first key again; returns whether the realm accepted another one last. */
  readonly preferFirstKey: () => boolean;
}

/** The OAuth errors for a client whose credential is refused. */
const REFUSED_CREDENTIAL = ['invalid_client', 'unauthorized_client'];

const isRefusedCredential = (error: unknown): boolean =>
  error instanceof oauth.ResponseBodyError && REFUSED_CREDENTIAL.includes(error.error);

/** Turns a refused token request into a `KeycloakError` that says the remedy; returns any other error as it is. */
function toSignInError(error: unknown, attempt: SignInAttempt): unknown {
  const isOAuth = error instanceof oauth.ResponseBodyError;
  const response = isOAuth ? error.response : (error as { cause?: unknown }).cause;
  if (!(response instanceof Response) || response.status < 400) return error;
  const { status } = response;
  const answer = isOAuth ? { status, error: error.error, description: error.error_description } : { status };
  return signInError(attempt, answer, error);
}

/** The keys of a bridge, in the order in which they are tried. */
type Keys = readonly [SigningKey, ...SigningKey[]];

/**
 * Creates the choice of the key to begin with: the one that the realm accepted last, because a rotation reaches one
 * realm after the other; after a change of the keys the first one.
 */
function createKeyChoice() {
  let accepted: SigningKey | undefined;
  let preferred: { readonly key: SigningKey; readonly first: SigningKey } | undefined;
  /** Counts the changes of the realm: a sign-in that began before the last one says nothing about the realm as it is. */
  let changes = 0;
  return {
    accepted: () => accepted,
    changes: () => changes,
    firstOf: (keys: Keys): SigningKey =>
      preferred?.first === keys[0] && keys.includes(preferred.key) ? preferred.key : keys[0],
    accept(key: SigningKey, keys: Keys, changesBefore: number): void {
      if (changesBefore !== changes) return;
      accepted = key;
      preferred = { key, first: keys[0] };
    },
    refuse(): void {
      accepted = undefined;
    },
    /** Has the next sign-in begin with the first key; returns false if the realm accepted that key last. */
    preferFirst(keys: Keys): boolean {
      changes += 1;
      if (accepted === keys[0]) return false;
      preferred = undefined;
      return true;
    },
  };
}

/** Creates the function that requests an access token at the token endpoint of a realm, whose URL is given. */
function tokenRequests(url: string, clientId: string, timeoutMs: number) {
  return (issuerUrl: string, proof: oauth.ClientAuth): Promise<TokenResponse> => {
    const server = { issuer: issuerUrl, token_endpoint: `${url}/protocol/openid-connect/token` };
    const config = new oauth.Configuration(server, clientId, undefined, proof);
    config.timeout = timeoutMs / 1000;
    // Keycloak is often reached over loopback or a private network without TLS; the operator chose the URL.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so that it stands out, not because it goes away
    if (url.startsWith('http:')) oauth.allowInsecureRequests(config);
    return oauth.clientCredentialsGrant(config);
  };
}

/** Creates the sign-in of the bridge to a realm: by its secret, or by an assertion that its key signs. */
export function createSignIn(
  realm: string,
  issuer: RealmIssuer,
  { keycloakUrl, clientId, credential, timeoutMs, onSecret }: SignInOptions,
): SignIn {
  // The token endpoint is below the URL by which the bridge reaches Keycloak, whatever the issuer is.
  const url = realmUrl(keycloakUrl, realm);
  const choice = createKeyChoice();
  const requestToken = tokenRequests(url, clientId, timeoutMs);

  async function withKeys(keys: Keys): Promise<TokenResponse> {
    let refusal: unknown;
    const changesBefore = choice.changes();
    async function attempt(key: SigningKey, issuerUrl: string): Promise<TokenResponse | undefined> {
      try {
        const response = await requestToken(issuerUrl, oauth.PrivateKeyJwt({ key: key.key, kid: key.kid }));
        choice.accept(key, keys, changesBefore);
        return response;
      } catch (error) {
        if (!isRefusedCredential(error)) throw error;
        refusal = error;
        return undefined;
      }
    }
    const firstKey = choice.firstOf(keys);
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
    choice.refuse();
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

  return {
    async request() {
      try {
        return await ('secret' in credential ? withSecret(credential.secret) : withKeys(credential.key.keys));
      } catch (error) {
        throw toSignInError(error, { realm, clientId, kind: 'secret' in credential ? 'secret' : 'key' });
      }
    },
    acceptedKey: choice.accepted,
    preferFirstKey: () => 'key' in credential && choice.preferFirst(credential.key.keys),
  };
}
