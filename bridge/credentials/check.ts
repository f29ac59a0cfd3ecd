import type { Presented } from './header/parse.ts';
import type { KeySets } from './jwt/keySet.ts';
import { DEFAULT_SOURCE, type Principal } from './principal.ts';
import { findToken, isWellFormed, type TokenRecord } from './static/staticToken.ts';
import { looksLikeJwt } from './jwt/unverifiedJwt.ts';
import { withoutCredentials } from './withoutCredentials.ts';
import type { TrustedIssuer } from './jwt/trustedIssuer.ts';
import { verifyToken } from './jwt/verify.ts';

/** The credentials that a realm accepts. */
export interface AcceptedCredentials {
  readonly tokens: readonly TokenRecord[];
  /** Whether a static token is accepted as the password of Basic. */
  readonly basic: boolean;
  readonly issuers: readonly TrustedIssuer[];
}

/** Who presents a credential, or the true reason why nobody does; the reason is for operators only. */
export type Check =
  | { readonly principal: Principal }
  | {
      readonly reason: string;
      /** The credential may be good, but could not be checked now. */
      readonly outage?: true;
    };

type Shown = Exclude<Presented, { problem: string }>;

/** Most characters of an account name. */
const MAX_ACCOUNT = 100;

/** The account that calls carry: the user name of Basic, unless somebody pasted the token there as well. */
function accountOf(shown: Shown): string | undefined {
  if (shown.kind !== 'basic' || shown.user === '') return undefined;
  const { user, token } = shown;
  const isCredential = user.includes(token) || withoutCredentials(user) !== user;
  return isCredential ? undefined : user.slice(0, MAX_ACCOUNT);
}

function checkStaticToken(realm: string, { tokens }: AcceptedCredentials, shown: Shown): Check {
  const search = findToken(realm, shown.token, tokens);
  if ('reason' in search) {
    const { record, reason } = search;
    return {
      reason:
        record === undefined
          ? 'no static token of the realm matches'
          : `the static token "${record.label}" (${record.id}) is ${reason}`,
    };
  }
  const { id, label, source = DEFAULT_SOURCE, readOnly = false } = search.record;
  const account = accountOf(shown);
  return {
    principal: {
      ...{ realm, credentialId: id, label, source, readOnly },
      ...(account === undefined ? {} : { account }),
    },
  };
}

/** Finds out who presents a credential to a realm. */
export async function checkCredential(
  realm: string,
  accepted: AcceptedCredentials,
  shown: Shown,
  keySets: KeySets,
): Promise<Check> {
  if (shown.kind === 'basic') {
    return accepted.basic
      ? checkStaticToken(realm, accepted, shown)
      : { reason: 'the realm does not accept Basic' };
  }
  if (isWellFormed(shown.token) || !looksLikeJwt(shown.token)) {
    return checkStaticToken(realm, accepted, shown);
  }
  const result = await verifyToken(shown.token, accepted.issuers, keySets);
  if ('reason' in result) return result;
  const { id, label, account, source, readOnly } = result.issuer;
  return { principal: { realm, credentialId: id, label, account, source, readOnly } };
}

/**
 * What `WWW-Authenticate` offers (RFC 9110 §11.6.1): the same for every name of a realm, so that no realm is told from
 * one that there is not.
 */
export function challenges(realm: string): string {
  const name = `realm="${realm.replace(/[^\x20-\x7e]|["\\]/g, '?')}"`;
  return `Bearer ${name}, Basic ${name}, charset="UTF-8"`;
}
