import { SCIM_CLIENT_ID } from '../../../bridge/tenants/config.ts';
import { step } from './step.ts';

/** Creates the client that is the realm's SCIM configuration, and the OAuth client of its identity provider. */
export const endpointClient = step({
  name: `client ${SCIM_CLIENT_ID}`,
  part: ({ setup }) => setup.parts.client,
  desired: () => ({
    clientId: SCIM_CLIENT_ID,
    name: 'SCIM endpoint',
    description: 'The SCIM configuration of this realm, and the OAuth client of its identity provider.',
  }),
  results: ({ actual }) => ({ endpointClient: actual }),
});
