import { DocumentError } from '../../documents/mistake.ts';
import { isObject, type Json } from '../../scim/json.ts';
import type { RealmFacts } from '../connecting/realmFacts.ts';
import type { Connection, TrustedIssuer } from '../connecting/connection.ts';
import { addressesOf, scimBaseUrl, tokenEndpointOf } from '../tenants/baseUrl.ts';
import {
  ATTRIBUTE,
  readStoredConfig,
  readTenantConfig,
  SCIM_CLIENT_ID,
  SCIM_SCOPE,
  type Authentication,
  type ScimConfig,
  type TenantConfig,
} from '../tenants/config.ts';
import type { LoadedTenant } from '../tenants/tenants.ts';
import { isUsable } from '../tenants/tokens.ts';
import { Problem } from './problem.ts';
import { loadedTenant, summaryOf } from './realmState.ts';
import type { AdminRequest } from './route.ts';
import { listOf, object } from './schemas.ts';

/** Reads the configuration document; returns an empty one and the problem if it has mistakes. */
function documentOf({ client }: AdminRequest): {
  config: ReturnType<typeof readStoredConfig>;
  problem?: string;
} {
  try {
    return { config: readStoredConfig(client.attributes[ATTRIBUTE.config]) };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return { config: { version: 1 }, problem: error.message };
  }
}

/** The addresses under which clients reach the realm. */
async function addressesOfRealm(request: AdminRequest): Promise<readonly string[]> {
  const { frontendUrl } = await request.caller.realm.settings();
  return addressesOf(request.tools.publicUrl, frontendUrl, documentOf(request).config.publicUrls);
}

/** The trusted issuers of a configuration, which may have mistakes. */
export const trustedIssuers = ({ issuers = [] }: Authentication = {}): TrustedIssuer[] =>
  issuers
    .filter((issuer) => isObject(issuer as Json))
    .map((issuer) => {
      const { name, kind, ...parameters } = issuer as Record<string, unknown>;
      return {
        name: typeof name === 'string' ? name : '',
        kind: typeof kind === 'string' ? kind : '',
        parameters,
      };
    });

/** The schema of trusted issuers. */
export const TRUSTED = listOf(
  object({
    name: { type: 'string' },
    kind: { type: 'string' },
    parameters: { type: 'object', description: 'Its other members, such as the id of a tenant.' },
  }),
);

/** The configuration of a realm, and why it is not served, or not as configured. */
export function stateOf(
  request: AdminRequest,
  { tenant, reason }: Pick<LoadedTenant, 'tenant' | 'reason'>,
): Pick<TenantConfig, 'tokens'> & { readonly config: ScimConfig; readonly problems: readonly string[] } {
  const { tokens, problems } = readTenantConfig(request.client.attributes);
  const { config, problem } = documentOf(request);
  const sentences = [...problems, problem, tenant === undefined ? reason : undefined];
  return { tokens, config, problems: sentences.filter((sentence) => sentence !== undefined) };
}

/** The values to copy into the identity provider. */
export async function connectionOf(request: AdminRequest): Promise<Connection> {
  const { realm } = request;
  const addresses = await addressesOfRealm(request);
  const scimUrls = addresses.map((address) => scimBaseUrl(realm, address));
  const [scimUrl = ''] = scimUrls;
  const { authentication } = documentOf(request).config;
  return {
    scimUrl,
    scimUrls,
    tokenEndpoint: tokenEndpointOf(realm, addresses[0] ?? ''),
    clientId: SCIM_CLIENT_ID,
    audience: scimUrl,
    scope: SCIM_SCOPE,
    remoteToken: authentication?.remoteToken !== undefined,
    trusted: trustedIssuers(authentication),
  };
}

/** What instructions for an identity provider depend on, at one of the realm's SCIM URLs. */
export async function factsOf(request: AdminRequest, url?: string): Promise<RealmFacts> {
  const { realm, client, tools } = request;
  const [connection, loaded] = await Promise.all([connectionOf(request), loadedTenant(tools, realm)]);
  const { tokens, config, problems } = stateOf(request, loaded);
  const { profile, served } = summaryOf(realm, client, loaded);
  const { mode = 'provision', authentication = {} } = config;
  if (url !== undefined && !connection.scimUrls.includes(url)) {
    throw new Problem('malformed', `"url" takes a SCIM URL of the realm: ${connection.scimUrls.join(', ')}.`);
  }
  const credentials = { staticTokens: tokens.filter((token) => isUsable(token)).length };
  const status = { profile, served, problems, mode, credentials };
  return { realm, scimUrl: url ?? connection.scimUrl, status, connection, authentication };
}
