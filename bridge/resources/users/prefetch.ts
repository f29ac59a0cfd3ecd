import type { Prefetch } from '../../lifecycle/protection/protection.ts';
import { namedAttributes, type PatchOperation } from '../../../scim/patch/operations.ts';
import { attributePath } from '../../../scim/schema/lookup.ts';
import type { Tenant } from '../../tenants/tenant.ts';

/**
 * Guesses from the attributes that a PATCH names when to read the user's roles, so that they are read at the same time
 * as the user. A wrong guess costs time and nothing else: what decides is what would be written.
 */
export function prefetchFor(
  { userType, userMapping }: Pick<Tenant, 'userType' | 'userMapping'>,
  operations: readonly PatchOperation[],
): Prefetch {
  const paths = new Set(
    operations
      .flatMap((operation) => namedAttributes(userType, operation))
      .flatMap((attribute) => [attributePath(attribute), attributePath({ ...attribute, sub: undefined })]),
  );
  const writes = (field: string): boolean => {
    const path = userMapping.scimPathOf(field);
    return path !== undefined && paths.has(path);
  };
  if (paths.has('password') || ['username', 'email', 'emailVerified'].some(writes)) return 'fresh';
  return writes('enabled') ? 'remembered' : 'later';
}
