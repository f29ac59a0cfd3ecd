import { MARKER_ROLE } from '../../bridge/keycloak/port/roles.ts';
import { readWindows } from '../../bridge/keycloak/port/readAll.ts';
import { required } from '../../bridge/keycloak/port/required.ts';
import type { KeycloakUser, KeycloakUsers } from '../../bridge/keycloak/port/users.ts';
import { planPart, type DescribedChange } from '../../bridge/keycloak/setup/part.ts';
import type { ClientState } from '../../bridge/keycloak/setup/client.ts';
import type { RealmSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import { isMadeBySetup } from '../../bridge/keycloak/setup/removals.ts';
import { ATTRIBUTE, SCIM_CLIENT_ID, SCIM_SCOPE } from '../../bridge/tenants/config.ts';
import { SOURCE_ATTRIBUTE } from '../../bridge/tenants/scimAttributes.ts';
import { STATE_BEFORE } from '../../bridge/enablement/stateBefore.ts';
import type { RealmPlan } from '../model/realmPlan.ts';
import { CONSOLE_CLIENT } from '../../bridge/enablement/consoleClient.ts';
import { BRIDGE_CLIENT } from '../../bridge/enablement/steps/bridgeClient.ts';
import { ENDPOINT_CLIENT } from '../../bridge/enablement/steps/endpointClient.ts';

/** What becomes of the users that SCIM created. */
export type FormerUsers = 'keep' | 'disable';

/** One step of taking SCIM out of a realm. */
interface Removal {
  readonly change: DescribedChange;
  readonly apply: () => Promise<void>;
}

/** What is to be done, in order, and what stays. */
interface RemovalPlan {
  readonly removals: readonly Removal[];
  readonly left: readonly string[];
}

/** Plans to remove something if set-up made it; what others made is left. `isOurs` is `undefined` if it does not exist. */
function removalOf(object: string, isOurs: boolean | undefined, apply: () => Promise<void>): RemovalPlan {
  if (isOurs === undefined) return { removals: [], left: [] };
  return isOurs
    ? { removals: [{ change: { outcome: 'removed', object }, apply }], left: [] }
    : { removals: [], left: [`${object} (not made by realm-config)`] };
}

const readClient = ({ parts }: RealmSetup, clientId: string): Promise<ClientState | undefined> =>
  parts.client.read({ clientId, name: '', description: '' });

const isOurs = ({ attributes, members }: ClientState, description: string): boolean =>
  isMadeBySetup({ attributes, description: members.description }, description);

/** Disables a user that SCIM created, and ends what it is signed in with. */
async function disableUser(users: KeycloakUsers, { id }: KeycloakUser): Promise<void> {
  await users.setEnabled(id, false);
  const [clientIds] = await Promise.all([users.offlineGrants(id), users.endSessions(id)]);
  for (const clientId of clientIds) await users.endOfflineGrant(id, clientId);
}

/** Disables every enabled user that SCIM created. */
async function disableUsers({ realm: { users } }: RealmSetup): Promise<void> {
  for await (const window of readWindows((at) => users.find({ by: 'all' }, at))) {
    for (const user of window) {
      const isOfScim = user.attributes[SOURCE_ATTRIBUTE] !== undefined;
      if (user.enabled && isOfScim) await disableUser(users, user);
    }
  }
}

/** The removals of the client that is the realm's SCIM configuration; switching it off comes first. */
function endpointRemovals(
  setup: RealmSetup,
  client: ClientState,
  users: FormerUsers,
): { readonly first: readonly Removal[]; readonly last: readonly Removal[] } {
  const id = required(client.id, `the id of the client ${SCIM_CLIENT_ID}`);
  const isOn = client.attributes[ATTRIBUTE.enabled] === 'true';
  const off: Removal = {
    change: {
      outcome: 'changed',
      object: 'SCIM configuration',
      fields: [{ field: 'enabled', from: 'true', to: 'false' }],
    },
    apply: () => setup.setClientAttributes(id, { [ATTRIBUTE.enabled]: 'false' }),
  };
  const disable: Removal = {
    change: {
      outcome: 'changed',
      object: 'users that SCIM created',
      fields: [{ field: 'enabled', to: false }],
    },
    apply: () => disableUsers(setup),
  };
  return {
    first: [...(isOn ? [off] : []), ...(users === 'disable' ? [disable] : [])],
    last: [
      {
        change: { outcome: 'removed', object: `client ${SCIM_CLIENT_ID}` },
        apply: () => setup.removals.removeClient(id),
      },
    ],
  };
}

/** What brings the settings and the user profile of the realm back. */
async function restorations({ parts }: RealmSetup, client: ClientState): Promise<RemovalPlan> {
  const before = STATE_BEFORE.read(client.attributes);
  if (before === undefined) {
    return { removals: [], left: ['user profile and "Edit username" (what they were before is not known)'] };
  }
  const { editUsernameAllowed, unmanagedAttributePolicy, usersEditUsername } = before;
  const editing = await planPart(parts.usernameEditing, { editUsernameAllowed });
  const profile = await planPart(parts.formerUserProfile, {
    policy: unmanagedAttributePolicy,
    usersEditUsername,
  });
  return {
    removals: [editing, profile].flatMap(({ changes, apply }) => {
      const [change] = changes;
      return change === undefined
        ? []
        : [
            {
              change,
              apply: async () => {
                await apply();
              },
            },
          ];
    }),
    left: [],
  };
}

/** The removals of a client scope and a role, if set-up made them: other servers of SCIM name a role the same. */
async function otherRemovals({ removals }: RealmSetup): Promise<RemovalPlan> {
  const scope = await removals.clientScope(SCIM_SCOPE);
  const role = await removals.role(MARKER_ROLE);
  const plans = [
    removalOf(`client scope ${SCIM_SCOPE}`, scope?.isMadeBySetup, () =>
      removals.removeClientScope(required(scope?.id, `the id of the client scope ${SCIM_SCOPE}`)),
    ),
    removalOf(`role ${MARKER_ROLE}`, role?.isMadeBySetup, () => removals.removeRole(MARKER_ROLE)),
  ];
  return { removals: plans.flatMap((plan) => plan.removals), left: plans.flatMap(({ left }) => left) };
}

/** The removal of a client, if set-up made it. */
function clientRemoval(
  { removals }: RealmSetup,
  clientId: string,
  client: ClientState | undefined,
  description: string,
): RemovalPlan {
  return removalOf(`client ${clientId}`, client && isOurs(client, description), () =>
    removals.removeClient(required(client?.id, `the id of the client ${clientId}`)),
  );
}

/** Plans to take SCIM out of a realm: what set-up made goes, what it changed becomes as before; the realm and its users stay. */
async function planRemovals(
  setup: RealmSetup,
  bridgeClientId: string,
  users: FormerUsers,
): Promise<RemovalPlan> {
  const endpoint = await readClient(setup, SCIM_CLIENT_ID);
  const bridge = await readClient(setup, bridgeClientId);
  const console = clientRemoval(
    setup,
    CONSOLE_CLIENT.clientId,
    await readClient(setup, CONSOLE_CLIENT.clientId),
    CONSOLE_CLIENT.description,
  );
  // Without the configuration nothing else is certain to be ours, but for a bridge client that is marked.
  if (endpoint === undefined && bridge === undefined) return console;
  const { first, last } =
    endpoint === undefined ? { first: [], last: [] } : endpointRemovals(setup, endpoint, users);
  const restored = endpoint === undefined ? { removals: [], left: [] } : await restorations(setup, endpoint);
  const others = await otherRemovals(setup);
  const ofBridge = clientRemoval(setup, bridgeClientId, bridge, BRIDGE_CLIENT.description);
  const isOurEndpoint = endpoint === undefined || isOurs(endpoint, ENDPOINT_CLIENT.description);
  return {
    // The configuration goes last: a run that broke off is repeated, and knows what the realm was like before.
    removals: [
      ...first,
      ...console.removals,
      ...ofBridge.removals,
      ...others.removals,
      ...restored.removals,
      ...(isOurEndpoint ? last : []),
    ],
    left: [
      ...console.left,
      ...restored.left,
      ...others.left,
      ...ofBridge.left,
      ...(isOurEndpoint ? [] : [`client ${SCIM_CLIENT_ID} (not made by realm-config)`]),
      ...(users === 'keep' && endpoint !== undefined ? ['users'] : []),
    ],
  };
}

/** What taking SCIM out of a realm would do. */
export interface DecommissionPlan extends RealmPlan {
  readonly removals: readonly Removal[];
}

/** Plans to take SCIM out of a realm; writes nothing. */
export async function planDecommission(
  setup: RealmSetup,
  bridgeClientId: string,
  users: FormerUsers,
): Promise<DecommissionPlan> {
  const { removals, left } = await planRemovals(setup, bridgeClientId, users);
  return { removals, changes: removals.map(({ change }) => change), keptCount: 0, left, findings: [] };
}

/** Takes SCIM out of a realm, step by step, and reports each. */
export async function decommissionRealm(
  { removals }: DecommissionPlan,
  onDone: (change: DescribedChange) => void,
): Promise<void> {
  for (const { change, apply } of removals) {
    await apply();
    onDone(change);
  }
}
