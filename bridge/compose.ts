import type { Express } from 'express';
import { loadQuirks } from '../mappers/rewriting/loadQuirks.ts';
import { createAdminRouter } from './admin/handler.ts';
import { createApp } from './app.ts';
import { keyServerPolicy } from './credentials/jwt/keyServerPolicy.ts';
import { createKeySets, type KeySetOptions } from './credentials/jwt/keySet.ts';
import { createThrottle, type Throttle } from './credentials/throttle/throttle.ts';
import { createScimApi } from './protocol/useCases.ts';
import { entryOfAlarm, entryOfSummary } from './http/requestLog.ts';
import { createJournal, type Journal } from './journal/journal.ts';
import { openStore } from './journal/store/store.ts';
import { bounded } from './journal/redaction/bounded.ts';
import { BridgeKeyError, readBridgeKey, type BridgeCredential } from './keycloak/auth/bridgeKey.ts';
import type { Keycloak } from './keycloak/port/realm.ts';
import { createKeycloak } from './keycloak/adminRest/keycloak.ts';
import { createBrake } from './lifecycle/deprovisioning/brake.ts';
import { createManagementApp } from './management.ts';
import { createMetrics, type Metrics } from './observability/metrics.ts';
import type { Logger } from './observability/logger.ts';
import { currentReport } from './protocol/report.ts';
import type { CounterMemo } from './state/counters.ts';
import { createLocalState, type State } from './state/state.ts';
import type { Alarm } from './resources/users/deprovision.ts';
import { objectOf, type Json } from '../scim/json.ts';
import { SettingsError, type Settings } from './settings.ts';
import { previewTenant } from './tenants/tenant.ts';
import { realmKey } from './tenants/tenantKey.ts';
import { createTenants } from './tenants/tenants.ts';

/** Reads the credential with which the bridge signs in to Keycloak. */
async function credentialOf({ keycloakClientSecret, bridgeKeyFile }: Settings): Promise<BridgeCredential> {
  if (bridgeKeyFile === undefined) {
    if (keycloakClientSecret === undefined) throw new SettingsError('KEYCLOAK_CLIENT_SECRET is not set');
    return { secret: keycloakClientSecret };
  }
  try {
    return { key: await readBridgeKey(bridgeKeyFile) };
  } catch (error) {
    throw error instanceof BridgeKeyError ? new SettingsError(`BRIDGE_KEY_FILE: ${error.message}`) : error;
  }
}

/** The name of the memo with the state of a realm's brake. */
const BRAKE_MEMO = 'brake';

