import { decodeJwt } from 'jose';
import type { NewEntry } from '../journal/entry.ts';
import { Problem } from './problem.ts';

/** The access token in an Authorization header; throws `unauthorized` if there is none, or one without a signature. */
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
 * The holder of an access token, for the audit; to be trusted only after Keycloak has accepted the token. Keycloak's own
 * consoles use lightweight access tokens, which name no user: those are identified by their session, which Keycloak's
 * events link to the user.
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
