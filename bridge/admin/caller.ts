import { decodeJwt } from 'jose';
import type { NewEntry } from '../journal/entry.ts';
import type { CallerRealm } from '../keycloak/port/realm.ts';
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

/** The holder of an access token, as the audit names it. */
export type Holder = NonNullable<NewEntry['credential']>;

/**
 * The holder of an access token by its claims; to be trusted only after Keycloak has accepted the token. Lightweight
 * access tokens name no user: those are identified by their session, which Keycloak's events link to the user.
 */
export function holderOf(token: string): Holder {
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

/** When an access token that Keycloak has accepted expires, in milliseconds since 1970; `undefined` if it does not tell. */
export function expiryOf(token: string): number | undefined {
  const { exp } = decodeJwt(token);
  return exp === undefined ? undefined : exp * 1_000;
}

/** The holder of an access token that Keycloak has accepted; Keycloak is asked for the name if the token has none. */
export async function namedHolderOf(token: string, caller: Pick<CallerRealm, 'account'>): Promise<Holder> {
  const holder = holderOf(token);
  if (typeof decodeJwt(token).preferred_username === 'string') return holder;
  const account = await caller.account().catch(() => undefined);
  return account === undefined ? holder : { ...holder, id: `admin:${account.id}`, label: account.username };
}
