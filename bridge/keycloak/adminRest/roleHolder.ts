import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { RoleHolder } from '../port/roles.ts';

/** Returns a role holder's kind as URLs have it, its id, and the part of the admin client for that kind. */
export const roleHolder = (admin: KeycloakAdminClient, holder: RoleHolder) =>
  'user' in holder
    ? (['users', holder.user, admin.users] as const)
    : (['groups', holder.group, admin.groups] as const);
