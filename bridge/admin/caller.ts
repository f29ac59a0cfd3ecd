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

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * Who holds an access token, for the audit; believed only once Keycloak has accepted the token. Lightweight tokens,
 * such as those of `admin-cli`, name nobody: there the session is told, which Keycloak's events name too.
 */
export function holderOf(token: string): NonNullable<NewEntry['credential']> {
  try {
    const { sub, preferred_username: name, sid, azp, iss = '' } = decodeJwt(token);
    const session = `session ${textOf(sid) ?? 'unknown'}`;
    const client = textOf(azp);
    return {
      id: `admin:${textOf(sub) ?? session}`,
      label: textOf(name) ?? textOf(sub) ?? (client === undefined ? session : `${client}, ${session}`),
      account: iss,
    };
  } catch {
    return { id: 'admin', label: 'unknown' };
  }
}
