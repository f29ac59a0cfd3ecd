import { ATTRIBUTE, readStoredConfig } from '../../tenants/config.ts';
import { route, type AdminRequest, type AdminRoute } from '../route.ts';
import type { BrakeStatus } from '../contract.ts';
import { object } from '../schemas.ts';

/** The attribute that says when an administrator last let go of the brake: writing it needs the right to change the client. */
const RELEASED = 'scim.brake.released';

const STATE = object(
  {
    engaged: { type: 'boolean', description: 'Whether it holds.' },
    since: { type: 'string', format: 'date-time', description: 'Since when.' },
    leavers: { type: 'integer', description: 'How many users were disabled or deleted in the window.' },
    rule: { type: 'object', description: 'As the configuration has it; absent where there is no brake.' },
  },
  ['engaged', 'leavers'],
);

async function state({ realm, client, tools }: AdminRequest): Promise<BrakeStatus> {
  const { brake: rule } = readStoredConfig(client.attributes[ATTRIBUTE.config]);
  const { since, ...found } = await tools.brake.state(realm, rule);
  return {
    ...found,
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    ...(rule === undefined ? {} : { rule }),
  };
}

/** The routes of a realm's brake. */
export const BRAKE_ROUTES: readonly AdminRoute[] = [
  route('GET /brake', {
    operationId: 'readBrake',
    summary: 'Whether the brake on leavers holds.',
    rights: 'view-clients',
    answers: { 200: { description: 'How it stands.', schema: STATE } },
    handle: async (request) => ({ status: 200, body: await state(request) }),
  }),
  route('POST /brake/release', {
    operationId: 'releaseBrake',
    changes: true,
    summary: 'Lets go of the brake and counts anew.',
    rights: 'manage-clients',
    answers: { 204: { description: 'It is released.' } },
    handle: async ({ realm, caller, client, tools }) => {
      await caller.setClientAttributes(client.id, { [RELEASED]: new Date().toISOString() });
      tools.brake.release(realm);
      return { status: 204, audit: 'The brake was released.' };
    },
  }),
];
