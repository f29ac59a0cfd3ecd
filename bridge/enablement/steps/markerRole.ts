import { MARKER_ROLE } from '../../keycloak/port/roles.ts';
import { step } from './step.ts';

const MARKER_DESCRIPTION = 'Marks users whom SCIM created.';

/** Creates the realm role that marks users created by SCIM. */
export const markerRole = step({
  name: `role ${MARKER_ROLE}`,
  part: ({ setup }) => setup.parts.role,
  desired: () => ({ name: MARKER_ROLE, description: MARKER_DESCRIPTION }),
});
