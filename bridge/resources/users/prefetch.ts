import type { Prefetch } from '../../lifecycle/protection/protection.ts';
import { namedAttributes, type PatchOperation } from '../../../scim/patch/operations.ts';
import { attributePath } from '../../../scim/schema/lookup.ts';
import type { Tenant } from '../../tenants/tenant.ts';

type Mapped = Pick<Tenant, 'userType' | 'userMapping'>;

/** The paths of the attributes that a PATCH names, and those of the attributes that they are parts of. */
const namedPaths = (
  { userType }: Pick<Tenant, 'userType'>,
  operations: readonly PatchOperation[],
): ReadonlySet<string> =>
  new Set(
    operations
      .flatMap((operation) => namedAttributes(userType, operation))
      .flatMap((attribute) => [attributePath(attribute), attributePath({ ...attribute, sub: undefined })]),
  );

const isFieldOf = ({ userMapping }: Mapped, paths: ReadonlySet<string>, field: string): boolean => {
  const path = userMapping.scimPathOf(field);
  return path !== undefined && paths.has(path);
};

/** Whether a PATCH names the attribute that is stored in a field of Keycloak. */
export const namesField = (tenant: Mapped, operations: readonly PatchOperation[], field: 'email'): boolean =>
  isFieldOf(tenant, namedPaths(tenant, operations), field);

/**
 * Guesses from the attributes that a PATCH names when to read the user's roles, so that they are read at the same time
 * as the user. A wrong guess costs time and nothing else: what decides is what would be written.
 */
export function prefetchFor(tenant: Mapped, operations: readonly PatchOperation[]): Prefetch {
  const paths = namedPaths(tenant, operations);
  const writes = (field: string): boolean => isFieldOf(tenant, paths, field);
  if (paths.has('password') || ['username', 'email', 'emailVerified'].some(writes)) return 'fresh';
  return writes('enabled') ? 'remembered' : 'later';
}
