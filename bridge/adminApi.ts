import type { Router } from 'express';
import type { EventStreams } from './admin/eventStream.ts';
import { createAdminRouter } from './admin/handler.ts';
import type { OpenCredential } from './credential.ts';
import type { KeySets } from './credentials/jwt/keySet.ts';
import type { MadeTokens } from './credentials/static/madeTokens.ts';
import type { Throttle } from './credentials/throttle/throttle.ts';
import type { Kept } from './kept.ts';
import type { CallRecord } from './keycloak/adminRest/call.ts';
import type { Keycloak } from './keycloak/port/realm.ts';
import { openSetupAs } from './keycloak/setup/realmSetup.ts';
import type { Brake } from './lifecycle/deprovisioning/brake.ts';
import type { Logger } from './observability/logger.ts';
import type { Settings } from './settings.ts';
import { previewTenant } from './tenants/preview.ts';
import { realmKey } from './tenants/tenantKey.ts';
import type { Tenants } from './tenants/tenants.ts';

/** What the admin API is made of. */
interface AdminApiParts {
  readonly settings: Settings;
  readonly log: Logger;
  readonly keycloak: Keycloak;
  readonly kept: Kept;
  readonly tenants: Tenants;
  readonly brake: Brake;
  readonly keySets: KeySets;
  readonly throttle: Throttle;
  readonly madeTokens: MadeTokens;
  readonly defaults: Parameters<typeof previewTenant>[1];
  readonly signIn: OpenCredential;
  readonly version: string;
  readonly streams: EventStreams;
  /** Called with Keycloak's id of a realm. */
  readonly onRealm: (realm: string, id: string) => void;
  /** Called after every call of set-up to Keycloak. */
  readonly onCall: (record: CallRecord) => void;
}

/** Creates the admin API from the parts of the bridge. */
export function openAdminApi(parts: AdminApiParts): Router {
  const { settings, log, keycloak, tenants, brake, keySets, throttle, madeTokens } = parts;
  const { defaults, signIn, version, streams, onRealm, onCall } = parts;
  const { journal, state } = parts.kept;
  return createAdminRouter({
    keycloak,
    streams,
    journal,
    log,
    openSetup: (token, realm) => openSetupAs(token, realm, { url: settings.keycloakUrl, onCall }),
    tools: {
      publicUrl: settings.publicUrl,
      consoleUrl: settings.consoleUrl,
      quirks: defaults.quirks,
      mayAsk: defaults.mayAsk,
      version,
      bridgeClientId: settings.keycloakClientId,
      clientProof: () => signIn.clientProof(),
      index: () => tenants.index(),
      switchedOff: () => tenants.switchedOff(),
      findTenant: (realm) => tenants.find(realm),
      reload: (realm) => state.notices.realmChanged(realm),
      identify: onRealm,
      exclusively: (realm, work) => state.locks.run(`${realmKey(realm)}/configuration`, work),
      preview: async (caller, preview) => ({
        tenant: await previewTenant(caller.realm, defaults, preview),
        calls: caller.calls,
      }),
      journal,
      brake,
      keySets,
      throttle,
      rememberToken: madeTokens.remember,
      trySignIn: (realm) => keycloak.trySignIn(realm),
      signIn: async (realm, proof) => ({
        version,
        ...(await signIn.describe(realm, keycloak.acceptedKeys(), proof)),
      }),
    },
  });
}
