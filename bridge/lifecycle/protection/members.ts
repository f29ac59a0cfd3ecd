import pLimit from 'p-limit';
import { ScimError } from '../../../scim/errors.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { refusal } from './rules.ts';
import type { AdminRoleCache, MemberSummary } from './adminRoles.ts';

/** What the ids are that join or leave a group. */
export interface MemberClassification {
  /** The ids of users whose membership SCIM may change. */
  readonly users: ReadonlySet<string>;
  /** The ids whose membership SCIM must not change, each with the refusal. */
  readonly refused: ReadonlyMap<string, ScimError>;
}

/** Maximum number of ids without a user that are checked at the same time. */
const CONCURRENCY = 8;

/**
 * Creates the check of ids that join or leave a group: service accounts and groups that grant administration are
 * refused. Whether a user is protected does not matter: a membership takes effect through the group, which is checked
 * on its own.
 */
export function createMemberClassifier(
  adminRoles: Pick<AdminRoleCache, 'memberSummaries'>,
  checkGroup: (tenant: Tenant, group: string) => Promise<void>,
): (
  tenant: Tenant,
  ids: readonly string[],
  freshness: 'fresh' | 'remembered',
) => Promise<MemberClassification> {
  return async (tenant, ids, freshness) => {
    const refused = new Map<string, ScimError>();
    const members =
      ids.length === 0
        ? new Map<string, MemberSummary>()
        : await adminRoles.memberSummaries(tenant.realm, ids, freshness);
    for (const [id, { serviceAccount }] of members) {
      if (!serviceAccount) continue;
      const name = id.slice(0, 60);
      refused.set(
        id,
        refusal(`"members" names "${name}", the account of a client; SCIM does not change its groups.`),
      );
    }
    async function checkNestedGroup(id: string): Promise<void> {
      try {
        await checkGroup(tenant, id);
      } catch (error) {
        if (!(error instanceof ScimError) || error.code !== 'protected') throw error;
        refused.set(id, error);
      }
    }
    const limit = pLimit(CONCURRENCY);
    await Promise.all(ids.filter((id) => !members.has(id)).map((id) => limit(() => checkNestedGroup(id))));
    return { users: new Set([...members.keys()].filter((id) => !refused.has(id))), refused };
  };
}
