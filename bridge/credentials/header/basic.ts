import { pasteErrorOf, tooLong } from '../static/pasteErrors.ts';

/** User and password (the token) of Basic credentials, or an error sentence. */
export type BasicCredentials =
  { readonly kind: 'basic'; readonly user: string; readonly token: string } | { readonly problem: string };

/** Reads the credentials after `Basic`: base64 of user and password, joined by a colon (RFC 7617 §2). */
export function readBasic(credentials: string): BasicCredentials {
  if (credentials === '') return { problem: 'There are no credentials after "Basic".' };
  const lengthError = tooLong(credentials, 'credential');
  if (lengthError !== undefined) return { problem: lengthError };
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(credentials)) {
    return { problem: 'What follows "Basic" is not base64 of "user:password".' };
  }
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return { problem: 'What follows "Basic" has no colon between user and password.' };
  const token = text.slice(colon + 1);
  if (token === '') {
    return { problem: 'The password of the Basic credentials is empty; it must be the token.' };
  }
  const problem = pasteErrorOf(token, 'password');
  return problem === undefined ? { kind: 'basic', user: text.slice(0, colon), token } : { problem };
}
