import * as oauth from 'openid-client';
import { failureOf } from './failures.ts';
import { KeycloakError } from './port.ts';

/** Hands out the access token of the bridge's own account in a realm. */
export interface TokenSource {
  getAccessToken(): Promise<string>;
  /** Drops the token at hand, so that the next caller gets a new one. */
  forget(): void;
}

/** How the bridge's account signs in to a realm. */
export interface ServiceAccountOptions {
  readonly keycloakUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Milliseconds until a token request is given up. */
  readonly timeout: number;
}

/** A token is renewed when this share of its life is over, so that callers never meet an expired one. */
const RENEW_AT = 0.7;

interface Token {
  readonly value: string;
  readonly renewAt: number;
  readonly expiresAt: number;
}

/** The failure that a refused token request stands for; any other error is passed on as it is. */
function explained(error: unknown, realm: string, clientId: string): unknown {
  const answer =
    error instanceof oauth.ResponseBodyError ? error.response : (error as { cause?: unknown }).cause;
  if (!(answer instanceof Response) || answer.status < 400) return error;
  if (answer.status >= 500) {
    const text = `Keycloak gave client "${clientId}" no token in realm "${realm}" (${answer.status})`;
    return new KeycloakError(failureOf(answer.status), text, { status: answer.status, cause: error });
  }
  const said = error instanceof oauth.ResponseBodyError ? ` ${error.error}` : '';
  return new KeycloakError(
    answer.status === 404 ? 'notFound' : 'refused',
    `Keycloak gave client "${clientId}" no token in realm "${realm}" (${answer.status}${said})`,
    { status: answer.status, cause: error },
  );
}

/**
 * Creates the token source of a realm: one request for all callers at once, and a new token in the background before
 * the old one ends.
 */
export function createServiceAccount(realm: string, options: ServiceAccountOptions): TokenSource {
  const { keycloakUrl, clientId, clientSecret, timeout } = options;
  const issuer = `${keycloakUrl}/realms/${encodeURIComponent(realm)}`;
  const config = new oauth.Configuration(
    { issuer, token_endpoint: `${issuer}/protocol/openid-connect/token` },
    clientId,
    undefined,
    oauth.ClientSecretBasic(clientSecret),
  );
  config.timeout = timeout / 1000;
  // Keycloak is often reached over loopback or a private network without TLS; the operator chose the URL.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so that it stands out, not because it goes away
  if (keycloakUrl.startsWith('http:')) oauth.allowInsecureRequests(config);

  let current: Token | undefined;
  let pending: Promise<Token> | undefined;

  async function request(): Promise<Token> {
    const start = Date.now();
    try {
      const answer = await oauth.clientCredentialsGrant(config);
      const life = (answer.expires_in ?? 60) * 1000;
      current = {
        value: answer.access_token,
        renewAt: start + life * RENEW_AT,
        expiresAt: start + life - 1000,
      };
      return current;
    } catch (error) {
      throw explained(error, realm, clientId);
    } finally {
      pending = undefined;
    }
  }

  return {
    async getAccessToken() {
      const now = Date.now();
      if (current !== undefined && now < current.expiresAt) {
        if (now >= current.renewAt && pending === undefined) {
          pending = request();
          pending.catch(() => undefined);
        }
        return current.value;
      }
      pending ??= request();
      return (await pending).value;
    },
    forget() {
      current = undefined;
    },
  };
}
