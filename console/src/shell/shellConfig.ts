/** What the bridge tells the page before anybody has signed in. */
export interface ShellConfig {
  /** The realm in which people sign in. */
  readonly realm: string;
  /** The base URL of Keycloak, as browsers reach it. */
  readonly keycloakUrl: string;
  readonly clientId: string;
  /** The path below which the bridge serves, without a slash at its end; mostly empty. */
  readonly basePath: string;
  readonly version: string;
}

/** The path of the console in the address, up to and without the slash that follows "console". */
const CONSOLE_PATH = /^.*?\/realms\/[^/]+\/scim\/console(?=\/|$)/;

/** The path of the console of the realm in which people sign in, as it is in the address. */
export const consolePath = (pathname: string = location.pathname): string =>
  CONSOLE_PATH.exec(pathname)?.[0] ?? '';

/** Reads what the bridge says about signing in to this realm. */
export async function readShellConfig(): Promise<ShellConfig> {
  const response = await fetch(`${consolePath()}/config.json`);
  const body = (await response.json()) as ShellConfig & { detail?: string };
  if (!response.ok) throw new Error(body.detail ?? response.statusText);
  return body;
}
