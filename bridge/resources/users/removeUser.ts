import type { Context } from '../../lifecycle/context.ts';
import { inTurn, type Conditions } from '../context.ts';
import { toScimError, withSentence } from '../failures.ts';
import { disable, deprovision } from './deprovision.ts';
import { readOnly } from './userWrites.ts';
import { readForChange, type UsersParts } from './userSteps.ts';

/** Deletes a user, or hides it where the realm does that (RFC 7644 §3.6). */
export function removeUser(
  parts: UsersParts,
  context: Context,
  id: string,
  conditions: Conditions,
): Promise<void> {
  return inTurn(parts, context.tenant, `users/${id}`, async () => {
    const guard = parts.protection.guard(context.tenant, id, 'fresh');
    const user = await readForChange(context, id, conditions, parts.protection);
    await guard.checkDelete(user);
    const { users } = context.tenant.realm;
    // Keycloak would answer 204 and the directory would bring the user back.
    if (user.federated && !(await users.isWritable(user.id))) {
      await disable(context, parts, user);
      throw withSentence(toScimError(readOnly(), context.tenant), 'The user has been disabled.');
    }
    await deprovision(context, parts, user);
  });
}
