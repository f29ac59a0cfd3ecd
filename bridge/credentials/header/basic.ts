import { problemOf, tooLong } from '../static/pasteErrors.ts';

/** The user and the password of Basic credentials, or what is wrong with them. */
export type Basic =
  { readonly kind: 'basic'; readonly user: string; readonly token: string } | { readonly problem: string };

/** Reads what follows the word `Basic`: user and password, joined by a colon, in base64 (RFC 7617 §2). */
export function readBasic(credentials: string): Basic {
  if (credentials === '') return { problem: 'There are no credentials after "Basic".' };
  const long = tooLong(credentials, 'credential');
  if (long !== undefined) return { problem: long };
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
  const problem = problemOf(token, 'password');
  return problem === undefined ? { kind: 'basic', user: text.slice(0, colon), token } : { problem };
}
