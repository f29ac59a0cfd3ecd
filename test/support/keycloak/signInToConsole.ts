import { createHash, randomBytes } from 'node:crypto';
import { browser } from './browser.ts';
import { accessToken } from './tokenEndpoint.ts';

/** Signs a person in at the login page with client `scim-console`, as the console does; returns the access token. */
export async function signInToConsole(
  realm: string,
  { keycloakUrl, consoleUrl }: { readonly keycloakUrl: string; readonly consoleUrl: string },
  person: { readonly username: string; readonly password: string },
): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  const redirectUri = `${consoleUrl}/realms/${realm}/scim/console/`;
  const query = new URLSearchParams({
    ...{ client_id: 'scim-console', response_type: 'code', scope: 'openid', redirect_uri: redirectUri },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const { open, submit } = browser();
  const login = await open(`${keycloakUrl}/realms/${realm}/protocol/openid-connect/auth?${query.toString()}`);
  const { url, text } = await submit(login, person);
  const code = new URL(url).searchParams.get('code');
  if (code === null) throw new Error(`no code at ${url}: ${text.slice(0, 300)}`);
  const form = {
    ...{ grant_type: 'authorization_code', client_id: 'scim-console', redirect_uri: redirectUri },
    ...{ code, code_verifier: verifier },
  };
  return accessToken(realm, form, keycloakUrl);
}
