import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

/** A key pair for signing assertions. */
export interface TestKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** Makes a key pair. */
export async function testKey(alg = 'ES256'): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, alg, privateKey, publicJwk: { ...jwk, kid, alg, use: 'sig' } };
}

/** Seconds since 1970. */
export const now = (): number => Math.floor(Date.now() / 1000);

/** A signed assertion with a name of its own that lives for a minute, unless the claims say otherwise. */
export function assertion(
  key: TestKey,
  claims: Readonly<Record<string, unknown>>,
  header: { kid?: string | undefined } = { kid: key.kid },
): Promise<string> {
  const payload = { jti: randomUUID(), iat: now(), exp: now() + 60, ...claims };
  const kid = header.kid === undefined ? {} : { kid: header.kid };
  return new SignJWT(payload).setProtectedHeader({ alg: key.alg, ...kid }).sign(key.privateKey);
}

/** The form of a token request by assertion. */
export const byAssertion = (jwt: string, more: Record<string, string> = {}): Record<string, string> => ({
  grant_type: 'client_credentials',
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: jwt,
  ...more,
});

/** The client attributes that publish keys. */
export const published = (...keys: readonly TestKey[]): Record<string, string> => ({
  'use.jwks.string': 'true',
  'use.jwks.url': 'false',
  'jwks.string': JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) }),
});
