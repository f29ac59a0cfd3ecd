import pLimit from 'p-limit';
import { ScimError } from '../../../scim/errors.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { refusal } from './rules.ts';
import type { Person, Standings } from './adminRoles.ts';

/** What is found out of ids that are to join or leave a group. */
export interface MemberLook {
  /** Those that are users. */
  readonly users: ReadonlySet<string>;
  /** Why those that SCIM puts into no group and takes out of none are refused. */
  readonly refused: ReadonlyMap<string, ScimError>;
}

/** How many ids that are no users are looked at at once. */
const CONCURRENCY = 8;

/**
 * Creates the look at those who come or go: who is no user, and who is refused, which are accounts of clients and
 * groups that grant administration. Whether a user is protected does not matter: what a membership does is decided by
 * the group, which is checked apart.
 */
export function createMemberCheck(
  standings: Pick<Standings, 'people'>,
  checkGroup: (tenant: Tenant, group: string) => Promise<void>,
): (tenant: Tenant, ids: readonly string[], freshness: 'fresh' | 'remembered') => Promise<MemberLook> {
  return async (tenant, ids, freshness) => {
    const refused = new Map<string, ScimError>();
    const people =
      ids.length === 0 ? new Map<string, Person>() : await standings.people(tenant.realm, ids, freshness);
    for (const [id, { serviceAccount }] of people) {
      if (!serviceAccount) continue;
      const name = id.slice(0, 60);
      refused.set(
        id,
        refusal(`"members" names "${name}", the account of a client; SCIM does not change its groups.`),
      );
    }
    async function lookAt(id: string): Promise<void> {
      try {
        await checkGroup(tenant, id);
      } catch (error) {
        if (!(error instanceof ScimError) || error.code !== 'protected') throw error;
        refused.set(id, error);
      }
    }
    const limit = pLimit(CONCURRENCY);
    await Promise.all(ids.filter((id) => !people.has(id)).map((id) => limit(() => lookAt(id))));
    return { users: new Set([...people.keys()].filter((id) => !refused.has(id))), refused };
  };
}
