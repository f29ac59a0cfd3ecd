import { createHmac } from 'node:crypto';

/**
 * Derives the secret of the bridge's client in one realm from the secret of the bridge: whoever reads it there can sign
 * in to that realm only.
 */
export const realmSecret = (bridgeSecret: string, realm: string): string =>
  createHmac('sha256', bridgeSecret).update(`keycloak-scim-bridge/realm/${realm}`).digest('base64url');
