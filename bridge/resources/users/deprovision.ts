import { KeycloakError, type KeycloakFailure } from '../../keycloak/port/errors.ts';
import type { KeycloakUser, UserWrite } from '../../keycloak/port/users.ts';
import type { Brake } from '../../lifecycle/deprovisioning/brake.ts';
import {
  findFormer,
  forgetPerson,
  freeEmail,
  hide,
  leaveGroups,
  unhidden,
} from '../../lifecycle/deprovisioning/softDelete.ts';
import { offboard } from '../../lifecycle/deprovisioning/revokeAccess.ts';
import type { Onboarding } from '../../lifecycle/onboarding/onboarding.ts';
import type { Protection } from '../../lifecycle/protection/protection.ts';
import { hidesDeleted, isHidden } from '../../lifecycle/visibility.ts';
import { ScimError } from '../../../scim/errors.ts';
import type { Json, JsonObject } from '../../../scim/json.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import type { Context } from '../../lifecycle/context.ts';
import { toScimError, withSentence } from '../failures.ts';
import { keptOf } from './unchangeable.ts';
import { toResource, toWrite } from './userView.ts';
import { replaceUser, sourced } from './userWrites.ts';

/** Seconds after which a client should try again when the realm holds deactivations. */
const RETRY_WHEN_BRAKED = '600';

const BRAKED = 'More users left at once than the realm allows; an operator has to look.';

/** Tells the operator of a realm what has to be looked at. */
export type Alarm = (realm: string, sentence: string) => void;

/** What leavers are handled with. */
export interface LeavingParts {
  readonly brake: Brake;
  readonly alarm: Alarm;
}

/** Does what deactivates an enabled user, and counts it; where the realm holds deactivations, the brake refuses it. */
export function deactivate<T>(
  { tenant, report }: Context,
  brake: Brake,
  user: KeycloakUser,
  work: () => Promise<T>,
): Promise<T> {
  return brake.leaving(tenant, user.id, (holds) => {
    if (holds && tenant.config.brake?.holdDeactivations === true) {
      throw new ScimError('braked', BRAKED, { headers: { 'Retry-After': RETRY_WHEN_BRAKED } });
    }
    if (holds) report.note('The brake holds; deactivations go through.');
    return work();
  });
}

/** Disables a user and ends sessions and offline tokens; one who is disabled already has these ended once more. */
export async function disable(
  context: Context,
  { brake, alarm }: LeavingParts,
  user: KeycloakUser,
): Promise<void> {
  const { users } = context.tenant.realm;
  if (user.enabled) {
    await endingSessions(context, alarm, user.id, () =>
      deactivate(context, brake, user, () => users.setEnabled(user.id, false)),
    );
  }
  await offboard(context, user.id);
}

/** Why Keycloak does not disable somebody whom a client deactivates. */
const REFUSALS: readonly KeycloakFailure[] = ['invalid', 'conflict', 'readOnly'];

/** Does what puts a user out; where Keycloak refuses that, sessions end all the same and the operator is told. */
async function endingSessions<T>(
  context: Context,
  alarm: Alarm,
  userId: string,
  work: () => Promise<T>,
): Promise<T> {
  const { tenant } = context;
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KeycloakError) || !REFUSALS.includes(error.failure)) throw error;
    await offboard(context, userId);
    const reason = toScimError(error, tenant);
    const told = `User ${userId} leaves and Keycloak does not let it be disabled, so that it can sign in again: ${reason.message} Its sessions were ended.`;
    alarm(tenant.realm.name, told);
    if (error.failure === 'readOnly') throw withSentence(reason, 'Its sessions have been ended.');
    const detail =
      'Keycloak does not let this user be disabled; its sessions have been ended, and an operator has to look.';
    throw new ScimError('misconfigured', detail, { hint: told, cause: error });
  }
}

/** Hides a user who is disabled and has no sessions left. */
async function hideLeaver(tenant: Tenant, user: KeycloakUser): Promise<void> {
  try {
    await hide(tenant, user);
  } catch (error) {
    if (!(error instanceof KeycloakError) || error.failure !== 'invalid') throw error;
    const detail =
      'The user has been disabled, but Keycloak does not let it be hidden; an operator has to look.';
    const hint = `User ${user.id} is disabled, but cannot be hidden: ${toScimError(error, tenant).message}`;
    throw new ScimError('misconfigured', detail, { hint, cause: error });
  }
}

/** Deletes a user, or hides it where the realm does that; while the brake holds, the user is disabled instead. */
export async function deprovision(
  context: Context,
  { brake, alarm }: LeavingParts,
  user: KeycloakUser,
): Promise<void> {
  const { tenant, report } = context;
  const { users } = tenant.realm;
  const outcome = await brake.leaving(tenant, user.id, async (holds) => {
    if (!holds && !hidesDeleted(tenant)) {
      if (await users.delete(user.id)) return 'deleted';
      throw new KeycloakError('notFound', 'Somebody else deleted the user.');
    }
    if (holds || user.enabled) {
      await endingSessions(context, alarm, user.id, () => users.setEnabled(user.id, false));
    }
    return holds ? 'held' : 'hidden';
  });
  if (outcome === 'deleted') return;
  report.note(
    outcome === 'held'
      ? 'The brake holds: the user was disabled instead of deleted.'
      : 'Keycloak keeps it, disabled and hidden; a user created with the same userName is this one again.',
  );
  await offboard(context, user.id);
  // Hidden last: who is hidden is not found by a repeat of the request.
  if (outcome === 'hidden') await hideLeaver(tenant, user);
}

/** The externalId of a user, as the mapping keeps it. */
const externalIdOf = ({ userMapping }: Tenant, user: KeycloakUser | UserWrite): Json | undefined =>
  userMapping.toScim(user).externalId;

/** What Keycloak is to hold for a resource that is about another person than the one who is there. */
function asAnother(tenant: Tenant, resource: JsonObject): UserWrite {
  const { emailVerified = tenant.config.onboarding?.emailVerified ?? false, ...wanted } = sourced(
    toWrite(tenant, resource),
    tenant,
  );
  return { ...wanted, emailVerified };
}

/** Gives a user who was deleted and hidden back, as the one that a client creates. */
export async function bringBack(
  context: Context,
  resource: JsonObject,
  id: string,
  { onboarding, protection }: { readonly onboarding: Onboarding; readonly protection: Protection },
): Promise<JsonObject> {
  const { tenant, report } = context;
  const guard = protection.guard(tenant, id, 'fresh');
  const user = await tenant.realm.users.get(id);
  // Another request was faster.
  if (user === undefined || !isHidden(tenant, user)) throw new KeycloakError('conflict', 'taken');
  const same = sourced(toWrite(tenant, resource, user), tenant);
  const isSamePerson = externalIdOf(tenant, user) === externalIdOf(tenant, same);
  const written = isSamePerson ? same : asAnother(tenant, resource);
  const wanted = keptOf(context, { ...written, attributes: unhidden(written.attributes) }, user);
  await guard.checkChange(user, wanted, 'all');
  // Before the user is enabled: repeated after a failure, this begins again.
  if (!isSamePerson) await forgetPerson(tenant, id);
  await leaveGroups(tenant, id);
  await onboarding.restore(context, id);
  const result = await replaceUser({ tenant }, user, wanted);
  report.note(
    'The user had been deleted and hidden, and is back under the same id, out of the groups of then.',
  );
  if (!isSamePerson) {
    report.note(
      'Its externalId is another one: credentials, linked identities, consents and roles of then are gone.',
    );
  }
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
