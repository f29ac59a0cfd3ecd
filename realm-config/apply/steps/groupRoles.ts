import { readWindows } from '../../../bridge/keycloak/port/readAll.ts';
import type { KeycloakRealm } from '../../../bridge/keycloak/port/realm.ts';
import type { ScimConfig } from '../../../bridge/tenants/config.ts';
import { roleRefsForGroup, type RoleRef } from '../../../bridge/tenants/references/roleRef.ts';
import { sweep } from './step.ts';

/**
 * Gives every group the roles that the rules tie to its name, except the forbidden ones; returns how many groups lacked
 * some. No role is taken away.
 */
async function applyGroupRoles(
  realm: KeycloakRealm,
  config: ScimConfig,
  isForbidden: (role: RoleRef) => boolean,
): Promise<number> {
  let changed = 0;
  for await (const window of readWindows((at) => realm.groups.find({ by: 'all' }, at))) {
    for (const { id, name } of window) {
      const refs = roleRefsForGroup(config, name).filter((role) => !isForbidden(role));
      if (refs.length === 0) continue;
      const heldIds = new Set((await realm.roles.listDirect({ group: id })).map((role) => role.id));
      const roles = await Promise.all(refs.map((role) => realm.roles.find(role.name, role.clientId)));
      const missing = roles.filter((role) => role !== undefined).filter((role) => !heldIds.has(role.id));
      if (missing.length === 0) continue;
      await realm.roles.give({ group: id }, missing);
      changed += 1;
    }
  }
  return changed;
}

/** Gives the groups that exist already the roles that the rules tie to their names. */
export const groupRoles = sweep({
  name: 'roles of groups',
  isNeeded: ({ desired }) => desired.config.groups?.roles !== undefined,
  run({ setup, desired }) {
    const brokenPointers = new Set(desired.broken.map(({ pointer }) => pointer));
    return applyGroupRoles(setup.realm, desired.config, ({ pointer }) => brokenPointers.has(pointer));
  },
});
