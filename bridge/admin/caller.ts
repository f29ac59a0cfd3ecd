import { decodeJwt } from 'jose';
import type { NewEntry } from '../journal/entry.ts';
import { Problem } from './problem.ts';

/** The access token of a request; one without a signature is none. */
export function accessTokenOf(authorization: string | undefined): string {
  const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization?.trim() ?? '') ?? [];
  if (token === undefined) {
    throw new Problem('unauthorized', 'Send "Authorization: Bearer <access token of Keycloak>".', {
      headers: { 'WWW-Authenticate': 'Bearer' },
    });
  }
  return token;
}

/**
 * Who holds an access token, for the audit; believed only once Keycloak has accepted the token. The lightweight tokens
 * of Keycloak's own consoles name nobody: there the session does, by which Keycloak's events tell the person.
 */
export function holderOf(token: string): NonNullable<NewEntry['credential']> {
  try {
    const { sub, preferred_username: name, sid, azp, iss = '' } = decodeJwt(token);
    const session = typeof sid === 'string' ? sid : 'unknown';
    const client = typeof azp === 'string' ? azp : 'unknown client';
    const unnamed = sub ?? `${client}, session ${session}`;
    return {
      id: `admin:${sub ?? session}`,
      label: typeof name === 'string' ? name : unnamed,
      account: iss,
    };
  } catch {
    return { id: 'admin', label: 'unknown' };
  }
}
