import { LIMITS } from '../../../scim/limits.ts';
import { isWellFormed } from './staticToken.ts';
import { TOKEN_PREFIX } from './tokenFormat.ts';

/** Most characters of a credential. */
export const MAX_LENGTH = LIMITS.credential.max;

/** Straight and typographic quotes. */
export const QUOTES: readonly string[] = Array.from('"\'`´“”„‟‘’‚‛«»‹›');

/** Blanks, also written as escapes or percent-encoded. */
const BLANK = /\s|\\[nrt]|%(?:0[9AD]|20)/i;

/** What is said of a credential that is too long. */
export function tooLong(text: string, noun: string): string | undefined {
  return text.length > MAX_LENGTH ? `The ${noun} is too long: more than 16 KiB.` : undefined;
}

/** The mistake that pasting a token has brought into it; `noun` is what the answer calls the token. */
export function problemOf(token: string, noun: 'token' | 'password'): string | undefined {
  const long = tooLong(token, noun);
  if (long !== undefined) return long;
  if (QUOTES.includes(token.charAt(0)) || QUOTES.includes(token.charAt(token.length - 1))) {
    return `The ${noun} is in quotes; leave them out.`;
  }
  if (BLANK.test(token)) return `The ${noun} holds a blank; it was perhaps pasted with a line break.`;
  if (/^<.*>$/.test(token)) return `The ${noun} is in angle brackets; leave them out.`;
  if (!/^[\x21-\x7e]+$/.test(token)) {
    return `The ${noun} holds a character that no token has, perhaps one that cannot be seen; copy it again.`;
  }
  return token.startsWith(TOKEN_PREFIX) && !isWellFormed(token)
    ? `The ${noun} is incomplete or mistyped; copy it again.`
    : undefined;
}
