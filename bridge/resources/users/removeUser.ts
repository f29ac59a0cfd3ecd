import type { Context } from '../../lifecycle/context.ts';
import { withLock, type Conditions } from '../context.ts';
import { toScimError, withSentence } from '../failures.ts';
import { disable, deprovision } from './deprovision.ts';
import { readOnlyFailure } from './userWrites.ts';
import { readForChange, type UsersParts } from './userSteps.ts';

/** Deletes or soft-deletes a user, as the realm is configured (RFC 7644 §3.6). */
export function removeUser(
  parts: UsersParts,
  context: Context,
  id: string,
  conditions: Conditions,
): Promise<void> {
  return withLock(parts, context.tenant, `users/${id}`, async () => {
    const guard = parts.protection.guard(context.tenant, id, 'fresh');
    const user = await readForChange(context, id, conditions, parts.protection);
    await guard.checkDelete(user);
    const { users } = context.tenant.realm;
    // Keycloak answers 204 to a DELETE, and the directory brings the user back (contract/federation: "comes back from
    // the directory").
    if (user.federated && !(await users.isWritable(user.id))) {
      await disable(context, parts, user);
      throw withSentence(toScimError(readOnlyFailure(), context.tenant), 'The user has been disabled.');
    }
    await deprovision(context, parts, user);
  });
}
