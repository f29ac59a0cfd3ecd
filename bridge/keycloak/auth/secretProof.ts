import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SecretProof } from '../port/bridgeSignIn.ts';
import { realmSecret } from './realmSecret.ts';

/**
 * Proves to know the secret of the bridge in a realm. The proof is made with the secret that the realm holds anyway, so
 * that whoever sees it learns nothing about other realms.
 */
export const secretProof = (bridgeSecret: string, realm: string, nonce: string): SecretProof => ({
  nonce,
  proof: createHmac('sha256', realmSecret(bridgeSecret, realm))
    .update(`keycloak-scim-bridge/proof/${nonce}`)
    .digest('base64url'),
});

/** Whether a proof was made with the same secret. */
export function provesSecret(bridgeSecret: string, realm: string, { nonce, proof }: SecretProof): boolean {
  const expected = Buffer.from(secretProof(bridgeSecret, realm, nonce).proof);
  const presented = Buffer.from(proof);
  return presented.length === expected.length && timingSafeEqual(presented, expected);
}
