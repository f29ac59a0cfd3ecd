import pLimit from 'p-limit';
import { ScimError } from '../../../scim/errors.ts';
import type { Administrators } from '../../keycloak/port/roles.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { groupRefusal, refusal } from './rules.ts';
import type { AdminRoleCache } from './adminRoles.ts';

/** What the ids are that join or leave a group. */
export interface MemberClassification {
  /** The ids of users whose membership SCIM may change; complete only if they were asked for. */
  readonly users: ReadonlySet<string>;
  /** The ids whose membership SCIM must not change, each with the refusal. */
  readonly refused: ReadonlyMap<string, ScimError>;
}

/** Whether the ids that belong to users have to be known: not at all, or as it is now. */
export type UserLookup = 'none' | 'fresh';

/** Maximum number of ids without a user that are checked at the same time. */
const CONCURRENCY = 8;

/** Number of ids that one call looks up. */
const IDS_PER_CALL = 90;

const serviceAccountRefusal = (id: string): ScimError =>
  refusal(`"members" names "${id.slice(0, 60)}", the account of a client; SCIM does not change its groups.`);

/**
 * Creates the check of ids that join or leave a group: service accounts and groups that grant administration are
 * refused. Whether a user is protected does not matter: a membership takes effect through the group, which is checked
 * on its own.
 */
export function createMemberClassifier(
  adminRoles: Pick<AdminRoleCache, 'snapshot' | 'ofGroup'>,
): (tenant: Tenant, ids: readonly string[], lookup: UserLookup) => Promise<MemberClassification> {
  /** Finds the refused ids among those of users, groups and nobody. */
  function refusedIn(
    tenant: Tenant,
    ids: readonly string[],
    { serviceAccounts, groups }: Pick<Administrators, 'serviceAccounts' | 'groups'>,
  ): Map<string, ScimError> {
    return new Map(
      ids.flatMap((id): [string, ScimError][] => {
        const error = serviceAccounts.has(id)
          ? serviceAccountRefusal(id)
          : groupRefusal(tenant, groups.get(id) ?? []);
        return error === undefined ? [] : [[id, error]];
      }),
    );
  }

  /** Looks up the administration roles of ids that belong to no user, and may belong to groups. */
  async function rolesOfGroups({ realm }: Tenant, ids: readonly string[]): Promise<Administrators['groups']> {
    if (ids.length === 0) return new Map();
    const snapshot = await adminRoles.snapshot(realm, ids.length);
    if (snapshot !== undefined) return snapshot.groups;
    const limit = pLimit(CONCURRENCY);
    return new Map(
      await Promise.all(
        ids.map((id) => limit(async () => [id, await adminRoles.ofGroup(realm, id)] as const)),
      ),
    );
  }

  return async (tenant, ids, lookup) => {
    const { realm } = tenant;
    // A person whom the bridge has seen is neither a group nor the account of a client.
    const unknownIds = lookup === 'fresh' ? ids : ids.filter((id) => !realm.users.isKnownPerson(id));
    if (unknownIds.length === 0) return { users: new Set(), refused: new Map() };
    if (lookup === 'none') {
      const snapshot = await adminRoles.snapshot(realm, Math.ceil(unknownIds.length / IDS_PER_CALL));
      if (snapshot !== undefined)
        return { users: new Set(), refused: refusedIn(tenant, unknownIds, snapshot) };
    }
    const found = await realm.users.byIds(unknownIds, { brief: true });
    const userIds = new Set(found.map(({ id }) => id));
    const serviceAccounts = new Set(found.flatMap(({ id, serviceAccount }) => (serviceAccount ? [id] : [])));
    const groups = await rolesOfGroups(
      tenant,
      unknownIds.filter((id) => !userIds.has(id)),
    );
    const refused = refusedIn(tenant, unknownIds, { serviceAccounts, groups });
    return { users: new Set([...userIds].filter((id) => !refused.has(id))), refused };
  };
}
