import { adminApiScope, bridgeRights, ensureBridgeClient } from './bridgeClient.ts';
import { configuration } from './configuration.ts';
import { consoleStep } from './console.ts';
import { endpointClient } from './endpointClient.ts';
import { groupRoles } from './groupRoles.ts';
import { identityProviders } from './identityProviders.ts';
import { lookupIndex } from './lookupIndex.ts';
import { markerRole } from './markerRole.ts';
import { realmSettings } from './realmSettings.ts';
import { REMOTE_TOKEN_STEPS } from './remoteTokens.ts';
import type { SetupStep } from './step.ts';
import { editUsername, userProfile } from './userProfile.ts';

/** Everything that switches SCIM on in a realm, in order. */
export const STEPS: readonly SetupStep[] = [
  realmSettings,
  // First among the changes of SCIM: it remembers what the realm was like before.
  endpointClient,
  // Before user names can be changed at all: a run that breaks off in between must not let users change theirs.
  userProfile,
  editUsername,
  identityProviders,
  markerRole,
  ensureBridgeClient,
  bridgeRights,
  ...REMOTE_TOKEN_STEPS,
  adminApiScope,
  consoleStep,
  lookupIndex,
  groupRoles,
  configuration,
];
