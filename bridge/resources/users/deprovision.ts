import { formatText, message, type Message } from '../../../documents/text.ts';
import { KeycloakError, type KeycloakFailure } from '../../keycloak/port/errors.ts';
import type { KeycloakUser } from '../../keycloak/port/users.ts';
import type { Brake } from '../../lifecycle/deprovisioning/brake.ts';
import { softDelete } from '../../lifecycle/deprovisioning/softDelete.ts';
import { revokeAccess } from '../../lifecycle/deprovisioning/revokeAccess.ts';
import { softDeletes } from '../../lifecycle/visibility.ts';
import { ScimError } from '../../../scim/errors.ts';
import { emptyObject } from '../../../scim/json.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import type { Context } from '../../lifecycle/context.ts';
import { toScimError, withSentence } from '../failures.ts';
import { toContent } from './userView.ts';

/** Seconds after which a client should retry a deactivation that the brake refused. */
const RETRY_AFTER = '600';

const BRAKED = 'More users left at once than the realm allows; an operator has to look.';

/** Alerts the operators of a realm. */
export type Alarm = (realm: string, sentence: Message) => void;

/** The dependencies of deprovisioning. */
export interface DeprovisionParts {
  readonly brake: Brake;
  readonly alarm: Alarm;
}

/** Deactivates an enabled user and counts it; refuses if the brake is engaged and the realm holds deactivations. */
export function deactivate<T>(
  { tenant, report }: Context,
  brake: Brake,
  user: KeycloakUser,
  work: () => Promise<T>,
): Promise<T> {
  return brake.countLeaver(tenant, user.id, (isEngaged) => {
    if (isEngaged && tenant.config.brake?.holdDeactivations === true) {
      throw new ScimError('braked', BRAKED, { headers: { 'Retry-After': RETRY_AFTER } });
    }
    if (isEngaged) report.note('The brake holds; deactivations go through.');
    return work();
  });
}

/** Reports that a user was disabled, and nothing else of it changed. */
function reportDisabled({ tenant, report }: Context, user: KeycloakUser): void {
  report.did({ what: 'disabled' });
  report.wrote(() => ({
    before: toContent(tenant, user),
    after: toContent(tenant, { ...user, enabled: false }),
  }));
}

/** Disables a user and revokes its access, also if it is disabled already. */
export async function disable(
  context: Context,
  { brake, alarm }: DeprovisionParts,
  user: KeycloakUser,
): Promise<void> {
  const { users } = context.tenant.realm;
  if (user.enabled) {
    await revokeIfRefused(context, alarm, user.id, () =>
      deactivate(context, brake, user, () => users.setEnabled(user.id, false)),
    );
    reportDisabled(context, user);
  }
  await revokeAccess(context, user.id);
}

/** Failures by which Keycloak refuses to disable a user. */
const REFUSALS: readonly KeycloakFailure[] = ['invalid', 'conflict', 'readOnly'];

/**
 * Disables a user by `work`. If Keycloak refuses, access is revoked all the same and the operators are alerted: a user
 * that breaks the user profile cannot be disabled, but can be signed out (contract/user-profile), and so can a user of
 * a read-only federation (contract/federation: "cannot be disabled").
 */
async function revokeIfRefused<T>(
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
    await revokeAccess(context, userId);
    const reason = toScimError(error, tenant);
    const sentence = message(
      'User {userId} leaves and Keycloak does not let it be disabled, so that it can sign in again: {reason} Its sessions were ended.',
      { userId, reason: reason.message },
    );
    alarm(tenant.realm.name, sentence);
    if (error.failure === 'readOnly') throw withSentence(reason, 'Its sessions have been ended.');
    const detail =
      'Keycloak does not let this user be disabled; its sessions have been ended, and an operator has to look.';
    throw new ScimError('misconfigured', detail, { hint: formatText(sentence), cause: error });
  }
}

/** Soft-deletes a user that is disabled and has no sessions left. */
async function softDeleteDisabled(tenant: Tenant, user: KeycloakUser): Promise<void> {
  try {
    await softDelete(tenant, user);
  } catch (error) {
    if (!(error instanceof KeycloakError) || error.failure !== 'invalid') throw error;
    const detail =
      'The user has been disabled, but Keycloak does not let it be hidden; an operator has to look.';
    const hint = `User ${user.id} is disabled, but cannot be hidden: ${toScimError(error, tenant).message}`;
    throw new ScimError('misconfigured', detail, { hint, cause: error });
  }
}

/** Deletes or soft-deletes a user, as the realm is configured; if the brake is engaged, only disables it. */
export async function deprovision(
  context: Context,
  { brake, alarm }: DeprovisionParts,
  user: KeycloakUser,
): Promise<void> {
  const { tenant, report } = context;
  const { users } = tenant.realm;
  const outcome = await brake.countLeaver(tenant, user.id, async (isEngaged) => {
    if (!isEngaged && !softDeletes(tenant)) {
      if (await users.delete(user.id)) {
        report.did({ what: 'deleted' });
        report.wrote(() => ({ before: toContent(tenant, user), after: emptyObject() }));
        return 'deleted';
      }
      throw new KeycloakError('notFound', 'Somebody else deleted the user.');
    }
    if (isEngaged || user.enabled) {
      await revokeIfRefused(context, alarm, user.id, () => users.setEnabled(user.id, false));
      if (user.enabled) reportDisabled(context, user);
    }
    return isEngaged ? 'disabled' : 'softDeleted';
  });
  if (outcome === 'deleted') return;
  report.note(
    outcome === 'disabled'
      ? 'The brake holds: the user was disabled instead of deleted.'
      : 'Keycloak keeps it, disabled and hidden; a user created with the same userName is this one again.',
  );
  await revokeAccess(context, user.id);
  // Last: a repeated request does not find a soft-deleted user, and so could not complete the rest.
  if (outcome !== 'softDeleted') return;
  await softDeleteDisabled(tenant, user);
  report.did({ what: 'hidden' });
}
