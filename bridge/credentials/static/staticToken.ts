import { createHash, timingSafeEqual } from 'node:crypto';
import { checksumOf, TOKEN_PATTERN } from './tokenFormat.ts';

/** What the check of a static token needs to know of one. */
export interface TokenRecord {
  readonly id: string;
  readonly label: string;
  /** Hex SHA-256 of realm name and token. */
  readonly sha256: string;
  /** ISO date and time. */
  readonly expires?: string;
  /** ISO date and time from which on it is refused; a moment in the future is a grace period. */
  readonly revoked?: string;
  readonly readOnly?: boolean;
  /** Where the users come from whom it creates. */
  readonly source?: string;
}

/** The record of a presented token, or why the token is refused. */
export type TokenSearch<R extends TokenRecord = TokenRecord> =
  { readonly record: R } | { readonly reason: 'unknown' | 'expired' | 'revoked'; readonly record?: R };

/** The digest under which a realm keeps a token; the realm's name makes a token useless in any other realm. */
export function tokenDigest(realm: string, token: string): string {
  return createHash('sha256').update(`${realm}\n${token}`).digest('hex');
}

/** A short digest of a presented credential, to count it by. */
export function credentialDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Whether a text can be a static token: its length and its checksum are right. */
export function isWellFormed(token: string): boolean {
  return new RegExp(`^${TOKEN_PATTERN}$`).test(token) && checksumOf(token.slice(0, -6)) === token.slice(-6);
}

/** A digest as bytes; one that cannot be read is one that no token has. */
function bytesOf(sha256: string): Buffer {
  const bytes = Buffer.alloc(32);
  bytes.write(sha256, 'hex');
  return bytes;
}

/** A date that cannot be read is over. */
const isOver = (date: string | undefined, now: number): boolean =>
  date !== undefined && !(Date.parse(date) > now);

/** Why a token is refused at a moment, if it is. */
export function refusalOf(
  record: Pick<TokenRecord, 'expires' | 'revoked'>,
  now: number,
): 'expired' | 'revoked' | undefined {
  if (isOver(record.revoked, now)) return 'revoked';
  return isOver(record.expires, now) ? 'expired' : undefined;
}

/**
 * The record that a presented token belongs to; every record is compared in constant time. Of several records of one
 * token the one that refuses it counts.
 */
export function findToken<R extends TokenRecord>(
  realm: string,
  presented: string,
  records: readonly R[],
  now = Date.now(),
): TokenSearch<R> {
  const digest = bytesOf(tokenDigest(realm, presented));
  const found = records.filter((record) => timingSafeEqual(digest, bytesOf(record.sha256)));
  for (const record of found) {
    const reason = refusalOf(record, now);
    if (reason !== undefined) return { reason, record };
  }
  const [record] = found;
  return record === undefined ? { reason: 'unknown' } : { record };
}
