/**
 * Creates the policy which key servers may be asked: Keycloak, and the listed origins; any https address if none are
 * listed.
 */
export function keyServerPolicy({
  keyServers,
  keycloakUrl,
}: {
  /** Origins. */
  readonly keyServers: readonly string[];
  readonly keycloakUrl: string;
}): (url: URL) => boolean {
  const keycloak = new URL(keycloakUrl).origin;
  return ({ origin, protocol }) =>
    origin === keycloak || (keyServers.length === 0 ? protocol === 'https:' : keyServers.includes(origin));
}
