import type { Express } from 'express';
import { loadQuirks } from '../mappers/loadQuirks.ts';
import { createApp } from './app.ts';
import { createEndpoints } from './http/endpoints.ts';
import { createKeycloak } from './keycloak/keycloak.ts';
import type { Logger } from './observability/logger.ts';
import { currentTrace } from './observability/trace.ts';
import { createGroups } from './resources/groups.ts';
import { createLocks } from './resources/locks.ts';
import { createUsers } from './resources/users.ts';
import type { Settings } from './settings.ts';
import { createTenants } from './tenants/tenants.ts';

/** Puts the parts of the bridge together. */
export async function compose(settings: Settings, log: Logger): Promise<Express> {
  const keycloak = createKeycloak({
    url: settings.keycloakUrl,
    clientId: settings.keycloakClientId,
    clientSecret: settings.keycloakClientSecret,
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
