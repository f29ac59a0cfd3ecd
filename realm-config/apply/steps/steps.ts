import { adminApiScope, bridgeRights, ensureBridgeClient } from './bridgeClient.ts';
import { configuration } from './configuration.ts';
import { endpointClient } from './endpointClient.ts';
import { groupRoles } from './groupRoles.ts';
import { lookupIndex } from './lookupIndex.ts';
import { markerRole } from './markerRole.ts';
import { REMOTE_TOKEN_STEPS } from './remoteTokens.ts';
import type { SetupStep } from './step.ts';
import { editUsername, userProfile } from './userProfile.ts';

/** Everything that switches SCIM on in a realm, in order. */
export const STEPS: readonly SetupStep[] = [
  editUsername,
  userProfile,
  markerRole,
  ensureBridgeClient,
  bridgeRights,
  endpointClient,
  ...REMOTE_TOKEN_STEPS,
  adminApiScope,
  lookupIndex,
  configuration,
  groupRoles,
];
