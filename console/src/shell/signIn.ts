import Keycloak from 'keycloak-js';
import { SessionEnded, type Session } from './session.ts';
import { consolePath, type ShellConfig } from './shellConfig.ts';
import { signInAgain } from './signInAgain.ts';

/** Seconds for which a token is to be valid when it is used. */
const MIN_VALIDITY_SECONDS = 30;

/** How the console signs people in: tokens stay in memory, and nothing of them is in the address. */
const INIT = { pkceMethod: 'S256', checkLoginIframe: false, responseMode: 'query' } as const;

/** Creates Keycloak's client for the browser. */
const createKeycloak = ({ keycloakUrl, realm, clientId }: ShellConfig): Keycloak =>
  new Keycloak({ url: keycloakUrl, realm, clientId });

/**
 * Sends the person to Keycloak's sign-in page, unless they have just come from there. Keycloak's client is not told that
 * signing in is required: it would leave the page as soon as the session ends.
 */
async function requireSignIn(keycloak: Keycloak, locale: string): Promise<void> {
  if (await keycloak.init(INIT)) return;
  await keycloak.login({ locale });
  // The browser leaves this page.
  await new Promise(() => undefined);
}

/** Signs the person in, in a window that a page has opened because its session had ended. */
export async function signInForOpener(config: ShellConfig, locale: string): Promise<void> {
  const keycloak = createKeycloak(config);
  await requireSignIn(keycloak, locale);
  const { token = '', refreshToken = '', idToken = '' } = keycloak;
  signInAgain.complete({ token, refreshToken, idToken });
}

/** Signs the person in. */
export async function signIn(config: ShellConfig, locale: string): Promise<Session> {
  let keycloak = createKeycloak(config);
  await requireSignIn(keycloak, locale);
  const name: unknown = keycloak.tokenParsed?.preferred_username;
  return {
    realm: config.realm,
    basePath: consolePath(),
    userName: typeof name === 'string' ? name : '',
    version: config.version,
    apiBase: (realm) => `${config.basePath}/realms/${encodeURIComponent(realm)}/scim/admin/v1`,
    async getAccessToken() {
      try {
        await keycloak.updateToken(MIN_VALIDITY_SECONDS);
      } catch {
        // Without a network the token may still do; the request itself tells.
        if (!keycloak.authenticated || keycloak.isTokenExpired()) throw new SessionEnded();
      }
      return keycloak.token ?? '';
    },
    async signInAgain() {
      const tokens = await signInAgain.ask();
      const renewed = createKeycloak(config);
      await renewed.init({ ...INIT, ...tokens });
      keycloak = renewed;
    },
    signOut: () => keycloak.logout({ redirectUri: location.origin + consolePath() + '/' }),
  };
}
