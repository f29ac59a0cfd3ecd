import { DocumentError } from '../../documents/mistake.ts';
import { isObject, type Json } from '../../scim/json.ts';
import type { Connection, TrustedIssuer } from '../connecting/connection.ts';
import { addressesOf, scimBaseUrl, tokenEndpointOf } from '../tenants/baseUrl.ts';
import {
  ATTRIBUTE,
  readStoredConfig,
  SCIM_CLIENT_ID,
  SCIM_SCOPE,
  type Authentication,
} from '../tenants/config.ts';
import type { AdminRequest } from './route.ts';
import { listOf, object } from './schemas.ts';

/** Reads the configuration document; returns an empty one and the problem if it has mistakes. */
export function documentOf({ client }: AdminRequest): {
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
