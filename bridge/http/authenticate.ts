import { readAuthorization } from '../credentials/authorization.ts';
import type { Principal } from '../credentials/principal.ts';
import { findToken } from '../credentials/staticToken.ts';
import { ScimError } from '../scim/errors.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { Tenants } from '../tenants/tenants.ts';

/** A realm that SCIM is served for, and who asks. */
export interface Admitted {
  readonly tenant: Tenant;
  readonly principal: Principal;
}

const unauthorized = (detail: string, hint: string): ScimError =>
  new ScimError('unauthorized', detail, { hint, headers: { 'WWW-Authenticate': 'Bearer' } });

const REFUSED =
  'The token is not valid here: check the token, the realm in the URL, and that SCIM is enabled for the realm.';

/**
 * Finds the tenant of a realm and who presents the credential. An unknown realm, a realm without SCIM and a wrong
 * token are answered alike.
 */
export async function authenticate(
  tenants: Tenants,
  realmName: string,
  authorization: string | undefined,
): Promise<Admitted> {
  const presented = readAuthorization(authorization);
  if ('problem' in presented) throw unauthorized(presented.problem, 'malformed Authorization header');
  if (presented.kind === 'basic') {
    throw unauthorized('Send "Authorization: Bearer <token>".', 'Basic credentials');
  }
  const { tenant, reason = '' } = await tenants(realmName);
  const search = findToken(realmName, presented.token, tenant?.tokens ?? []);
  if (tenant === undefined) throw unauthorized(REFUSED, reason);
  if ('reason' in search) throw unauthorized(REFUSED, `the token is ${search.reason}`);
  const { id, label } = search.record;
  return { tenant, principal: { realm: realmName, credentialId: id, label } };
}
