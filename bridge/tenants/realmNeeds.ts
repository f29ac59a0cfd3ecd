import { LOOKUP_ATTRIBUTE } from '../../mappers/compile/lookupKey.ts';
import type { Mapping } from '../../mappers/compile/mapping.ts';
import { keptEmailOf } from '../../mappers/compile/storage/keptEmail.ts';
import type { KeycloakUser } from '../keycloak/port/users.ts';
import type { ScimConfig } from './config.ts';

// What a realm needs for SCIM: `realm-config enable` gives it, and an examination of the realm looks for it.

/** The least lifetime of an access token of the realm's SCIM client: identity providers refuse shorter ones. */
export const MIN_TOKEN_SECONDS = 3_600;

/** The attribute of a client with the lifetime of its access tokens in seconds. */
export const TOKEN_LIFESPAN_ATTRIBUTE = 'access.token.lifespan';

/** The least rights over a realm that the bridge works with. */
const BRIDGE_RIGHTS = ['manage-users', 'view-realm', 'view-clients'] as const;

/** The rights that it needs besides if SCIM groups are roles: to create, change and delete roles. */
const RIGHTS_FOR_ROLES = ['manage-realm'] as const;

/** The rights over a realm that the bridge's account is to have, and those that it has only with other rules. */
export const neededRights = ({
  groups,
}: ScimConfig): { readonly granted: readonly string[]; readonly withdrawn: readonly string[] } =>
  groups?.as === 'roles'
    ? { granted: [...BRIDGE_RIGHTS, ...RIGHTS_FOR_ROLES], withdrawn: [] }
    : { granted: BRIDGE_RIGHTS, withdrawn: RIGHTS_FOR_ROLES };

/** The lookup keys that a user is to have. */
export function lookupKeysOf(mapping: Mapping, user: KeycloakUser): readonly string[] {
  const fields = mapping.toKeycloak(mapping.toScim(user));
  const { attributes } = keptEmailOf(user) === undefined ? fields : mapping.keepEmail(fields);
  return attributes[LOOKUP_ATTRIBUTE] ?? [];
}
