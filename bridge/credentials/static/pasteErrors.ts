import { LIMITS } from '../../../scim/limits.ts';
import { refusal, type Refusal } from '../refusals.ts';
import { isWellFormed } from './staticToken.ts';
import { TOKEN_PREFIX } from './tokenFormat.ts';

/** Maximum characters of a credential. */
export const MAX_LENGTH = LIMITS.credential.max;

/** Straight and typographic quotes. */
export const QUOTES: readonly string[] = Array.from('"\'`´“”„‟‘’‚‛«»‹›');

/** White space, also as an escape sequence or percent-encoded. */
const BLANK = /\s|\\[nrt]|%(?:0[9AD]|20)/i;

/** What a credential is called in a sentence about it. */
type Noun = 'token' | 'password' | 'credential';

/** Refuses a credential that is too long; `undefined` if it is not. */
export function tooLong(text: string, noun: Noun): Refusal | undefined {
  return text.length > MAX_LENGTH ? refusal('tooLong', { noun }) : undefined;
}

/** Finds a mistake made when the token was copied; `undefined` if there is none. */
export function pasteErrorOf(token: string, noun: Noun): Refusal | undefined {
  const lengthError = tooLong(token, noun);
  if (lengthError !== undefined) return lengthError;
  if (QUOTES.includes(token.charAt(0)) || QUOTES.includes(token.charAt(token.length - 1))) {
    return refusal('inQuotes', { noun });
  }
  if (BLANK.test(token)) return refusal('holdsBlank', { noun });
  if (/^<.*>$/.test(token)) return refusal('inAngleBrackets', { noun });
  if (!/^[\x21-\x7e]+$/.test(token)) return refusal('oddCharacter', { noun });
  return token.startsWith(TOKEN_PREFIX) && !isWellFormed(token) ? refusal('mistyped', { noun }) : undefined;
}
