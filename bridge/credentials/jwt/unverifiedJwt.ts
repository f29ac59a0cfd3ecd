import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose';
import { refusal, type Refusal } from '../refusals.ts';
import { MAX_LENGTH } from '../static/pasteErrors.ts';
import { quote } from '../../../documents/suggest.ts';

/** Header and claims of a signed token whose signature is not checked yet, or the reason why it is refused. */
export type UnverifiedJwt =
  | { readonly alg: string; readonly kid?: string; readonly iss: string; readonly claims: JWTPayload }
  | { readonly reason: Refusal };

/** The accepted values of `typ` (RFC 7519 §5.1, RFC 9068 §2.1); a header without `typ` is accepted as well. */
const TYPES = ['jwt', 'at+jwt', 'application/jwt', 'application/at+jwt'];

function decode<T>(read: (token: string) => T, token: string): T | undefined {
  try {
    return read(token);
  } catch {
    return undefined;
  }
}

/**
 * Whether a credential is a signed or encrypted token by its form: its first part is the header, a JSON object (RFC
 * 7519 §3).
 */
export function looksLikeJwt(token: string): boolean {
  const end = token.slice(0, MAX_LENGTH).indexOf('.');
  const header = token.slice(0, Math.max(0, end));
  if (!/^[\w-]+$/.test(header)) return false;
  const json = Buffer.from(header, 'base64url').toString('utf8');
  // Most texts with a dot are e-mail addresses and host names, for which a failing parser would take long.
  return /^\s*\{/.test(json) && decode<unknown>((text) => JSON.parse(text), json) !== undefined;
}

/**
 * Reads a token without checking its signature. Keys and addresses in its header (`jwk`, `jku`, `x5u`, `x5c`) come from
 * whoever made the token, and are never used.
 */
export function readUnverified(token: string, algorithms: readonly string[]): UnverifiedJwt {
  if (token.length > MAX_LENGTH) return { reason: refusal('signedTokenTooLong') };
  const parts = token.split('.', 6);
  if (parts.length === 5) return { reason: refusal('encrypted') };
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]*$/.test(part))) {
    return { reason: refusal('notSigned') };
  }
  const header = decode(decodeProtectedHeader, token);
  if (header === undefined) return { reason: refusal('unreadableHeader') };
  const { alg, kid, crit, typ } = header as Record<string, unknown>;
  if (typeof alg !== 'string' || !algorithms.includes(alg)) {
    return { reason: refusal('otherAlgorithm', { found: quote(alg), accepted: algorithms }) };
  }
  if (crit !== undefined) return { reason: refusal('critical') };
  if (typ !== undefined && (typeof typ !== 'string' || !TYPES.includes(typ.toLowerCase()))) {
    return { reason: refusal('otherType', { found: quote(typ) }) };
  }
  if (kid !== undefined && typeof kid !== 'string') return { reason: refusal('keyIdNotText') };
  const claims = decode(decodeJwt, token);
  if (claims === undefined) return { reason: refusal('unreadableClaims') };
  const { iss } = claims as Record<string, unknown>;
  if (typeof iss !== 'string') return { reason: refusal('noIssuer') };
  return { alg, iss, claims, ...(kid === undefined ? {} : { kid }) };
}
