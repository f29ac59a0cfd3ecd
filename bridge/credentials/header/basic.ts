import { refusal, type Refusal } from '../refusals.ts';
import { pasteErrorOf, tooLong } from '../static/pasteErrors.ts';

/** User and password (the token) of Basic credentials, or why they cannot be read. */
export type BasicCredentials =
  { readonly kind: 'basic'; readonly user: string; readonly token: string } | { readonly problem: Refusal };

/** Reads the credentials after `Basic`: base64 of user and password, joined by a colon (RFC 7617 §2). */
export function readBasic(credentials: string): BasicCredentials {
  if (credentials === '') return { problem: refusal('nothingAfterBasic') };
  const lengthError = tooLong(credentials, 'credential');
  if (lengthError !== undefined) return { problem: lengthError };
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(credentials)) {
    return { problem: refusal('basicNotBase64') };
  }
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return { problem: refusal('basicWithoutColon') };
  const token = text.slice(colon + 1);
  if (token === '') return { problem: refusal('basicWithoutPassword') };
  const problem = pasteErrorOf(token, 'password');
  return problem === undefined ? { kind: 'basic', user: text.slice(0, colon), token } : { problem };
}
