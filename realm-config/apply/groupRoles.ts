import type { KeycloakRealm } from '../../bridge/keycloak/port/realm.ts';
import type { ScimConfig } from '../../bridge/tenants/config.ts';
import { roleRefsForGroup, type RoleRef } from '../../bridge/tenants/references/roleRef.ts';

/** How many groups are read at once. */
const WINDOW = 100;

/**
 * Gives the groups that there are already the roles that the rules tie to their names, but for those that the rules must
 * not give; returns how many groups lacked some. Nothing is taken from any.
 */
export async function applyGroupRoles(
  realm: KeycloakRealm,
  config: ScimConfig,
  mustNotGive: (role: RoleRef) => boolean,
): Promise<number> {
  let changed = 0;
  for (let first = 0; ; first += WINDOW) {
    const groups = await realm.groups.find({ by: 'all' }, { first, max: WINDOW });
    for (const { id, name } of groups) {
      const named = roleRefsForGroup(config, name).filter((role) => !mustNotGive(role));
      if (named.length === 0) continue;
      const held = new Set((await realm.roles.listDirect({ group: id })).map((role) => role.id));
      const found = await Promise.all(named.map((role) => realm.roles.find(role.name, role.clientId)));
      const missing = found.filter((role) => role !== undefined && !held.has(role.id));
      if (missing.length === 0) continue;
      await realm.roles.give(
        { group: id },
        missing.filter((role) => role !== undefined),
      );
      changed += 1;
    }
    if (groups.length < WINDOW) return changed;
  }
}
