import { randomBytes } from 'node:crypto';
import { tokenDigest } from './staticToken.ts';

/** A new static token: `token` is shown once, `record` is what the realm keeps. */
export interface MintedToken {
  readonly id: string;
  readonly token: string;
  readonly record: { readonly label: string; readonly sha256: string; readonly created: string };
}

/** Makes a token of 256 random bits for a realm. */
export function mintToken(realm: string, label: string, now = new Date()): MintedToken {
  const token = `scim_${randomBytes(32).toString('base64url')}`;
  return {
    id: randomBytes(6).toString('hex'),
    token,
    record: { label, sha256: tokenDigest(realm, token), created: now.toISOString() },
  };
}
