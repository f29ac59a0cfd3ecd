import { readBasic } from './basic.ts';
import { refusal, type Refusal } from '../refusals.ts';
import { pasteErrorOf, QUOTES } from '../static/pasteErrors.ts';
import { looksLikeJwt } from '../jwt/unverifiedJwt.ts';
import { TOKEN_PREFIX } from '../static/tokenFormat.ts';

/** The credential in an Authorization header, or its mistake, which does not depend on any realm. */
export type PresentedCredential =
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'basic'; readonly user: string; readonly token: string }
  | { readonly problem: Refusal };

/**
 * Other authentication schemes (registered by IANA or seen in use); any other first word may be part of a credential
 * and is not repeated in an answer.
 */
const OTHER_SCHEMES = [
  'digest',
  'dpop',
  'hawk',
  'hoba',
  'mutual',
  'negotiate',
  'ntlm',
  'oauth',
  'token',
  'apikey',
];

const ASCII = /^[ -~]*$/;

/** Decodes a header as UTF-8 where its bytes are UTF-8; Node decodes headers as Latin-1. */
function decodeUtf8(header: string): string {
  if (ASCII.test(header)) return header;
  const bytes = Buffer.from(header, 'latin1');
  const text = bytes.toString('utf8');
  return bytes.toString('latin1') !== header || text.includes('\uFFFD') ? header : text;
}

function readBearer(rest: string): PresentedCredential {
  const [first = ''] = rest.split(/\s/);
  if (rest === '') return { problem: refusal('noTokenAfterBearer') };
  if (/^bearer:?$/i.test(first)) return { problem: refusal('bearerTwice') };
  if (/^basic$/i.test(first)) return { problem: refusal('bearerAndBasic') };
  const problem = pasteErrorOf(rest, 'token');
  return problem === undefined ? { kind: 'bearer', token: rest } : { problem };
}

/** Finds the mistake in a header that begins with neither `Bearer` nor `Basic`. */
function problemOfScheme(scheme: string, rest: string): Refusal {
  if (QUOTES.some((quote) => scheme.startsWith(quote))) return refusal('headerInQuotes');
  if (/^authorization:?$/i.test(scheme)) return refusal('headerNameInValue');
  if (/^(bearer|basic):/i.test(scheme)) return refusal('colonAfterBearer');
  if (/^bearer(scim_|\+|%20)/i.test(scheme) || (/^bearer/i.test(scheme) && looksLikeJwt(scheme.slice(6)))) {
    return refusal('noBlankAfterBearer');
  }
  if (rest === '' || scheme.startsWith(TOKEN_PREFIX) || looksLikeJwt(scheme)) return refusal('noBearer');
  return OTHER_SCHEMES.includes(scheme.toLowerCase())
    ? refusal('unknownScheme', { scheme })
    : refusal('otherWordThanBearer');
}

/** Reads `Authorization: Bearer <token>` (RFC 6750 §2.1) or `Basic <credentials>` (RFC 7617 §2). */
export function readAuthorization(header: string | undefined): PresentedCredential {
  const text = decodeUtf8(header ?? '').trim();
  if (text === '') return { problem: refusal('noCredential') };
  const [scheme = ''] = /^\S+/.exec(text) ?? [];
  const rest = text.slice(scheme.length).trimStart();
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return readBearer(rest);
    case 'basic':
      return readBasic(rest);
    default:
      return { problem: problemOfScheme(scheme, rest) };
  }
}
