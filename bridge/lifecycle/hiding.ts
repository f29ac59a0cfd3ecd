import type { KeycloakUser, UserWrite } from '../keycloak/port.ts';
import { withoutFederation } from '../resources/userView.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { HIDDEN, HIDDEN_ATTRIBUTE, hidesDeleted, isHidden, isOwn } from './visibility.ts';

/** The user attribute that keeps the e-mail address of a hidden user whose address somebody else has got. */
const FORMER_EMAIL = 'scim.formerEmail';

/** A user as it is, to be written back with other attributes. */
const asItIs = (
  { username, email, firstName, lastName, attributes }: KeycloakUser,
  added: UserWrite['attributes'],
): UserWrite => ({
  username,
  email,
  firstName,
  lastName,
  enabled: false,
  attributes: { ...withoutFederation(attributes), ...added },
});

/** Disables a user and hides it from SCIM; sessions are ended apart. */
export async function hide({ realm }: Tenant, user: KeycloakUser): Promise<void> {
  await realm.users.replace(user.id, asItIs(user, { [HIDDEN_ATTRIBUTE]: [HIDDEN] }));
}

/** The hidden user that stands in the way of one to be created, by user name or by e-mail address. */
async function hiddenUser(
  tenant: Tenant,
  by: 'username' | 'email',
  value: string | undefined,
): Promise<KeycloakUser | undefined> {
  if (value === undefined || value === '') return undefined;
  const found = await tenant.realm.users.find(
    { by, value: by === 'username' ? value.toLowerCase() : value },
    { first: 0, max: 2 },
  );
  return found.find((user) => isHidden(tenant, user) && isOwn(tenant, user));
}

/** The hidden user whom a create is to bring back, since the user names are the same. */
export async function findFormer(tenant: Tenant, { username }: UserWrite): Promise<KeycloakUser | undefined> {
  return hidesDeleted(tenant) ? hiddenUser(tenant, 'username', username) : undefined;
}

/** Lets go of an e-mail address that only a hidden user has; true where there was one. */
export async function freeEmail(tenant: Tenant, { email }: UserWrite): Promise<boolean> {
  const user = hidesDeleted(tenant) ? await hiddenUser(tenant, 'email', email) : undefined;
  if (user?.email === undefined) return false;
  const written = { ...asItIs(user, { [FORMER_EMAIL]: [user.email] }), email: undefined };
  await tenant.realm.users.replace(user.id, written);
  return true;
}

/** The attributes of a user who is brought back, without what hid it. */
export function unhidden(attributes: UserWrite['attributes']): UserWrite['attributes'] {
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => name !== HIDDEN_ATTRIBUTE && name !== FORMER_EMAIL),
  );
}

/** Ends the memberships of a user who is brought back: the client that creates it knows of none. */
export async function leaveGroups({ realm: { groups } }: Tenant, userId: string): Promise<void> {
  for (;;) {
    const found = await groups.find({ by: 'member', userId }, { first: 0, max: 100 });
    for (const { id } of found) await groups.leave(id, userId);
    if (found.length < 100) return;
  }
}
