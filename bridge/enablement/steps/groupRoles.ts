import { isDeepStrictEqual } from 'node:util';
import { readWindows } from '../../keycloak/port/readAll.ts';
import type { KeycloakRealm } from '../../keycloak/port/realm.ts';
import { ATTRIBUTE, readStoredConfig, type ScimConfig } from '../../tenants/config.ts';
import { roleRefsForGroup, type RoleRef } from '../../tenants/references/roleRef.ts';
import { endpointClientOf, sweep } from './step.ts';

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
  isNeeded(context) {
    const { roles } = context.desired.config.groups ?? {};
    if (roles === undefined) return false;
    const stored = readStoredConfig(endpointClientOf(context).attributes[ATTRIBUTE.config]);
    return context.options.visitsGroups === true || !isDeepStrictEqual(roles, stored.groups?.roles);
  },
  run({ setup, desired }) {
    const brokenPointers = new Set(desired.broken.map(({ pointer }) => pointer));
    return applyGroupRoles(setup.realm, desired.config, ({ pointer }) => brokenPointers.has(pointer));
  },
});
