import { KeycloakError } from '../port/errors.ts';
import { MARKER_ROLE } from '../port/roles.ts';

/** As much of a role as tells whose it is. */
interface Role {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly clientRole?: boolean | undefined;
}

/** The realm whose administrators are those of all realms. */
const MASTER = 'master';

/** What the role that everybody holds is described by, which stays when it is renamed. */
const DEFAULT_ROLES = '${role_default-roles}';

/** Names that would lead elsewhere in an address, which the names of roles are part of. */
const UNREACHABLE: readonly string[] = ['', '.', '..'];

/** Which roles of a realm are groups. */
export interface OwnRoles {
  /** Whether a role is a group: a client's is none, nor are Keycloak's own, the marker, and one that no address leads to. */
  readonly isGroup: (role: Role) => boolean;
  /** Refuses a name that no group may have, whatever its case. */
  checkName(name: string): void;
}

/** Says which roles of a realm are groups. */
export function ownRolesOf(realm: string): OwnRoles {
  const names = new Set([
    `default-roles-${realm.toLowerCase()}`,
    'offline_access',
    'uma_authorization',
    MARKER_ROLE,
    ...(realm === MASTER ? ['admin', 'create-realm'] : []),
  ]);
  return {
    isGroup: ({ name = '', description, clientRole }) =>
      clientRole !== true && !names.has(name) && !UNREACHABLE.includes(name) && description !== DEFAULT_ROLES,
    checkName(name) {
      if (UNREACHABLE.includes(name)) {
        const message = `a role cannot be called "${name}"`;
        throw new KeycloakError('invalid', message, { problems: [{ message }] });
      }
      if (names.has(name.toLowerCase())) {
        throw new KeycloakError('conflict', `"${name}" is kept for a role that is no group`);
      }
    },
  };
}
