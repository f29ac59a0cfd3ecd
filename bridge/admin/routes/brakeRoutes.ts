import { message } from '../../../documents/text.ts';
import { ATTRIBUTE, readStoredConfig } from '../../tenants/config.ts';
import { route, type AdminRequest, type AdminRoute } from '../route.ts';
import type { BrakeStatus } from '../contract.ts';
import { object } from '../schemas.ts';

/**
 * The attribute with the time of the last release. Writing it makes Keycloak check that the caller may manage the
 * client.
 */
const RELEASED_ATTRIBUTE = 'scim.brake.released';

const STATE = object(
  {
    engaged: { type: 'boolean', description: 'Whether it is engaged.' },
    since: { type: 'string', format: 'date-time', description: 'Since when.' },
    leavers: { type: 'integer', description: 'How many users were disabled or deleted in the window.' },
    rule: { type: 'object', description: 'The rule in the configuration; absent if there is none.' },
  },
  ['engaged', 'leavers'],
);

async function state({ realm, client, tools }: AdminRequest): Promise<BrakeStatus> {
  const { brake: rule } = readStoredConfig(client.attributes[ATTRIBUTE.config]);
  const { since, ...brakeState } = await tools.brake.state(realm, rule);
  return {
    ...brakeState,
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    ...(rule === undefined ? {} : { rule }),
  };
}

/** The routes of a realm's brake. */
export const BRAKE_ROUTES: readonly AdminRoute[] = [
  route('GET /brake', {
    operationId: 'readBrake',
    summary: 'Whether the brake on leavers is engaged.',
    rights: 'view-clients',
    answers: { 200: { description: 'The state of the brake.', schema: STATE } },
    handle: async (request) => ({ status: 200, body: await state(request) }),
  }),
  route('POST /brake/release', {
    operationId: 'releaseBrake',
    changes: true,
    summary: 'Releases the brake and resets its count.',
    rights: 'manage-clients',
    answers: { 204: { description: 'It is released.' } },
    handle: async ({ realm, caller, client, tools }) => {
      await caller.setClientAttributes(client.id, { [RELEASED_ATTRIBUTE]: new Date().toISOString() });
      tools.brake.release(realm);
      return { status: 204, audit: message('The brake was released.') };
    },
  }),
];
