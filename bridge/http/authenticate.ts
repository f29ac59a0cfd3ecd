import { readAuthorization } from '../credentials/header/parse.ts';
import { challenges, checkCredential } from '../credentials/check.ts';
import type { KeySets } from '../credentials/jwt/keySet.ts';
import type { Principal } from '../credentials/principal.ts';
import type { Refusals } from '../credentials/throttle/throttle.ts';
import { credentialDigest } from '../credentials/static/staticToken.ts';
import type { Trace } from '../observability/trace.ts';
import { ScimError } from '../../scim/errors.ts';
import { usedAddress, type Reached } from '../tenants/baseUrl.ts';
import { tenantAt, type Tenant } from '../tenants/tenant.ts';
import type { Tenants } from '../tenants/tenants.ts';

/** A realm that SCIM is served for, and who asks. */
export interface Admitted {
  readonly tenant: Tenant;
  readonly principal: Principal;
}

/** What finding out who asks needs. */
export interface Door {
  readonly tenants: Tenants;
  readonly keySets: KeySets;
  readonly refusals: Refusals;
}

/** What a request shows at the door. */
export interface Knock extends Reached {
  readonly realm: string;
  readonly authorization: string | undefined;
  readonly address: string;
}

const REFUSED =
  'The credential is not valid here: check the credential, the realm in the URL, and that SCIM is enabled for the realm.';

/** Who repeats the same mistake waits for the answer, and is counted instead of told again. */
async function count(
  { refusals }: Door,
  { realm, authorization = '', address }: Knock,
  trace: Trace,
  reason: string,
): Promise<void> {
  const digest = credentialDigest(authorization);
  const { realmExists = false } = trace;
  const { first } = await refusals.refused({ realm, realmExists, address, digest, reason });
  trace.quiet = !first;
}

/** Answers 401. */
async function refuse(
  door: Door,
  knock: Knock,
  trace: Trace,
  { detail, reason }: { detail: string; reason: string },
): Promise<never> {
  await count(door, knock, trace, reason);
  throw new ScimError('unauthorized', `${detail} Reference: ${trace.requestId}`, {
    hint: reason,
    headers: { 'WWW-Authenticate': challenges(knock.realm) },
  });
}

/**
 * Finds the tenant of a realm and who presents the credential. An unknown realm, a realm without SCIM and a wrong
 * credential are answered alike.
 */
export async function authenticate(door: Door, knock: Knock, trace: Trace): Promise<Admitted> {
  const { tenants, keySets } = door;
  const shown = readAuthorization(knock.authorization);
  if ('problem' in shown) {
    const served = await tenants.find(knock.realm).catch(() => undefined);
    trace.realmExists = served?.exists ?? served?.tenant !== undefined;
    return refuse(door, knock, trace, { detail: shown.problem, reason: shown.problem });
  }
  const served = await tenants.find(knock.realm);
  trace.realmExists = served.exists ?? true;
  if (served.tenant === undefined) {
    return refuse(door, knock, trace, { detail: REFUSED, reason: served.reason });
  }
  const tenant = tenantAt(served.tenant, usedAddress(served.tenant.addresses, knock));
  const check = await checkCredential(knock.realm, tenant.accepted, shown, keySets);
  if ('principal' in check) return { tenant, principal: check.principal };
  if (check.outage === true) {
    // Strangers can send tokens of unknown keys for as long as the outage lasts.
    await count(door, knock, trace, check.reason);
    throw new ScimError('keysUnavailable', 'The token cannot be checked at the moment; try again later.', {
      hint: check.reason,
      headers: { 'Retry-After': '30' },
    });
  }
  return refuse(door, knock, trace, { detail: REFUSED, reason: check.reason });
}
