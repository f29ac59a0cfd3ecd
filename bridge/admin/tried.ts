import type { ExplainContext } from '../protocol/explain.ts';
import type { JsonObject } from '../../scim/json.ts';
import { readTenantConfig, type ScimConfig } from '../tenants/config.ts';
import { checkConfiguration, managedMembers, pointerInConfig } from './configurationCheck.ts';
import type { Configuration } from './contract.ts';
import { refuseMistakes } from './problem.ts';
import type { AdminRequest } from './route.ts';
import { CONFIG_DOCUMENT } from './schemas.ts';

/** What a realm is tried with instead of its own. */
export interface Tried {
  readonly profile?: string;
  readonly mapping?: JsonObject;
  readonly config?: Configuration['config'];
}

/** The members of a body that say what a realm is tried with. */
export const TRIED = {
  profile: { type: 'string', maxLength: 100, description: 'As if the realm had this profile.' },
  mapping: { type: 'object', description: 'As if the realm had this mapping document.' },
  config: {
    ...CONFIG_DOCUMENT,
    description: 'As if this document was in scim.config; its mistakes are listed as those of a replacement.',
  },
};

/** Checks the configuration in a request; throws with every mistake in it. */
async function triedConfig(
  request: AdminRequest,
  { profile, config }: Tried,
): Promise<ScimConfig | undefined> {
  const { bodyMistakes, client } = request;
  const elsewhere = bodyMistakes.filter((mistake) => pointerInConfig(mistake) === undefined);
  refuseMistakes(elsewhere, 'body');
  if (config === undefined) return undefined;
  const configuration = { profile: profile ?? readTenantConfig(client.attributes).profile, config };
  const { document } = await checkConfiguration(request, configuration);
  // As it would be after a replacement.
  return { ...document, ...managedMembers(client.attributes) };
}

/** Opens the tenant as it is, or as it would be with another profile, mapping or configuration. */
export async function openTried(request: AdminRequest, tried: Tried): Promise<ExplainContext> {
  const { profile, mapping } = tried;
  const config = await triedConfig(request, tried);
  return request.tools.preview(request.caller, {
    ...(profile === undefined ? {} : { profile }),
    ...(mapping === undefined ? {} : { mapping: { document: mapping, file: 'mapping', pointer: '' } }),
    ...(config === undefined ? {} : { config }),
  });
}
