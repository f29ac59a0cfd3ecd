import { SignInError, type SignInObstacle } from '../keycloak/port/errors.ts';
import type { SignInTrial } from '../keycloak/port/inspection.ts';
import type { RealmSetup } from '../keycloak/setup/realmSetup.ts';
import { SetupError } from './setupError.ts';

/** What a bridge meets whose client in the realm signs in with something else. */
const OF_OTHERS: readonly SignInObstacle[] = ['noClient', 'otherCredential'];

/**
 * Refuses to take the client in a realm from another bridge: an enabled client that this bridge cannot sign in with has
 * the key or secret of another one, which would be cut off.
 */
export async function refuseOtherBridge(
  { name, parts }: RealmSetup,
  clientId: string,
  trySignIn: (realm: string) => Promise<SignInTrial>,
): Promise<void> {
  const client = await parts.client.read({ clientId, name: '', description: '' });
  if (client === undefined || client.members.enabled === false) return;
  try {
    await trySignIn(name);
  } catch (error) {
    if (!(error instanceof SignInError) || !OF_OTHERS.includes(error.obstacle)) return;
    throw new SetupError(
      `Realm "${name}" was not changed: its client "${clientId}" has another key or secret than this bridge, so that another bridge may sign in with it, which would be cut off. With "replaceBridgeKey": true it gets the one of this bridge.`,
    );
  }
}
