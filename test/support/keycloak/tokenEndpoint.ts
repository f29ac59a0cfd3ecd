import { send, type Answer } from '../scim/send.ts';
import { testKeycloak } from './keycloak.ts';

/** Asks the token endpoint of a realm; a token names the address that was asked, Keycloak's own by default, as its issuer. */
export function requestToken(
  realm: string,
  form: Readonly<Record<string, string>>,
  keycloakUrl = testKeycloak().url,
): Promise<Answer> {
  return send('POST', `${keycloakUrl}/realms/${realm}/protocol/openid-connect/token`, {
    body: new URLSearchParams(form),
  });
}

/** A lifetime that was asked for, less the second or two that Keycloak may take for its answer. */
export const lifetimeOf = (seconds: number): unknown => expect.closeTo(seconds, -1);

/** An access token of a realm; throws if the form does not get one. */
export async function accessToken(
  realm: string,
  form: Readonly<Record<string, string>>,
  keycloakUrl?: string,
): Promise<string> {
  const { status, body } = await requestToken(realm, form, keycloakUrl);
  if (status === 200) return (body as { access_token: string }).access_token;
  throw new Error(`no token of ${realm}: ${status} ${JSON.stringify(body)}`);
}
