import { createHmac } from 'node:crypto';

/**
 * Derives the secret of the bridge's client in one realm from the secret of the bridge, because whoever may view the
 * clients of a realm can read their secrets: the derived one signs in to that realm only.
 */
export const realmSecret = (bridgeSecret: string, realm: string): string =>
  createHmac('sha256', bridgeSecret).update(`keycloak-scim-bridge/realm/${realm}`).digest('base64url');
