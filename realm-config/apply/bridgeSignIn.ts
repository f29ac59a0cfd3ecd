import { randomBytes } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import type { PublicKeys } from '../../bridge/keycloak/auth/bridgeKey.ts';
import { secretProof } from '../../bridge/keycloak/auth/secretProof.ts';
import type { BridgeSignIn, SecretProof } from '../../bridge/keycloak/port/bridgeSignIn.ts';
import type { ClientState } from '../../bridge/keycloak/setup/client.ts';
import type { RealmSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import type { AdminApi } from '../adminApi.ts';
import { CommandError } from '../commandError.ts';

/** Asks the running bridge how it signs in to a realm. */
export type AskBridge = (realm: string, proof?: SecretProof) => Promise<BridgeSignIn>;

/** Returns the question to the bridge behind an admin API; `undefined` if there is none to ask. */
export const askBridgeAt = (api: AdminApi | undefined): AskBridge | undefined =>
  api && (async (realm, proof) => (await api(realm, { route: 'GET /bridge', query: { ...proof } })).body);

/** The way in which the bridge is to sign in to a realm; with neither secret nor keys a realm keeps the way it has. */
export interface DesiredSignIn {
  readonly bridgeClientId: string;
  readonly bridgeClientSecret?: string | undefined;
  readonly bridgePublicKeys?: PublicKeys | undefined;
  /** Whether to write it even if the running bridge cannot sign in so. */
  readonly replaceBridgeKey?: boolean | undefined;
}

/** The option that says so. */
export const REPLACE_BRIDGE_KEY = [
  '--replace-bridge-key',
  'write another key or secret than the running bridge has, which cuts it off until it has it too',
] as const;

const VARIABLE = { key: 'BRIDGE_KEY_FILE', secret: 'KEYCLOAK_CLIENT_SECRET' } as const;

/** Why the running bridge could not sign in to the realm any more; `undefined` if it could. */
async function cutOffReason(
  bridge: BridgeSignIn,
  { bridgeClientId, bridgeClientSecret, bridgePublicKeys }: DesiredSignIn,
  isNewClient: boolean,
): Promise<string | undefined> {
  if (bridge.clientId !== bridgeClientId) {
    return `its client is "${bridge.clientId}", not "${bridgeClientId}": set KEYCLOAK_CLIENT_ID to that`;
  }
  const kind =
    bridgePublicKeys !== undefined ? 'key' : bridgeClientSecret !== undefined ? 'secret' : undefined;
  const way = `set ${VARIABLE[bridge.kind]} as the bridge has it`;
  if (kind === undefined) {
    return isNewClient ? `it has a ${bridge.kind} of its own: ${way}` : undefined;
  }
  if (kind !== bridge.kind) {
    return `it signs in with a ${bridge.kind}, and ${VARIABLE[kind]} is set: unset that, and ${way}`;
  }
  if (kind === 'secret') return bridge.matches === false ? `it has another secret: ${way}` : undefined;
  const thumbprints = await Promise.all(
    (bridgePublicKeys?.keys ?? []).map((key) => calculateJwkThumbprint(key)),
  );
  const isKnown = bridge.keys.some(({ thumbprint }) => thumbprints.includes(thumbprint));
  const kids = bridge.keys.map(({ kid }) => kid).join(', ');
  return isKnown ? undefined : `it has none of the keys in the file, only ${kids}: ${way}`;
}

/** The ids of the keys that a client publishes. */
function kidsOf({ attributes }: ClientState): string[] {
  try {
    const { keys } = JSON.parse(attributes['jwks.string'] ?? '{"keys":[]}') as { keys: { kid?: string }[] };
    return keys.map(({ kid = '' }) => kid);
  } catch {
    return [];
  }
}

const wayOf = (kids: readonly string[] | undefined): string =>
  kids === undefined ? 'a secret' : `the key ${kids.join(', ')}`;

/** The line about a change of the way in which the client signs in; `undefined` if it stays. */
function changeOf(
  client: ClientState | undefined,
  { bridgeClientId, bridgeClientSecret, bridgePublicKeys }: DesiredSignIn,
): string | undefined {
  if (client === undefined || (bridgeClientSecret === undefined && bridgePublicKeys === undefined))
    return undefined;
  const from = client.members.clientAuthenticatorType === 'client-jwt' ? kidsOf(client) : undefined;
  const to = bridgePublicKeys?.keys.map(({ kid = '' }) => kid);
  const isSame = from?.join() === to?.join();
  return isSame
    ? undefined
    : `The client "${bridgeClientId}" signs in with ${wayOf(to)} from now on; before it was ${wayOf(from)}.`;
}

/**
 * Checks before a realm is set up that the running bridge can sign in afterwards; throws if it could not. Returns what
 * the operator should know. No secret is sent: the bridge compares proofs.
 */
export async function checkBridgeSignIn(
  { name, parts }: Pick<RealmSetup, 'name' | 'parts'>,
  ask: AskBridge | undefined,
  desired: DesiredSignIn,
): Promise<readonly string[]> {
  const { bridgeClientId: clientId, bridgeClientSecret, replaceBridgeKey = false } = desired;
  let client: ClientState | undefined;
  try {
    client = await parts.client.read({ clientId, name: '', description: '' });
  } catch {
    // The realm does not exist or is not for this administrator, as setting it up will say.
    return [];
  }
  const change = changeOf(client, desired);
  const lines = change === undefined ? [] : [change];
  if (ask === undefined) return lines;
  let bridge: BridgeSignIn;
  try {
    const proof =
      bridgeClientSecret === undefined
        ? undefined
        : secretProof(bridgeClientSecret, name, randomBytes(16).toString('base64url'));
    bridge = await ask(name, proof);
  } catch (error) {
    return [...lines, `The bridge was not asked whether it can sign in so. ${(error as Error).message}`];
  }
  const reason = await cutOffReason(bridge, desired, client === undefined);
  if (reason === undefined) return lines;
  if (replaceBridgeKey)
    return [...lines, `The running bridge cannot sign in to realm "${name}" now: ${reason}.`];
  throw new CommandError(
    `Realm "${name}" was not changed, because the running bridge could not sign in to it any more: ${reason}. To move the bridge to another key or secret, add ${REPLACE_BRIDGE_KEY[0]}, and restart it with that.`,
  );
}

/** Why a key file must not be reduced to its first key yet; `undefined` if it may. */
export function pruneObstacle(bridge: BridgeSignIn, firstKid: string): string | undefined {
  if (bridge.kind === 'secret') return 'the running bridge signs in with a secret, not with a key';
  if (!bridge.keys.some(({ kid, inFile }) => kid === firstKid && inFile)) {
    return `the running bridge does not know the key ${firstKid}; is this the file that its BRIDGE_KEY_FILE names? It reads a change within seconds`;
  }
  const behind = bridge.keys.filter(({ kid, realms }) => kid !== firstKid && realms > 0);
  const count = behind.reduce((sum, { realms }) => sum + realms, 0);
  if (count === 0) return undefined;
  return `${count === 1 ? '1 realm' : `${count} realms`} still signed in with ${behind.map(({ kid }) => kid).join(', ')}; "enable" every realm first, with MANAGEMENT_URL set, so that the bridge takes the new key at once`;
}
