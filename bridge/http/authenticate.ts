import { readAuthorization } from '../credentials/header/parse.ts';
import { challenges, checkCredential, type AcceptedCredentials } from '../credentials/check.ts';
import type { KeySets } from '../credentials/jwt/keySet.ts';
import type { Principal } from '../credentials/principal.ts';
import { refusal, reasonText, type Refusal } from '../credentials/refusals.ts';
import type { MadeTokens } from '../credentials/static/madeTokens.ts';
import type { Throttle } from '../credentials/throttle/throttle.ts';
import { credentialDigest } from '../credentials/static/staticToken.ts';
import type { Facts } from '../protocol/report.ts';
import { ScimError } from '../../scim/errors.ts';
import { acceptedAt } from '../tenants/acceptedCredentials.ts';
import { scimBaseUrl, usedAddress, type RequestOrigin } from '../tenants/baseUrl.ts';
import { tenantAt, type Tenant } from '../tenants/tenant.ts';
import { realmUnavailable, type LoadedTenant, type Tenants } from '../tenants/tenants.ts';

/** The tenant and the principal of an authenticated request. */
export interface Authentication {
  readonly tenant: Tenant;
  readonly principal: Principal;
}

/** Dependencies of authentication. */
export interface Authenticator {
  readonly tenants: Tenants;
  readonly keySets: KeySets;
  readonly throttle: Throttle;
  readonly madeTokens: Pick<MadeTokens, 'findStray'>;
}

/** The parts of a request that authentication needs. */
export interface CredentialRequest extends RequestOrigin {
  readonly realm: string;
  readonly authorization: string | undefined;
  readonly address: string;
}

const REFUSED =
  'The credential is not valid here: check the credential, the realm in the URL, and that SCIM is enabled for the realm.';

/** Counts a failure; a repeat of the same failure is answered with a delay and not logged. */
async function countFailure(
  { throttle }: Authenticator,
  { realm, authorization = '', address }: CredentialRequest,
  facts: Facts,
  reason: Refusal,
): Promise<void> {
  facts.refusal = reason;
  const digest = credentialDigest(authorization);
  const { realmExists = false, requestId } = facts;
  const { first } = await throttle.refused({ realm, realmExists, address, digest, reason, requestId });
  facts.quiet = !first;
}

/** Counts the failure, then throws a 401. */
async function refuse(
  authenticator: Authenticator,
  request: CredentialRequest,
  facts: Facts,
  { detail, reason }: { detail: string; reason: Refusal },
): Promise<never> {
  await countFailure(authenticator, request, facts, reason);
  throw new ScimError('unauthorized', `${detail} Reference: ${facts.requestId}`, {
    hint: reasonText(reason),
    headers: { 'WWW-Authenticate': challenges(request.realm) },
  });
}

/**
 * Refuses a credential that cannot be told from a good one: the realm has the client of the bridge, as Keycloak says to
 * everybody (contract/sign-in-refusals), and what it accepted last is not known. Counted as well: anybody may send such.
 */
async function refuseForNow(
  authenticator: Authenticator,
  request: CredentialRequest,
  facts: Facts,
  problem: string,
): Promise<never> {
  await countFailure(authenticator, request, facts, refusal('realmNotServed', { problem }));
  throw realmUnavailable(problem);
}

/** The credentials that the used address of a realm accepts; of a realm that cannot be served, those that it accepted last. */
function acceptedNow(
  { tenant, blocked }: LoadedTenant,
  request: CredentialRequest,
): { readonly accepted: AcceptedCredentials | undefined; readonly tenant?: Tenant } {
  if (tenant !== undefined) {
    const used = tenantAt(tenant, usedAddress(tenant.addresses, request));
    return { accepted: used.accepted, tenant: used };
  }
  const { addresses, credentials } = blocked?.accepted ?? {};
  if (addresses === undefined || credentials === undefined) return { accepted: undefined };
  return { accepted: acceptedAt(credentials, scimBaseUrl(request.realm, usedAddress(addresses, request))) };
}

/**
 * Finds the tenant and the principal of a request. A realm that is to be served and cannot be is answered 503 to a
 * good credential only, or to every credential if none can be told from another, and 401 to any other, as everywhere. An unknown realm, a realm without SCIM and a wrong credential are
 * answered alike, so that answers do not reveal which realms exist.
 */
export async function authenticate(
  authenticator: Authenticator,
  request: CredentialRequest,
  facts: Facts,
): Promise<Authentication> {
  const { tenants, keySets, madeTokens } = authenticator;
  const credential = readAuthorization(request.authorization);
  if ('problem' in credential) {
    const served = await tenants.find(request.realm).catch(() => undefined);
    facts.realmExists = served?.exists ?? served?.tenant !== undefined;
    const { problem: reason } = credential;
    return refuse(authenticator, request, facts, { detail: reasonText(reason), reason });
  }
  const refuseCredential = (reason: Refusal): Promise<never> => {
    facts.strayToken = madeTokens.findStray(credential.token, request.realm);
    return refuse(authenticator, request, facts, { detail: REFUSED, reason });
  };
  const served = await tenants.find(request.realm);
  facts.realmExists = served.exists ?? true;
  const { accepted, tenant } = acceptedNow(served, request);
  if (accepted === undefined) {
    if (served.blocked !== undefined) return refuseForNow(authenticator, request, facts, served.reason);
    return refuseCredential(
      served.isOff === true
        ? refusal('scimOff')
        : refusal('realmNotServed', { problem: served.reason ?? '' }),
    );
  }
  const check = await checkCredential(request.realm, accepted, credential, keySets);
  if ('principal' in check) {
    if (tenant === undefined) throw realmUnavailable(served.reason ?? '');
    return { tenant, principal: check.principal };
  }
  if (check.outage === true) {
    // Counted as well: during an outage of a key server anyone can send tokens with unknown keys.
    await countFailure(authenticator, request, facts, check.reason);
    throw new ScimError('keysUnavailable', 'The token cannot be checked at the moment; try again later.', {
      hint: reasonText(check.reason),
      headers: { 'Retry-After': '30' },
    });
  }
  return refuseCredential(check.reason);
}
