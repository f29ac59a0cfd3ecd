import { KeycloakError, type KeycloakUser, type UserWrite } from '../keycloak/port.ts';
import type { Brake } from '../lifecycle/brake.ts';
import { findFormer, freeEmail, hide, leaveGroups, unhidden } from '../lifecycle/hiding.ts';
import { offboard } from '../lifecycle/offboarding.ts';
import type { Onboarding } from '../lifecycle/onboarding.ts';
import type { Protection } from '../lifecycle/protection.ts';
import { hidesDeleted, isHidden } from '../lifecycle/visibility.ts';
import { ScimError } from '../scim/errors.ts';
import type { JsonObject } from '../scim/json.ts';
import type { Context } from '../lifecycle/context.ts';
import { keptOf } from './kept.ts';
import { toResource, toWrite } from './userView.ts';
import { replaceUser, sourced } from './userWrites.ts';

/** Seconds after which a client should try again when the realm holds deactivations. */
const RETRY_WHEN_BRAKED = '600';

const BRAKED = 'More users left at once than the realm allows; an operator has to look.';

/** Counts a user who is deactivated; where the realm holds deactivations, the brake refuses it. */
export async function countDeactivation(
  { tenant, note }: Context,
  brake: Brake,
  user: KeycloakUser,
): Promise<void> {
  if (!(await brake.leaving(tenant, user.id))) return;
  if (tenant.config.brake?.holdDeactivations === true) {
    throw new ScimError('braked', BRAKED, { headers: { 'Retry-After': RETRY_WHEN_BRAKED } });
  }
  note('The brake holds; deactivations go through.');
}

/** Deletes a user, or hides it where the realm does that; while the brake holds, the user is disabled instead. */
export async function removeUser(context: Context, brake: Brake, user: KeycloakUser): Promise<boolean> {
  const { tenant, note } = context;
  const { users } = tenant.realm;
  const braked = await brake.leaving(tenant, user.id);
  if (!braked && !hidesDeleted(tenant)) return users.delete(user.id);
  if (braked || user.enabled) await users.setEnabled(user.id, false);
  note(
    braked
      ? 'The brake holds: the user was disabled instead of deleted.'
      : 'Keycloak keeps it, disabled and hidden; a user created with the same userName is this one again.',
  );
  await offboard(context, user.id);
  // Hidden last: who is hidden is not found by a repeat of the request.
  if (!braked) await hide(tenant, user);
  return true;
}

/** Gives a user who was deleted and hidden back, as the one that a client creates. */
export async function bringBack(
  context: Context,
  resource: JsonObject,
  id: string,
  { onboarding, protection }: { readonly onboarding: Onboarding; readonly protection: Protection },
): Promise<JsonObject> {
  const { tenant, note } = context;
  const guard = protection.guard(tenant, id, 'fresh');
  const user = await tenant.realm.users.get(id);
  // Another request was faster.
  if (user === undefined || !isHidden(tenant, user)) throw new KeycloakError('conflict', 'taken');
  const written = sourced(toWrite(tenant, resource, user), tenant);
  const wanted = keptOf(context, { ...written, attributes: unhidden(written.attributes) }, user);
  await guard.checkChange(user, wanted, 'all');
  await leaveGroups(tenant, id);
  await onboarding.restore(context, id);
  const result = await replaceUser({ tenant }, user, wanted);
  note('The user had been deleted and hidden, and is back under the same id, out of the groups of then.');
  return toResource(tenant, result);
}

/** Takes the e-mail address of a user who is to be created from the hidden user who has it, as long as somebody does. */
export async function letGoOfEmail(
  { tenant }: Context,
  { username, email }: Pick<UserWrite, 'username' | 'email'>,
  protection: Protection,
): Promise<void> {
  const holder = await findFormer(tenant, 'email', email);
  if (holder === undefined) return;
  // Keycloak says first that the address is taken; where the name is, too, nobody is created who could have it.
  const query = { by: 'username', value: username.toLowerCase() } as const;
  if ((await tenant.realm.users.find(query, { first: 0, max: 1 })).length > 0) {
    const problems = [{ message: 'User exists with same username' }];
    throw new KeycloakError('conflict', 'the user name is taken', { problems });
  }
  await protection.guard(tenant, holder.id, 'fresh').checkDelete(holder);
  await freeEmail(tenant, holder);
}
