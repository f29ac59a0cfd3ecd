import pLimit from 'p-limit';
import type { Tenant } from '../tenants/tenant.ts';
import { patternHint, refusal, refuse, rolesHint } from './refusals.ts';
import type { Person, Standings } from './standings.ts';

/** Users who join or leave: some as they were read, of others the id. */
export interface MovingMembers {
  readonly known: readonly Person[];
  readonly ids: readonly string[];
}

/** How many members of one request are looked at at once. */
const CONCURRENCY = 8;

/** Creates the check that refuses protected users, and groups that grant administration, as members who come or go. */
export function createMemberCheck(
  standings: Standings,
  checkGroup: (tenant: Tenant, group: string) => Promise<void>,
): (tenant: Tenant, members: MovingMembers) => Promise<void> {
  return async (tenant, { known, ids }) => {
    const limit = pLimit(CONCURRENCY);
    let refused = false;
    const who = (id: string): string => `"members" names "${id.slice(0, 60)}",`;
    async function checkNames(): Promise<void> {
      const people = ids.length === 0 ? undefined : await standings.people(tenant.realm, ids);
      for (const person of [...known, ...(people?.values() ?? [])]) {
        if (person.serviceAccount)
          throw refusal(`${who(person.id)} the account of a client, which is in no group through SCIM.`);
        refuse(
          `${who(person.id)} a break-glass account, whose groups SCIM does not change.`,
          patternHint(tenant, person),
        );
      }
      const others = ids.filter((id) => people?.has(id) === false);
      await Promise.all(others.map((id) => limit(() => (refused ? undefined : checkGroup(tenant, id)))));
    }
    async function checkRoles(id: string): Promise<void> {
      if (refused) return;
      const held = await standings.ofUser(tenant.realm, id).roles;
      refuse(
        `${who(id)} who administers the realm and whose groups SCIM does not change.`,
        rolesHint(tenant, held),
      );
    }
    try {
      await Promise.all([
        checkNames(),
        ...[...known.map(({ id }) => id), ...ids].map((id) => limit(() => checkRoles(id))),
      ]);
    } catch (error) {
      refused = true;
      throw error;
    }
  };
}
