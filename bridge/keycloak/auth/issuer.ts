import { failureOf, toKeycloakError } from '../port/failures.ts';
import { KeycloakError, SignInError } from '../port/errors.ts';

/** The issuer of a realm, cached. */
export interface RealmIssuer {
  /** The URL of the JWKS with which the realm signs its tokens. */
  readonly keysUrl: string;
  /** Returns the cached issuer; an old one is read again in the background. */
  get(): Promise<string>;
  /** Reads the issuer from Keycloak now. */
  refresh(): Promise<string>;
}

/** How the issuer of a realm is read. */
export interface IssuerOptions {
  readonly keycloakUrl: string;
  readonly timeoutMs: number;
}

/** A realm's frontend URL, and with it the issuer, can change at any time. */
const MAX_AGE_MS = 300_000;

/** Returns the URL of a realm below the URL by which the bridge reaches Keycloak. */
export const realmUrl = (keycloakUrl: string, realm: string): string =>
  `${keycloakUrl}/realms/${encodeURIComponent(realm)}`;

/** Keycloak's error for a realm that does not exist. */
const NO_REALM = 'Realm does not exist';

/** The error for an answer without the configuration of the realm; only Keycloak itself knows that a realm does not exist. */
async function refusalOf(response: Response, realm: string, call: string): Promise<KeycloakError> {
  const { status } = response;
  const text = await response.text();
  if (status === 404 && text.includes(NO_REALM)) {
    return new SignInError('noRealm', `There is no realm "${realm}" in Keycloak`, { status });
  }
  const failure = status === 404 ? 'unavailable' : failureOf(status);
  const hint = status === 404 ? '. Does KEYCLOAK_URL lead to Keycloak?' : '';
  return new KeycloakError(failure, `Keycloak did not tell ${call} (${status})${hint}`, { status });
}

async function read(realm: string, { keycloakUrl, timeoutMs }: IssuerOptions): Promise<string> {
  const call = `the address of realm "${realm}"`;
  try {
    const response = await fetch(`${realmUrl(keycloakUrl, realm)}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw await refusalOf(response, realm, call);
    const { issuer } = (await response.json()) as { issuer?: unknown };
    if (typeof issuer === 'string' && issuer !== '') return issuer;
  } catch (error) {
    throw toKeycloakError(error, call);
  }
  throw new KeycloakError('unexpected', `Keycloak did not tell ${call}`);
}

/**
 * Creates the cached issuer of a realm. It is read from the realm's public configuration, because the issuer may differ
 * from the URL by which the bridge reaches Keycloak (contract/client-assertions: "names the issuer, which the frontend
 * URL changes together with the audience of assertions").
 */
export function createIssuer(realm: string, options: IssuerOptions): RealmIssuer {
  let cached: { issuer: string; readAt: number } | undefined;
  let pending: Promise<string> | undefined;

  async function load(): Promise<string> {
    try {
      const issuer = await read(realm, options);
      cached = { issuer, readAt: Date.now() };
      return issuer;
    } finally {
      pending = undefined;
    }
  }
  const refresh = (): Promise<string> => (pending ??= load());

  return {
    keysUrl: `${realmUrl(options.keycloakUrl, realm)}/protocol/openid-connect/certs`,
    get() {
      if (cached === undefined) return refresh();
      if (Date.now() - cached.readAt > MAX_AGE_MS) refresh().catch(() => undefined);
      return Promise.resolve(cached.issuer);
    },
    refresh,
  };
}