/** Wraps a logger: lines are bounded as entries of the journal are, and credentials are removed. */
function boundedLog(logger: Logger): Logger {
  const at = (level: keyof Logger): Logger['info'] =>
    ((message: string, fields: object = {}) => logger[level](message, bounded(fields))) as Logger['info'];
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

/** Opens the journal. */
const openJournal = (settings: Settings, log: Logger): Journal =>
  createJournal({
    store: openStore({
      file: settings.storeFile,
      maxBytes: settings.journalMegabytes * 1024 * 1024,
      retentionDays: settings.journalDays,
      onProblem: (problem) => log.warn('journal', { problem }),
    }),
    personalData: settings.journalPersonalData,
  });

/** Creates the port to Keycloak; every call is measured, and noted in the report of its request. */
function connectKeycloak(settings: Settings, credential: BridgeCredential, metrics: Metrics): Keycloak {
  return createKeycloak({
    url: settings.keycloakUrl,
    clientId: settings.keycloakClientId,
    credential,
    timeoutMs: settings.keycloakTimeoutMs,
    concurrency: settings.keycloakConcurrency,
    retries: 2,
    onCall: ({ call, outcome, status, milliseconds }) => {
      metrics.keycloakCall(call, outcome, milliseconds / 1000);
      currentReport()?.keycloakCall({
        call,
        outcome,
        ...(status === undefined ? {} : { status }),
        milliseconds: Math.round(milliseconds),
      });
    },
  });
}

/** Creates the alarm to operators: log, metric and journal. */
const createAlarm =
  (log: Logger, metrics: Metrics, journal: Journal): Alarm =>
  (realm, sentence) => {
    log.error('alarm', { realm, alarm: sentence });
    metrics.alarm(realm);
    journal.record(entryOfAlarm(realm, sentence, currentReport()?.facts.requestId));
  };

/** Opens the state that requests share; the counters of the brake outlive the process in the store of the journal. */
const openState = (journal: Journal): State =>
  createLocalState({
    recall: async (realm) => (await journal.recall(realm, BRAKE_MEMO)) as CounterMemo | undefined,
    remember: (realm, memo) => {
      journal.remember(realm, BRAKE_MEMO, objectOf(Object.entries(memo) as [string, Json][]));
    },
  });

/** Creates the throttle of refused credentials; its summaries go to log and journal. */
const openThrottle = (log: Logger, journal: Journal): Throttle =>
  createThrottle({
    onSummary: (summary) => {
      log.warn('refused credentials', { ...summary });
      if (summary.realmExists) journal.record(entryOfSummary(summary));
    },
  });

/** A composed bridge that does not listen yet. */
export interface Bridge {
  readonly app: Express;
  readonly management: Express;
  /** Ends background work and writes the journal. */
  close(): Promise<void>;
}

/** Composes the bridge; tests can set the cooldown of key servers. */
export async function compose(
  settings: Settings,
  logger: Logger,
  keySetOptions: Pick<KeySetOptions, 'cooldownMs'> = {},
): Promise<Bridge> {
  const log = boundedLog(logger);
  const journal = openJournal(settings, log);
  const metrics = createMetrics({ realms: () => tenants.size(), journal: journal.stats });
  const keycloak = connectKeycloak(settings, await credentialOf(settings), metrics);
  const mayAsk = keyServerPolicy(settings);
  const defaults = {
    mayAsk,
    publicUrl: settings.publicUrl,
    scanLimit: settings.scanLimit,
    quirks: await loadQuirks(),
  };
  const tenants = createTenants({
    ...defaults,
    keycloak,
    refreshAfterMs: settings.refreshAfterMs,
    onRealm: (realm, id) => {
      if (journal.identify(realm, id)) brake.forget(realm);
    },
    onFinding: (realm, finding) => log.warn('mapping of the realm to look at', { realm, finding }),
    onProblem: (realm, problem) => log.warn('realm is not served as configured', { realm, problem }),
  });
  const keySets = createKeySets({
    ...keySetOptions,
    allowed: mayAsk,
    onFailure: (problem) => log.warn('key server', { problem }),
  });
  const throttle = openThrottle(log, journal);
  const alarm = createAlarm(log, metrics, journal);
  const state = openState(journal);
  state.notices.onRealmChanged((realm) => tenants.reload(realm));
  const brake = createBrake({ counters: state.counters, onAlarm: alarm });
  const adminApi = createAdminRouter({
    keycloak,
    journal,
    log,
    tools: {
      publicUrl: settings.publicUrl,
      findTenant: (realm) => tenants.find(realm),
      reload: (realm) => state.notices.realmChanged(realm),
      exclusively: (realm, work) => state.locks.run(`${realmKey(realm)}/configuration`, work),
      preview: async (caller, preview) => ({
        tenant: await previewTenant(caller.realm, defaults, preview),
        calls: caller.calls,
      }),
      journal,
      brake,
      keySets,
    },
  });
  const { trustedProxies } = settings;
  return {
    app: createApp({
      authenticator: { tenants, keySets, throttle },
      endpoints: createScimApi({
        ...{ state, brake, alarm },
        onIncomplete: (realm, problem) =>
          log.error('incomplete user or group left behind', { realm, problem }),
      }),
      logs: { log, metrics, journal },
      trustedProxies,
      adminApi: settings.adminApiPublic ? adminApi : undefined,
    }),
    management: createManagementApp({
      adminApi,
      metrics,
      trustedProxies,
      readinessProblems: async () =>
        (await keycloak.answers()) ? [] : [`Keycloak does not answer at ${settings.keycloakUrl}`],
    }),
    async close() {
      throttle.close();
      await journal.close();
    },
  };
}
