import { KeycloakError } from '../keycloak/port/errors.ts';
import type { Context } from '../lifecycle/context.ts';
import { reportGroupName } from './groups/groupSteps.ts';
import { reportUserNames } from './users/userSteps.ts';

/**
 * Reads the user or group whose change was refused before it was read, so that the journal names it. Its name is not
 * worth another failure: the refusal stands whether Keycloak answers or not.
 */
export async function nameRefused(context: Context, about: 'user' | 'group', id: string): Promise<void> {
  const { users, groups } = context.tenant.realm;
  try {
    if (about === 'user') {
      const user = await users.get(id);
      if (user !== undefined) reportUserNames(context, user);
    } else {
      const group = await groups.get(id);
      if (group !== undefined) reportGroupName(context, group);
    }
  } catch (error) {
    if (!(error instanceof KeycloakError)) throw error;
  }
}
