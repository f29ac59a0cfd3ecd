import { looksLikeJwt } from './jwt/unverifiedJwt.ts';
import { TOKEN_PREFIX } from './static/tokenFormat.ts';

/** The text in the place of a credential. */
const PLACEHOLDER = '(credential)';

/** Matches what may be a static token, whole or cut, or a signed one. */
const CANDIDATE = new RegExp(`${TOKEN_PREFIX}[0-9A-Za-z]{12,}|(?<![\\w-])[\\w-]{8,}(?:\\.[\\w-]*)+`, 'g');

/** Whether a text may hold a credential: most texts of a log line are shorter than any, or lack what every one has. */
const mayHoldCredential = (text: string): boolean =>
  text.length > 8 && (text.includes('.') || text.includes(TOKEN_PREFIX));

/** Replaces credentials that somebody pasted into a text. */
export function withoutCredentials(text: string): string {
  if (!mayHoldCredential(text)) return text;
  return text.replace(CANDIDATE, (candidate) =>
    candidate.startsWith(TOKEN_PREFIX) || looksLikeJwt(candidate)
      ? PLACEHOLDER
      : candidate.replace(new RegExp(`${TOKEN_PREFIX}[0-9A-Za-z]{12,}`, 'g'), PLACEHOLDER),
  );
}
