import { randomBytes } from 'node:crypto';
import { tokenDigest, type TokenRecord } from './staticToken.ts';
import { base62, checksumOf, TOKEN_PREFIX } from './tokenFormat.ts';

/** The properties of a new token. */
export interface TokenOptions {
  /** The operator's name for it. */
  readonly label: string;
  readonly expires?: Date | undefined;
  readonly readOnly?: boolean | undefined;
  /** The identity source that users created with it belong to. */
  readonly source?: string | undefined;
}

/** A new static token: `token` is shown once, `record` is stored in the realm. */
export interface CreatedToken {
  readonly id: string;
  readonly token: string;
  readonly record: Omit<TokenRecord, 'id' | 'revoked'> & { readonly created: string };
}

/** Creates a token of 256 random bits for a realm. */
export function createToken(
  realm: string,
  { label, expires, readOnly = false, source }: TokenOptions,
  now = new Date(),
): CreatedToken {
  const random = BigInt(`0x${randomBytes(32).toString('hex')}`);
  const body = `${TOKEN_PREFIX}${base62(random, 43)}`;
  const token = `${body}${checksumOf(body)}`;
  return {
    id: randomBytes(6).toString('hex'),
    token,
    record: {
      label,
      sha256: tokenDigest(realm, token),
      created: now.toISOString(),
      ...(expires === undefined ? {} : { expires: expires.toISOString() }),
      ...(readOnly ? { readOnly } : {}),
      ...(source === undefined ? {} : { source }),
    },
  };
}
