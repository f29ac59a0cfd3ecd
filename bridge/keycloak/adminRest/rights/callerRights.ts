import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from '../call.ts';
import { CALLER_RIGHTS, type CallerRight } from '../../port/callerRights.ts';
import { KeycloakError } from '../../port/errors.ts';

/** An id that no user has. */
const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Whether Keycloak lets the caller make a call; a call that it takes for nonsense it would have let the caller make. */
async function isAllowed(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (!(error instanceof KeycloakError)) throw error;
    if (error.status === 403) return false;
    if (error.failure === 'invalid') return true;
    throw error;
  }
}

/** How many clients are looked at: one of them may be one of Keycloak's own that nobody manages. */
const MAX_CLIENTS = 3;

/** Reads the access to the clients of the realm, by the first of them. */
async function clientAccess(
  admin: KeycloakAdminClient,
  call: Caller,
): Promise<{ readonly view: boolean; readonly manage: boolean }> {
  try {
    const clients = await call('GET clients', () => admin.clients.find({ first: 0, max: MAX_CLIENTS }));
    return {
      view: clients.some(({ access }) => access?.view === true),
      manage: clients.some(({ access }) => access?.manage === true),
    };
  } catch (error) {
    if (error instanceof KeycloakError && error.status === 403) return { view: false, manage: false };
    throw error;
  }
}

/**
 * Finds out which rights an account has over a realm, by what Keycloak lets it do: lightweight access tokens name no
 * roles. Nothing is written: a role and a group without a name are refused to everyone, but with 403 only to those
 * without the right (contract/service-account-rights).
 */
export async function readRights(
  admin: KeycloakAdminClient,
  call: Caller,
  realm: string,
): Promise<readonly CallerRight[]> {
  const clients = clientAccess(admin, call);
  const settings = call('GET realm', () => admin.realms.findOne({ realm }));
  const has: Readonly<Record<CallerRight, Promise<boolean>>> = {
    'view-clients': clients.then(({ view }) => view),
    'manage-clients': clients.then(({ manage }) => manage),
    // Others are answered as well, with almost nothing.
    'view-realm': settings.then((found) => found?.enabled !== undefined),
    'manage-realm': isAllowed(call('POST roles', () => admin.roles.create({}))),
    'view-users': isAllowed(
      call('GET attack-detection/users/{id}', () => admin.attackDetection.findOne({ id: NOBODY })),
    ),
    'manage-users': isAllowed(call('POST groups', () => admin.groups.create({}))),
    'view-events': isAllowed(call('GET events/config', () => admin.realms.getConfigEvents({ realm }))),
  };
  const answers = await Promise.all(CALLER_RIGHTS.map(async (right) => ((await has[right]) ? [right] : [])));
  return answers.flat();
}
