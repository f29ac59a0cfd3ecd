import { SCIM_CLIENT_ID } from '../../tenants/config.ts';
import type { DesiredRealm } from '../plan/desiredRealm.ts';
import { STATE_BEFORE } from '../stateBefore.ts';
import { step } from './step.ts';

/** What the client is called in Keycloak's console. */
export const ENDPOINT_CLIENT = {
  name: 'SCIM endpoint',
  description: 'The SCIM configuration of this realm, and the OAuth client of its identity provider.',
} as const;

/** What set-up is about to change in the realm, as it was before: `decommission` brings it back. */
function firstAttributes({ settingsBefore }: DesiredRealm): Record<string, string> {
  const { usernamesEditable, unmanagedAttributePolicy, profile } = settingsBefore;
  return STATE_BEFORE.write({
    editUsernameAllowed: usernamesEditable,
    unmanagedAttributePolicy: unmanagedAttributePolicy ?? 'DISABLED',
    usersEditUsername: profile.find(({ name }) => name === 'username')?.userEdits ?? true,
  });
}

/** Creates the client that is the realm's SCIM configuration, and the OAuth client of its identity provider. */
export const endpointClient = step({
  name: `client ${SCIM_CLIENT_ID}`,
  part: ({ setup }) => setup.parts.client,
  desired: ({ desired }) => ({
    clientId: SCIM_CLIENT_ID,
    ...ENDPOINT_CLIENT,
    firstAttributes: firstAttributes(desired),
  }),
  results: ({ actual }) => ({ endpointClient: actual }),
});
