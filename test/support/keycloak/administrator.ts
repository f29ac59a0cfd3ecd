import { testKeycloak } from './keycloak.ts';

/** Milliseconds after which the administrator signs in again; tokens of `admin-cli` live for a minute. */
const SIGN_IN_AFTER = 40_000;

async function signIn(url: string): Promise<string> {
  const { adminUser: username, adminPassword: password } = testKeycloak();
  const answer = await fetch(`${url}/realms/master/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username, password }),
  });
  if (!answer.ok) throw new Error(`sign-in at ${url}: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** Gives access tokens of Keycloak's administrator, who signs in anew before one ends; they name the address as their issuer. */
export function administratorToken(url = testKeycloak().url): () => Promise<string> {
  let signedIn: { token: Promise<string>; at: number } | undefined;
  return () => {
    if (signedIn === undefined || Date.now() - signedIn.at > SIGN_IN_AFTER) {
      signedIn = { token: signIn(url), at: Date.now() };
    }
    return signedIn.token;
  };
}
