import { looksLikeJwt } from './jwt/unverifiedJwt.ts';
import { TOKEN_PREFIX } from './static/tokenFormat.ts';

/** What stands in the place of a credential. */
const LEFT_OUT = '(credential)';

/** What may be a static token, whole or cut, or a signed one; each run of such characters is looked at once. */
const CANDIDATE = new RegExp(`${TOKEN_PREFIX}[0-9A-Za-z]{12,}|(?<![\\w-])[\\w-]{8,}(?:\\.[\\w-]*)+`, 'g');

/** A text without the credentials that somebody pasted into it; whatever else is told of a request, they are not. */
export const withoutCredentials = (text: string): string =>
  text.replace(CANDIDATE, (found) =>
    found.startsWith(TOKEN_PREFIX) || looksLikeJwt(found)
      ? LEFT_OUT
      : found.replace(new RegExp(`${TOKEN_PREFIX}[0-9A-Za-z]{12,}`, 'g'), LEFT_OUT),
  );
