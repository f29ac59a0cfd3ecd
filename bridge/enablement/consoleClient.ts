import { planPart } from '../keycloak/setup/part.ts';
import type { ConsoleDescription } from '../keycloak/setup/consoleClient.ts';
import type { RealmSetup } from '../keycloak/setup/realmSetup.ts';
import { CALLER_RIGHTS } from '../keycloak/port/callerRights.ts';
import type { DesiredConsole } from './request/setupRequest.ts';
import type { StepOutcome } from './steps/step.ts';

/** What the client of the console is called in Keycloak's console. */
export const CONSOLE_CLIENT = {
  clientId: 'scim-console',
  name: 'SCIM console',
  description: 'People sign in with it to the console of SCIM.',
} as const;

/** The rights that what the console shows and does takes; doctor looks at identity providers too. */
const CONSOLE_RIGHTS: readonly string[] = [...CALLER_RIGHTS, 'view-identity-providers'];

/** The console of a realm, at the URL of the listener that serves it. */
export const consoleAddress = (consoleUrl: string, realm: string): string =>
  `${consoleUrl}/realms/${encodeURIComponent(realm)}/scim/console/`;

/**
 * The client of the console in a realm. In `master` its tokens have all rights of the account, which are those over
 * every realm; elsewhere only those over the realm that the console uses.
 */
export const consoleClient = (
  realm: string,
  { isPresent, consoleUrl }: DesiredConsole,
): ConsoleDescription => ({
  ...CONSOLE_CLIENT,
  isPresent,
  url: consoleAddress(consoleUrl, realm),
  rights: realm === 'master' ? undefined : CONSOLE_RIGHTS,
});

/** Makes the client of the console in a realm, whether the realm has SCIM or not. */
export async function enableConsole(setup: RealmSetup, consoleUrl: string): Promise<StepOutcome> {
  const desired = consoleClient(setup.name, { isPresent: true, consoleUrl });
  const { changes, apply } = await planPart(setup.parts.consoleClient, desired);
  await apply();
  return { step: `client ${desired.clientId}`, outcome: changes[0]?.outcome ?? 'kept' };
}
