import type { ReadOptions } from '../../scim/values.ts';
import type { Projection } from '../../scim/projection.ts';
import type { Context } from '../lifecycle/context.ts';
import type { Locks } from '../state/locks.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { realmKey } from '../tenants/tenantKey.ts';

/** The conditions of a request (RFC 7644 §3.14). */
export interface Conditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** The parameters of a list (RFC 7644 §3.4.2, §3.4.3). */
export interface ListQuery extends Projection {
  readonly filter?: string | undefined;
  readonly sortBy?: string | undefined;
  readonly sortOrder?: string | undefined;
  readonly startIndex?: string | number | undefined;
  readonly count?: string | number | undefined;
}

/** Runs work that reads, changes and writes back a resource of a realm, one request at a time. */
export const withLock = <T>(
  { locks }: { readonly locks: Locks },
  { realm }: Tenant,
  key: `${'users' | 'groups' | 'group-names'}/${string}`,
  work: () => Promise<T>,
): Promise<T> => locks.run(`${realmKey(realm.name)}/${key}`, work);

/** The options by which the values of a request are read for this tenant. */
export function readingOf({ tenant, report }: Context): ReadOptions {
  const { unknownAttributes, canonicalValues, hollowElements } = tenant.behaviours;
  return { unknown: unknownAttributes, canonicalValues, hollowElements, ignored: report.ignored };
}
