import { KeycloakError } from '../keycloak/port/errors.ts';
import type { KeycloakRole } from '../keycloak/port/roles.ts';
import { roleRefsForGroup, type RoleRef } from '../tenants/references/roleRef.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { configurationError, createGrantResolver } from './onboarding/grants.ts';

/** The roles that a group gets and loses with a new name. */
interface RoleChange {
  readonly added: readonly KeycloakRole[];
  readonly removed: readonly KeycloakRole[];
}

/** Gives groups the roles that the rules of their realm tie to their names. */
export interface GroupRoles {
  /** Finds the roles that a new name adds and removes; throws if a role does not exist or must not be given. */
  prepare(tenant: Tenant, name: string, previousName?: string): Promise<RoleChange>;
  apply(tenant: Tenant, groupId: string, change: RoleChange): Promise<void>;
  /** Applies a change and then renames the group; undoes the change if either fails. */
  applyAndRename(
    tenant: Tenant,
    groupId: string,
    change: RoleChange,
    rename: () => Promise<void>,
  ): Promise<void>;
}

/** Where the rules are in `scim.config`. */
const POINTER = '/groups/roles';

const isSameRole = (a: RoleRef, b: RoleRef): boolean => a.name === b.name && a.clientId === b.clientId;

/** Creates what gives groups of all realms the roles of their names. */
export function createGroupRoles(): GroupRoles {
  const grants = createGrantResolver();

  async function apply({ realm }: Tenant, groupId: string, { added, removed }: RoleChange): Promise<void> {
    try {
      if (added.length > 0) await realm.roles.give({ group: groupId }, added);
      if (removed.length > 0) await realm.roles.take({ group: groupId }, removed);
    } catch (error) {
      if (!(error instanceof KeycloakError) || error.failure !== 'notFound') throw error;
      grants.forget(realm);
      if ((await realm.groups.get(groupId)) === undefined) throw error;
      throw configurationError('a role that cannot be given', POINTER, error.message);
    }
  }

  return {
    async prepare({ realm, config }, name, previousName) {
      const refs = roleRefsForGroup(config, name);
      const previousRefs = previousName === undefined ? [] : roleRefsForGroup(config, previousName);
      const removedRefs = previousRefs.filter((previous) => !refs.some((ref) => isSameRole(ref, previous)));
      const [added, removed] = await Promise.all([
        grants.resolveRoles(realm, refs),
        Promise.all(removedRefs.map((ref) => realm.roles.find(ref.name, ref.clientId))),
      ]);
      return { added, removed: removed.filter((role) => role !== undefined) };
    },
    apply,
    async applyAndRename(tenant, groupId, { added, removed }, rename) {
      try {
        // Renamed last: as long as the group has its old name, a repeated request does all of this again.
        await apply(tenant, groupId, { added, removed });
        await rename();
      } catch (error) {
        await apply(tenant, groupId, { added: removed, removed: added }).catch(() => undefined);
        throw error;
      }
    },
  };
}
