import type { KeycloakUser, UserReplacement, UserWrite } from '../../keycloak/port/users.ts';
import { readAll } from '../../keycloak/port/readAll.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { FORMER_EMAIL, HIDDEN, HIDDEN_ATTRIBUTE, withoutFederation } from '../../tenants/scimAttributes.ts';
import { misconfiguredProfile } from '../protection/rules.ts';
import { hidesDeleted, isHidden, isOwn } from '../visibility.ts';

/** A user as it is, to be written back with other attributes. */
const asItIs = (
  { username, email, firstName, lastName, attributes }: KeycloakUser,
  added: UserWrite['attributes'],
): UserReplacement => ({
  username,
  email,
  firstName,
  lastName,
  attributes: { ...withoutFederation(attributes), ...added },
});

/** Disables a user and hides it from SCIM; sessions are ended apart. */
export async function hide({ realm, dropped }: Tenant, user: KeycloakUser): Promise<void> {
  if (dropped.has(HIDDEN_ATTRIBUTE)) throw misconfiguredProfile();
  await realm.users.replace(user.id, { ...asItIs(user, { [HIDDEN_ATTRIBUTE]: [HIDDEN] }), enabled: false });
}

/** The hidden user that stands in the way of one to be created, by user name or by e-mail address. */
export async function findFormer(
  tenant: Tenant,
  by: 'username' | 'email',
  text = '',
): Promise<KeycloakUser | undefined> {
  const value = text.toLowerCase();
  if (value === '' || !hidesDeleted(tenant)) return undefined;
  const found = await tenant.realm.users.find({ by, value }, { first: 0, max: 2 });
  return found.find((user) => isHidden(tenant, user) && isOwn(tenant, user));
}

/** Lets go of the e-mail address that a hidden user has. */
export async function freeEmail({ realm }: Tenant, user: KeycloakUser): Promise<void> {
  const written = asItIs(user, { [FORMER_EMAIL]: [user.email ?? ''] });
  await realm.users.replace(user.id, { ...written, email: undefined });
}

/** The attributes of a user who is brought back, without what hid it. */
export function unhidden(attributes: UserWrite['attributes']): UserWrite['attributes'] {
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => name !== HIDDEN_ATTRIBUTE && name !== FORMER_EMAIL),
  );
}

/** How the name of the role begins that Keycloak gives to every user of a realm. */
const DEFAULT_ROLE = 'default-roles-';

/** Takes from a hidden user what another person must not get: ways to sign in, consents, roles given directly. */
export async function forgetPerson({ realm: { users, roles } }: Tenant, userId: string): Promise<void> {
  const [held] = await Promise.all([roles.listDirect({ user: userId }), users.removeAccess(userId)]);
  const given = held.filter(({ client, name }) => client !== undefined || !name.startsWith(DEFAULT_ROLE));
  await roles.take({ user: userId }, given);
}

/** Ends the memberships of a user who is brought back: the client that creates it knows of none. */
export async function leaveGroups({ realm: { groups } }: Tenant, userId: string): Promise<void> {
  const found = await readAll((window) => groups.find({ by: 'member', userId }, window));
  for (const { id } of found) await groups.leave(id, userId);
}
