import type { PresentedCredential } from './header/parse.ts';
import type { KeySets } from './jwt/keySet.ts';
import { DEFAULT_SOURCE, type Principal } from './principal.ts';
import { refusal, type Refusal } from './refusals.ts';
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

/** The principal behind a credential, or the reason why there is none; the reason is for operators only. */
export type Check =
  | { readonly principal: Principal }
  | {
      readonly reason: Refusal;
      /** The credential may be valid, but could not be checked now. */
      readonly outage?: true;
    };

type Credential = Exclude<PresentedCredential, { problem: Refusal }>;

/** Maximum characters of an account name. */
const MAX_ACCOUNT = 100;

/** The user name of Basic; `undefined` if there is none, or if a credential was pasted into it. */
function accountOf(credential: Credential): string | undefined {
  if (credential.kind !== 'basic' || credential.user === '') return undefined;
  const { user, token } = credential;
  const isCredential = user.includes(token) || withoutCredentials(user) !== user;
  return isCredential ? undefined : user.slice(0, MAX_ACCOUNT);
}

/** Why none of the tokens that a realm accepts is the presented one: a text in the right form is hardly a guess. */
const unknownToken = ({ tokens }: AcceptedCredentials, presented: string): Refusal =>
  refusal(tokens.length > 0 && isWellFormed(presented) ? 'tokenOfAnotherRealm' : 'unknownToken');

/** Why a token that the realm knows is refused, by how it ended. */
const ENDED = { expired: 'expiredToken', revoked: 'revokedToken' } as const;

function checkStaticToken(realm: string, accepted: AcceptedCredentials, credential: Credential): Check {
  const search = findToken(realm, credential.token, accepted.tokens);
  if ('reason' in search) {
    const { record, reason } = search;
    if (record === undefined || reason === 'unknown') {
      return { reason: unknownToken(accepted, credential.token) };
    }
    return { reason: refusal(ENDED[reason], { label: record.label, id: record.id }) };
  }
  const { id, label, source = DEFAULT_SOURCE, readOnly = false } = search.record;
  const account = accountOf(credential);
  return {
    principal: {
      ...{ realm, credentialId: id, label, source, readOnly },
      ...(account === undefined ? {} : { account }),
    },
  };
}

/** Finds the principal behind a credential that is presented to a realm. */
export async function checkCredential(
  realm: string,
  accepted: AcceptedCredentials,
  credential: Credential,
  keySets: KeySets,
): Promise<Check> {
  if (credential.kind === 'basic') {
    return accepted.basic
      ? checkStaticToken(realm, accepted, credential)
      : { reason: refusal('basicNotAccepted') };
  }
  if (isWellFormed(credential.token) || !looksLikeJwt(credential.token)) {
    return checkStaticToken(realm, accepted, credential);
  }
  const result = await verifyToken(credential.token, accepted.issuers, keySets);
  if ('reason' in result) return result;
  const { id, label, account, source, readOnly } = result.issuer;
  return { principal: { realm, credentialId: id, label, account, source, readOnly } };
}

/**
 * The challenges of `WWW-Authenticate` (RFC 9110 §11.6.1): the same for every realm name, so that they do not reveal
 * which realms exist.
 */
export function challenges(realm: string): string {
  const name = `realm="${realm.replace(/[^\x20-\x7e]|["\\]/g, '?')}"`;
  return `Bearer ${name}, Basic ${name}, charset="UTF-8"`;
}
