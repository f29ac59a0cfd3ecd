import { createHash, timingSafeEqual } from 'node:crypto';

/** What the check of a static token needs to know of one. */
export interface TokenRecord {
  readonly id: string;
  readonly label: string;
  /** Hex SHA-256 of realm name and token. */
  readonly sha256: string;
  /** ISO date and time. */
  readonly expires?: string;
}

/** The digest under which a realm keeps a token; the realm's name makes a token useless in any other realm. */
export function tokenDigest(realm: string, token: string): string {
  return createHash('sha256').update(`${realm}\n${token}`).digest('hex');
}

/** The record that a presented token belongs to, unless it has expired; every record is compared in constant time. */
export function findToken(
  realm: string,
  presented: string,
  records: readonly TokenRecord[],
  now = Date.now(),
): TokenRecord | undefined {
  const digest = Buffer.from(tokenDigest(realm, presented), 'hex');
  let found: TokenRecord | undefined;
  for (const record of records) {
    if (timingSafeEqual(digest, Buffer.from(record.sha256, 'hex'))) found = record;
  }
  const lives = found?.expires === undefined || Date.parse(found.expires) > now;
  return lives ? found : undefined;
}
