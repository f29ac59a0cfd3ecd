import { crc32 } from 'node:zlib';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The prefix of every static token. */
export const TOKEN_PREFIX = 'scim_';

/** The regular expression of static tokens, for secret scanners. */
export const TOKEN_PATTERN = `\\b${TOKEN_PREFIX}[0-9A-Za-z]{49}\\b`;

/** A number in base 62, padded with zeros to a width. */
export function base62(value: bigint, width: number): string {
  const digits: string[] = [];
  for (let rest = value; rest > 0n; rest /= 62n) digits.unshift(DIGITS.charAt(Number(rest % 62n)));
  return digits.join('').padStart(width, '0');
}

/** The last six characters of a token: the CRC-32 of all before them. */
export function checksumOf(text: string): string {
  return base62(BigInt(crc32(text)), 6);
}
