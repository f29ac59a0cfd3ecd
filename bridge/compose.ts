import type { Express } from 'express';
import { loadQuirks } from '../mappers/loadQuirks.ts';
import { createApp } from './app.ts';
import { createEndpoints } from './http/endpoints.ts';
import { BridgeKeyError, readBridgeKey, type BridgeCredential } from './keycloak/bridgeKey.ts';
import { createKeycloak } from './keycloak/keycloak.ts';
import type { Logger } from './observability/logger.ts';
import { currentTrace } from './observability/trace.ts';
import { createGroups } from './resources/groups.ts';
import { createLocks } from './resources/locks.ts';
import { createUsers } from './resources/users.ts';
import { SettingsError, type Settings } from './settings.ts';
import { createTenants } from './tenants/tenants.ts';

/** What the bridge signs in with until it is started again. */
async function credentialOf({ keycloakClientSecret, bridgeKeyFile }: Settings): Promise<BridgeCredential> {
  if (bridgeKeyFile === undefined) return { secret: keycloakClientSecret ?? '' };
  try {
    return { key: await readBridgeKey(bridgeKeyFile) };
  } catch (error) {
    throw error instanceof BridgeKeyError ? new SettingsError(`BRIDGE_KEY_FILE: ${error.message}`) : error;
  }
}

/** Puts the parts of the bridge together. */
export async function compose(settings: Settings, log: Logger): Promise<Express> {
  const keycloak = createKeycloak({
    url: settings.keycloakUrl,
    clientId: settings.keycloakClientId,
    credential: await credentialOf(settings),
    timeout: settings.keycloakTimeout,
    concurrency: settings.keycloakConcurrency,
    retries: 2,
    onCall: ({ call, outcome, milliseconds }) => {
      currentTrace()?.keycloak.push({ call, outcome, milliseconds: Math.round(milliseconds) });
    },
  });
  const tenants = createTenants({
    keycloak,
    publicUrl: settings.publicUrl,
    scanLimit: settings.scanLimit,
    refreshAfter: settings.refreshAfter,
    quirks: await loadQuirks(),
    onFinding: (realm, finding) => log.warn('mapping of the realm to look at', { realm, finding }),
    onProblem: (realm, problem) => log.warn('realm is not served as configured', { realm, problem }),
  });
  const locks = createLocks();
  return createApp({ tenants, endpoints: createEndpoints(createUsers(locks), createGroups(locks)), log });
}
