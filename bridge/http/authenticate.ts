import { readBearer } from '../credentials/bearer.ts';
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
  const bearer = readBearer(authorization);
  if ('problem' in bearer) throw unauthorized(bearer.problem, 'malformed Authorization header');
  const { tenant, reason = '' } = await tenants(realmName);
  const token = findToken(realmName, bearer.token, tenant?.tokens ?? []);
  if (tenant === undefined) throw unauthorized(REFUSED, reason);
  if (token === undefined) throw unauthorized(REFUSED, 'no token of the realm matches, or it has expired');
  return { tenant, principal: { realm: realmName, credentialId: token.id, label: token.label } };
}
