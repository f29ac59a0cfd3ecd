import { decodeJwt } from 'jose';
import type { NewEntry } from '../journal/entry.ts';
import { Problem } from './problem.ts';

/** The access token of a request. */
export function accessTokenOf(authorization: string | undefined): string {
  const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization?.trim() ?? '') ?? [];
  if (token === undefined) {
    throw new Problem('unauthorized', 'Send "Authorization: Bearer <access token of Keycloak>".', {
      headers: { 'WWW-Authenticate': 'Bearer' },
    });
  }
  return token;
}

/** Who holds an access token, for the audit; believed only once Keycloak has accepted the token. */
export function holderOf(token: string): NonNullable<NewEntry['credential']> {
  try {
    const { sub = '', preferred_username: name, iss = '' } = decodeJwt(token);
    return { id: `admin:${sub}`, label: typeof name === 'string' ? name : sub, account: iss };
  } catch {
    return { id: 'admin', label: 'unknown' };
  }
}
