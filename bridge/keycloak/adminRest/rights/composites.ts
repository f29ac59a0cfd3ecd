import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { KeycloakError } from '../../port/errors.ts';
import type { Caller } from '../call.ts';

/** Maximum number of roles that one composite role may contain. */
const MAX_COMPOSITES = 1_000;

/** A role as Keycloak lists it within another. */
export interface RoleInComposite {
  readonly id?: string;
  readonly name?: string;
  readonly composite?: boolean;
  readonly clientRole?: boolean;
  readonly containerId?: string;
}

/**
 * Lists all roles that a role contains, itself included, without those within the roles that `isWhole` names. Keycloak
 * lists one level only, and roles may contain each other in a circle (contract/administration: "are listed one level
 * deep, and the bridge reads all levels", "may form a circle").
 */
export async function allComposites(
  admin: KeycloakAdminClient,
  call: Caller,
  id: string,
  isWhole: (role: RoleInComposite) => boolean = () => false,
): Promise<RoleInComposite[]> {
  const root: RoleInComposite | null | undefined = await call('GET roles-by-id/{id}', () =>
    admin.roles.findOneById({ id }),
  );
  const roles = new Map<string, RoleInComposite>(!root ? [] : [[id, root]]);
  for (const [roleId, role] of roles) {
    if (role.composite !== true || isWhole(role)) continue;
    const children: RoleInComposite[] = await call('GET roles-by-id/{id}/composites', () =>
      admin.roles.getCompositeRoles({ id: roleId }),
    );
    for (const child of children) {
      if (child.id !== undefined && !roles.has(child.id)) roles.set(child.id, child);
    }
    if (roles.size > MAX_COMPOSITES) {
      throw new KeycloakError('unexpected', `More than ${MAX_COMPOSITES} roles come with one role`);
    }
  }
  return [...roles.values()];
}
