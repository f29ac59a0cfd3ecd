import { SCIM_CLIENT_ID } from '../../tenants/config.ts';
import { connectionOf, TRUSTED } from '../connection.ts';
import { Problem } from '../problem.ts';
import { route, type AdminRoute } from '../route.ts';
import { listOf, object } from '../schemas.ts';

/** The routes of the values to copy into the identity provider. */
export const CONNECTION_ROUTES: readonly AdminRoute[] = [
  route('GET /connection', {
    operationId: 'readConnection',
    summary: 'The values to copy into the identity provider.',
    rights: 'view-clients, view-realm',
    answers: {
      200: {
        description: 'The values.',
        schema: object({
          scimUrl: { type: 'string', format: 'uri' },
          scimUrls: listOf({ type: 'string', format: 'uri' }),
          tokenEndpoint: { type: 'string', format: 'uri' },
          clientId: { type: 'string' },
          audience: { type: 'string', format: 'uri' },
          scope: { type: 'string', description: 'The scope to ask the token endpoint for.' },
          remoteToken: { type: 'boolean', description: 'Whether tokens of the token endpoint are accepted.' },
          trusted: TRUSTED,
        }),
      },
    },
    handle: async (request) => ({ status: 200, body: await connectionOf(request) }),
  }),
  route('POST /connection/secret', {
    operationId: 'revealSecret',
    changes: true,
    summary: 'Returns the secret of the OAuth client; the access is audited.',
    rights: 'manage-clients',
    answers: {
      200: {
        description: 'Client id and secret.',
        schema: object({ clientId: { type: 'string' }, clientSecret: { type: 'string' } }),
      },
    },
    handle: async ({ caller, client }) => {
      const clientSecret = await caller.clientSecret(client.id);
      if (clientSecret === undefined) {
        throw new Problem(
          'conflict',
          `The client "${SCIM_CLIENT_ID}" has no secret; look at how it proves itself in Keycloak.`,
        );
      }
      return {
        status: 200,
        body: { clientId: SCIM_CLIENT_ID, clientSecret },
        audit: `The secret of client ${SCIM_CLIENT_ID} was shown.`,
      };
    },
  }),
];
