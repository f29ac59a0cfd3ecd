import type { CallerRealm, KeycloakClient } from '../keycloak/port/realm.ts';
import { readTenantConfig, SCIM_CLIENT_ID } from '../tenants/config.ts';
import type { LoadedTenant } from '../tenants/tenants.ts';
import type { RealmSummary } from './contract.ts';
import type { AdminTools } from './route.ts';

/** Why there is nothing to say of a realm whose client the caller does not see. */
export const NOT_SET_UP = `The realm has no client "${SCIM_CLIENT_ID}", or you may not see it; "realm-config enable" makes it.`;

/** The client of a realm that has none yet. */
export const NO_CLIENT: KeycloakClient = { id: '', enabled: false, attributes: {}, mappers: [] };

/** Reads the client of a realm that may have none yet; the caller must be allowed to view the realm then. */
export async function clientOrNone(caller: CallerRealm): Promise<KeycloakClient> {
  const client = await caller.realm.client(SCIM_CLIENT_ID);
  if (client !== undefined) return client;
  await caller.realm.settings();
  return NO_CLIENT;
}

/** Reloads the realm if the bridge still knows a deleted realm of the same name. */
export async function reloadIfReplaced(
  tools: AdminTools,
  realm: string,
  client: KeycloakClient,
): Promise<void> {
  try {
    const { tenant } = await tools.findTenant(realm);
    if (tenant?.endpointId !== client.id) await tools.reload(realm);
  } catch {
    // What is asked afterwards says why the realm cannot be read.
  }
}

/** The realm as the bridge serves it now, or the reason why it does not. */
export async function loadedTenant(
  tools: AdminTools,
  realm: string,
): Promise<Pick<LoadedTenant, 'tenant' | 'reason'>> {
  try {
    return await tools.findTenant(realm);
  } catch (error) {
    return { reason: (error as Error).message };
  }
}

/** A realm in a few words: the same in the status of the realm and in a list of realms. */
export function summaryOf(
  realm: string,
  client: KeycloakClient,
  { tenant }: Pick<LoadedTenant, 'tenant'>,
): RealmSummary {
  const { enabled, profile } = readTenantConfig(client.attributes);
  return { realm, enabled: enabled && client.enabled, served: tenant !== undefined, profile };
}
