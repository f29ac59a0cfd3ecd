import type { FederatedIdentity } from '../../keycloak/port/users.ts';
import { ScimError } from '../../../scim/errors.ts';
import type { JsonObject } from '../../../scim/json.ts';
import { compilePath } from '../../../scim/path/read.ts';
import type { IdentityProviderRule } from '../../tenants/config.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { configurationError } from './grants.ts';

/** Reads the first value at a path of a resource as text; `undefined` if there is none. */
function textAtPath({ userType }: Tenant, path: string, pointer: string, resource: JsonObject) {
  let readValues;
  try {
    readValues = compilePath(userType, path);
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    throw configurationError('an attribute that there is not', pointer, error.message, error);
  }
  return readValues(resource)
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .map((value) => String(value).trim())
    .find((value) => value !== '');
}

/** Finds the account at an identity provider that a new user is linked to; `undefined` if the client sent none. */
export function identityOf(
  tenant: Tenant,
  { alias, userId: idPath, userName: namePath = 'userName' }: IdentityProviderRule,
  resource: JsonObject,
): FederatedIdentity | undefined {
  const pointer = '/onboarding/identityProvider';
  const userId = textAtPath(tenant, idPath, `${pointer}/userId`, resource);
  const userName = textAtPath(tenant, namePath, `${pointer}/userName`, resource);
  return userId === undefined ? undefined : { provider: alias, userId, userName: userName ?? userId };
}
