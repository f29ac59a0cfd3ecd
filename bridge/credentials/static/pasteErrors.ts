import { LIMITS } from '../../../scim/limits.ts';
import { isWellFormed } from './staticToken.ts';
import { TOKEN_PREFIX } from './tokenFormat.ts';

/** Maximum characters of a credential. */
export const MAX_LENGTH = LIMITS.credential.max;

/** Straight and typographic quotes. */
export const QUOTES: readonly string[] = Array.from('"\'`´“”„‟‘’‚‛«»‹›');

/** White space, also as an escape sequence or percent-encoded. */
const BLANK = /\s|\\[nrt]|%(?:0[9AD]|20)/i;

/** The error sentence about a credential that is too long; `undefined` if it is not. */
export function tooLong(text: string, noun: string): string | undefined {
  return text.length > MAX_LENGTH ? `The ${noun} is too long: more than 16 KiB.` : undefined;
}

/**
 * Finds a mistake made when the token was copied, as an error sentence that calls the token `noun`; `undefined` if
 * there is none.
 */
export function pasteErrorOf(token: string, noun: 'token' | 'password'): string | undefined {
  const lengthError = tooLong(token, noun);
  if (lengthError !== undefined) return lengthError;
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
