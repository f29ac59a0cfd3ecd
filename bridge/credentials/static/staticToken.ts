import { hash, timingSafeEqual } from 'node:crypto';
import { checksumOf, TOKEN_PATTERN } from './tokenFormat.ts';

/** A stored static token, as far as its check needs it. */
export interface TokenRecord {
  readonly id: string;
  readonly label: string;
  /** Hex SHA-256 of realm name and token. */
  readonly sha256: string;
  /** ISO date and time. */
  readonly expires?: string;
  /** ISO date and time from which it is refused; until then it is in its grace period. */
  readonly revoked?: string;
  readonly readOnly?: boolean;
  /** The identity source that users created with it belong to. */
  readonly source?: string;
}

/** The record of a presented token, or the reason why the token is refused. */
export type TokenSearch<R extends TokenRecord = TokenRecord> =
  { readonly record: R } | { readonly reason: 'unknown' | 'expired' | 'revoked'; readonly record?: R };

/**
 * The digest of a token that a realm stores; it includes the realm's name, so that the record is useless in another
 * realm.
 */
export function tokenDigest(realm: string, token: string): string {
  return hash('sha256', `${realm}\n${token}`);
}

/** A short digest of a presented credential, to count its failures. */
export function credentialDigest(text: string): string {
  return hash('sha256', text).slice(0, 16);
}

const WHOLE_TOKEN = new RegExp(`^${TOKEN_PATTERN}$`);

/** Whether a text has the format of a static token, with a correct checksum. */
export function isWellFormed(token: string): boolean {
  return WHOLE_TOKEN.test(token) && checksumOf(token.slice(0, -6)) === token.slice(-6);
}

/** Decodes a digest; a malformed one decodes to bytes that no token has. */
function bytesOf(sha256: string): Buffer {
  const bytes = Buffer.alloc(32);
  bytes.write(sha256, 'hex');
  return bytes;
}

/** Whether a date has passed; a malformed date has. */
const isOver = (date: string | undefined, now: number): boolean =>
  date !== undefined && !(Date.parse(date) > now);

/** Why a token is refused at a given time; `undefined` if it is not. */
export function refusalOf(
  record: Pick<TokenRecord, 'expires' | 'revoked'>,
  now: number,
): 'expired' | 'revoked' | undefined {
  if (isOver(record.revoked, now)) return 'revoked';
  return isOver(record.expires, now) ? 'expired' : undefined;
}

/**
 * Finds the record of a presented token; compares every record in constant time. If several records match, one that
 * refuses the token takes precedence.
 */
export function findToken<R extends TokenRecord>(
  realm: string,
  presented: string,
  records: readonly R[],
  now = Date.now(),
): TokenSearch<R> {
  const digest = bytesOf(tokenDigest(realm, presented));
  const matches = records.filter((record) => timingSafeEqual(digest, bytesOf(record.sha256)));
  for (const record of matches) {
    const reason = refusalOf(record, now);
    if (reason !== undefined) return { reason, record };
  }
  const [record] = matches;
  return record === undefined ? { reason: 'unknown' } : { record };
}
