import { KeycloakError } from '../keycloak/port/errors.ts';
import type { KeycloakRole } from '../keycloak/port/roles.ts';
import { roleRefsForGroup, type RoleRef } from '../tenants/references/roleRef.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { createGivenFinder, misconfigured } from './onboarding/grants.ts';

/** Which roles a group is to get and to lose. */
interface RoleChange {
  readonly gives: readonly KeycloakRole[];
  readonly takes: readonly KeycloakRole[];
}

/** Gives groups the roles that the rules of their realm tie to their names. */
export interface GroupRoles {
  /** What a new name means for a group's roles; throws for a role that there is not, or that must not be given. */
  prepare(tenant: Tenant, name: string, before?: string): Promise<RoleChange>;
  apply(tenant: Tenant, group: string, change: RoleChange): Promise<void>;
  /** Applies a change before work that renames the group, and takes it back where either fails. */
  around(tenant: Tenant, group: string, change: RoleChange, work: () => Promise<void>): Promise<void>;
}

/** Where the rules are in `scim.config`. */
const POINTER = '/groups/roles';

const same = (a: RoleRef, b: RoleRef): boolean => a.name === b.name && a.clientId === b.clientId;

/** Creates what applies the rules of all realms. */
export function createGroupRoles(): GroupRoles {
  const given = createGivenFinder();

  async function apply({ realm }: Tenant, group: string, { gives, takes }: RoleChange): Promise<void> {
    try {
      if (gives.length > 0) await realm.roles.give({ group }, gives);
      if (takes.length > 0) await realm.roles.take({ group }, takes);
    } catch (error) {
      if (!(error instanceof KeycloakError) || error.failure !== 'notFound') throw error;
      given.forget(realm);
      if ((await realm.groups.get(group)) === undefined) throw error;
      throw misconfigured('a role that cannot be given', POINTER, error.message);
    }
  }

  return {
    async prepare({ realm, config }, name, before) {
      const wanted = roleRefsForGroup(config, name);
      const held = before === undefined ? [] : roleRefsForGroup(config, before);
      const lost = held.filter((role) => !wanted.some((one) => same(one, role)));
      const [gives, found] = await Promise.all([
        given.roles(realm, wanted),
        Promise.all(lost.map((role) => realm.roles.find(role.name, role.clientId))),
      ]);
      return { gives, takes: found.filter((role) => role !== undefined) };
    },
    apply,
    async around(tenant, group, { gives, takes }, work) {
      try {
        // The name comes last: as long as it is the old one, a repeat of the request does all of this again.
        await apply(tenant, group, { gives, takes });
        await work();
      } catch (error) {
        await apply(tenant, group, { gives: takes, takes: gives }).catch(() => undefined);
        throw error;
      }
    },
  };
}
