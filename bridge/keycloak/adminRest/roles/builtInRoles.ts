import { KeycloakError } from '../../port/errors.ts';
import { MARKER_ROLE } from '../../port/roles.ts';
import { MASTER_ADMIN_ROLES, MASTER_REALM } from '../managementClient.ts';

/** The fields of a role that tell whether it is built in. */
interface Role {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly clientRole?: boolean | undefined;
}

/**
 * The description of the default role, which stays when the role is renamed (contract/roles-as-groups: "are three in a
 * new realm; the default role is named after the realm in lower case").
 */
const DEFAULT_ROLE_DESCRIPTION = '${role_default-roles}';

/**
 * Names that lead elsewhere as part of a URL, so that Keycloak cannot be asked about such a role
 * (contract/roles-as-groups: "cannot be read by the name "%s"").
 */
export const UNREACHABLE_NAMES: readonly string[] = ['', '.', '..'];

/** Tells the roles of a realm that can be groups from those that are built in. */
export interface BuiltInRoles {
  /**
   * Whether a role is a group: not a client role, not built into Keycloak, not the marker role, and reachable by its
   * name.
   */
  readonly isGroup: (role: Role) => boolean;
  /** Throws a `KeycloakError` for a name that no group may have, ignoring case. */
  checkName(name: string): void;
}

/** Returns the rules that tell which roles of a realm are groups. */
export function builtInRolesOf(realm: string): BuiltInRoles {
  const names = new Set([
    `default-roles-${realm.toLowerCase()}`,
    'offline_access',
    'uma_authorization',
    MARKER_ROLE,
    ...(realm === MASTER_REALM ? MASTER_ADMIN_ROLES : []),
  ]);
  return {
    isGroup: ({ name = '', description, clientRole }) =>
      clientRole !== true &&
      !names.has(name) &&
      !UNREACHABLE_NAMES.includes(name) &&
      description !== DEFAULT_ROLE_DESCRIPTION,
    checkName(name) {
      if (UNREACHABLE_NAMES.includes(name)) {
        const message = `a role cannot be called "${name}"`;
        throw new KeycloakError('invalid', message, { problems: [{ message }] });
      }
      if (names.has(name.toLowerCase())) {
        throw new KeycloakError('conflict', `"${name}" is kept for a role that is no group`);
      }
    },
  };
}
