/** Whether a key server may be asked: Keycloak always; of others those that are listed, or any https one where none is. */
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
