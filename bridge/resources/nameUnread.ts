import { KeycloakError } from '../keycloak/port/errors.ts';
import type { Context } from '../lifecycle/context.ts';
import { reportGroupName } from './groups/groupSteps.ts';
import { reportUserNames } from './users/userSteps.ts';

/**
 * Reports the name of the user or group that a request addresses without having read it, so that the journal names it;
 * reads it unless its name is known. The name is not worth a failure: the answer stands whether Keycloak tells it or
 * not.
 */
export async function nameUnread(context: Context, about: 'user' | 'group', id: string): Promise<void> {
  const { users, groups } = context.tenant.realm;
  try {
    if (about === 'user') {
      const user = await users.get(id);
      if (user !== undefined) reportUserNames(context, user);
      return;
    }
    const name = groups.knownName(id);
    const group = name === undefined ? await groups.get(id) : undefined;
    if (name !== undefined) context.report.named(name);
    else if (group !== undefined) reportGroupName(context, group);
  } catch (error) {
    if (!(error instanceof KeycloakError)) throw error;
  }
}
