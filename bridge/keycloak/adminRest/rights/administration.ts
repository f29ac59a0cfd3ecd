import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from '../call.ts';
import type { KeycloakGroups } from '../../port/groups.ts';
import type { KeycloakAdministration, KeycloakRoles } from '../../port/roles.ts';
import { MASTER_REALM } from '../managementClient.ts';
import { withGroupsAbove } from './groupsAbove.ts';
import { createMasterRights } from './masterRights.ts';
import { createRealmRights } from './realmRights.ts';
import { isId } from '../representation.ts';

/** Creates the part of the port that tells who may administer a realm. */
export function createAdministration(
  admin: KeycloakAdminClient,
  call: Caller,
  {
    realm,
    groups,
    roles,
  }: {
    realm: string;
    groups: Pick<KeycloakGroups, 'get' | 'find'>;
    roles: Pick<KeycloakRoles, 'listDirect'>;
  },
): KeycloakAdministration {
  const rights =
    realm === MASTER_REALM
      ? createMasterRights(admin, call, { groups, roles })
      : createRealmRights(admin, call);

  return {
    ofUser: async (id) => (isId(id) ? rights.ofUser(id) : []),
    async ofGroup(group) {
      const start = typeof group === 'string' ? await groups.get(group) : group;
      const names = new Set<string>();
      // The effective roles of a group do not contain those of its parents (contract/administration: "may leave out
      // those of the parent group, which the bridge adds itself").
      for (const { id, holdsRoles } of await withGroupsAbove(start === undefined ? [] : [start], groups)) {
        if (holdsRoles === false) continue;
        for (const name of await rights.ofGroupItself(id)) names.add(name);
      }
      return [...names];
    },
    ofRole: async (id) => (isId(id) ? rights.ofRole(id) : []),
    snapshot: () => rights.snapshot(),
  };
}
