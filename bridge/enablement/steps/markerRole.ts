import { MARKER_ROLE } from '../../keycloak/port/roles.ts';
import { ROLE_DESCRIPTION } from '../../keycloak/setup/removals.ts';
import { step } from './step.ts';

/** Creates the realm role that marks users created by SCIM. */
export const markerRole = step({
  name: `role ${MARKER_ROLE}`,
  part: ({ setup }) => setup.parts.role,
  desired: () => ({ name: MARKER_ROLE, description: ROLE_DESCRIPTION }),
});
