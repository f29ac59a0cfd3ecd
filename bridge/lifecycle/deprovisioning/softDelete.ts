import type { KeycloakUser, UserReplacement, UserWrite } from '../../keycloak/port/users.ts';
import { readAll } from '../../keycloak/port/readAll.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import {
  HIDDEN,
  HIDDEN_ATTRIBUTE,
  FORMER_EMAIL_ATTRIBUTE,
  withoutFederation,
} from '../../tenants/scimAttributes.ts';
import { misconfiguredProfile } from '../protection/rules.ts';
import { isSoftDeleted, isOwn, softDeletes } from '../visibility.ts';

/**
 * The replacement of a user that changes nothing but adds attributes. A PUT with attributes clears every name, e-mail
 * address and attribute that is left out (contract/users-write: "clears names and e-mail address").
 */
const withAddedAttributes = (
  { username, email, firstName, lastName, attributes }: KeycloakUser,
  added: UserWrite['attributes'],
): UserReplacement => ({
  username,
  email,
  firstName,
  lastName,
  attributes: { ...withoutFederation(attributes), ...added },
});

/** Disables a user and hides it from SCIM clients; does not end its sessions. */
export async function softDelete({ realm, dropped }: Tenant, user: KeycloakUser): Promise<void> {
  if (dropped.has(HIDDEN_ATTRIBUTE)) throw misconfiguredProfile();
  await realm.users.replace(user.id, {
    ...withAddedAttributes(user, { [HIDDEN_ATTRIBUTE]: [HIDDEN] }),
    enabled: false,
  });
}

/** Finds the soft-deleted user that has a user name or e-mail address; `undefined` if there is none. */
export async function findSoftDeleted(
  tenant: Tenant,
  by: 'username' | 'email',
  text = '',
): Promise<KeycloakUser | undefined> {
  const value = text.toLowerCase();
  if (value === '' || !softDeletes(tenant)) return undefined;
  const users = await tenant.realm.users.find({ by, value }, { first: 0, max: 2 });
  return users.find((user) => isSoftDeleted(tenant, user) && isOwn(tenant, user));
}

/** Clears the e-mail address of a soft-deleted user, and keeps it in an attribute. */
export async function archiveEmail({ realm }: Tenant, user: KeycloakUser, email: string): Promise<void> {
  const replacement = withAddedAttributes(user, { [FORMER_EMAIL_ATTRIBUTE]: [email] });
  await realm.users.replace(user.id, { ...replacement, email: undefined });
}

/** Removes the attributes that a soft delete added. */
export function withoutSoftDeleteAttributes(attributes: UserWrite['attributes']): UserWrite['attributes'] {
  return Object.fromEntries(
    Object.entries(attributes).filter(
      ([name]) => name !== HIDDEN_ATTRIBUTE && name !== FORMER_EMAIL_ATTRIBUTE,
    ),
  );
}

/** Every user of a realm has the realm role of this prefix (contract/roles-as-groups: "are three in a new realm"). */
const DEFAULT_ROLE_PREFIX = 'default-roles-';

/**
 * Removes from a soft-deleted user what another person must not get: credentials, linked identities, consents and
 * roles that were given directly.
 */
export async function removeAccessAndRoles(
  { realm: { users, roles } }: Tenant,
  userId: string,
): Promise<void> {
  const [directRoles] = await Promise.all([roles.listDirect({ user: userId }), users.removeAccess(userId)]);
  const removableRoles = directRoles.filter(
    ({ client, name }) => client !== undefined || !name.startsWith(DEFAULT_ROLE_PREFIX),
  );
  await roles.take({ user: userId }, removableRoles);
}

/** Ends all memberships of a user that is restored: the client that creates it knows of none. */
export async function leaveAllGroups({ realm: { groups } }: Tenant, userId: string): Promise<void> {
  const joined = await readAll((window) => groups.find({ by: 'member', userId }, window));
  for (const { id } of joined) await groups.leave(id, userId);
}
