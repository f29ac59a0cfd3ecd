import { readBasic } from './basic.ts';
import { pasteErrorOf, QUOTES } from '../static/pasteErrors.ts';
import { looksLikeJwt } from '../jwt/unverifiedJwt.ts';
import { TOKEN_PREFIX } from '../static/tokenFormat.ts';

/** The credential in an Authorization header, or a sentence about its mistake that does not depend on any realm. */
export type PresentedCredential =
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'basic'; readonly user: string; readonly token: string }
  | { readonly problem: string };

const SEND = 'Send "Authorization: Bearer <token>".';
const BEARER_PREFIX =
  'The Authorization header must be "Bearer <token>", with the word Bearer before the token.';

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
  if (rest === '') return { problem: 'There is no token after "Bearer".' };
  if (/^bearer:?$/i.test(first)) {
    return {
      problem: 'The Authorization header says "Bearer" twice; leave the word out where the token is pasted.',
    };
  }
  if (/^basic$/i.test(first)) {
    return { problem: 'The Authorization header says both "Bearer" and "Basic"; send one of them.' };
  }
  const problem = pasteErrorOf(rest, 'token');
  return problem === undefined ? { kind: 'bearer', token: rest } : { problem };
}

/** Describes the mistake in a header that begins with neither `Bearer` nor `Basic`. */
function problemOfScheme(scheme: string, rest: string): string {
  if (QUOTES.some((quote) => scheme.startsWith(quote))) {
    return 'The Authorization header is in quotes; leave them out.';
  }
  if (/^authorization:?$/i.test(scheme)) {
    return 'The value of the Authorization header begins with the name of the header; leave that out.';
  }
  if (/^(bearer|basic):/i.test(scheme)) {
    return 'After the word "Bearer" comes a blank, not a colon, and then the token.';
  }
  if (/^bearer(scim_|\+|%20)/i.test(scheme) || (/^bearer/i.test(scheme) && looksLikeJwt(scheme.slice(6)))) {
    return 'There is no blank between the word "Bearer" and the token.';
  }
  if (rest === '' || scheme.startsWith(TOKEN_PREFIX) || looksLikeJwt(scheme)) return BEARER_PREFIX;
  return OTHER_SCHEMES.includes(scheme.toLowerCase())
    ? `The scheme "${scheme}" is not known here. ${SEND}`
    : `The Authorization header has another word in the place of "Bearer". ${SEND}`;
}

/** Reads `Authorization: Bearer <token>` (RFC 6750 §2.1) or `Basic <credentials>` (RFC 7617 §2). */
export function readAuthorization(header: string | undefined): PresentedCredential {
  const text = decodeUtf8(header ?? '').trim();
  if (text === '') return { problem: SEND };
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
