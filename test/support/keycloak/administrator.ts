import { testKeycloak } from './keycloak.ts';
import { accessToken } from './tokenEndpoint.ts';

/** Milliseconds after which the administrator signs in again; tokens of `admin-cli` live for a minute. */
const SIGN_IN_AFTER_MS = 40_000;

function signIn(keycloakUrl: string): Promise<string> {
  const { adminUser: username, adminPassword: password } = testKeycloak();
  const form = { grant_type: 'password', client_id: 'admin-cli', username, password };
  return accessToken('master', form, keycloakUrl);
}

/** Gives access tokens of Keycloak's administrator and signs in again before one ends; they name the address as their issuer. */
export function administratorToken(url = testKeycloak().url): () => Promise<string> {
  let signedIn: { token: Promise<string>; at: number } | undefined;
  return () => {
    if (signedIn === undefined || Date.now() - signedIn.at > SIGN_IN_AFTER_MS) {
      signedIn = { token: signIn(url), at: Date.now() };
    }
    return signedIn.token;
  };
}
