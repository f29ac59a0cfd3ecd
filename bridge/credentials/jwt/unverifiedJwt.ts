import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose';
import { MAX_LENGTH } from '../static/pasteErrors.ts';
import { listNames, quote } from '../../../documents/suggest.ts';

/** Header and claims of a signed token whose signature is not checked yet, or the reason why it is refused. */
export type UnverifiedJwt =
  | { readonly alg: string; readonly kid?: string; readonly iss: string; readonly claims: JWTPayload }
  | { readonly reason: string };

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
  if (token.length > MAX_LENGTH) return { reason: 'The token is longer than 16 KiB.' };
  const parts = token.split('.', 6);
  if (parts.length === 5) return { reason: 'The token is encrypted (JWE); only signed ones are taken.' };
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]*$/.test(part))) {
    return { reason: 'The token is not a signed JWT: three parts of base64url, joined by points.' };
  }
  const header = decode(decodeProtectedHeader, token);
  if (header === undefined) return { reason: "The token's header cannot be read." };
  const { alg, kid, crit, typ } = header as Record<string, unknown>;
  if (typeof alg !== 'string' || !algorithms.includes(alg)) {
    return { reason: `The token's alg is ${quote(alg)}; accepted is ${listNames(algorithms)}.` };
  }
  if (crit !== undefined) return { reason: "The token's header has crit, which is not understood here." };
  if (typ !== undefined && (typeof typ !== 'string' || !TYPES.includes(typ.toLowerCase()))) {
    return { reason: `The token's typ is ${quote(typ)}; accepted is "JWT" or "at+jwt".` };
  }
  if (kid !== undefined && typeof kid !== 'string') return { reason: "The token's kid is not a text." };
  const claims = decode(decodeJwt, token);
  if (claims === undefined) return { reason: "The token's claims cannot be read." };
  const { iss } = claims as Record<string, unknown>;
  if (typeof iss !== 'string') return { reason: 'The token has no iss.' };
  return { alg, iss, claims, ...(kid === undefined ? {} : { kid }) };
}
