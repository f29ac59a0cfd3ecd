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
import type { BridgeCredential } from './keycloak/auth/bridgeKey.ts';
import type { Keycloak } from './keycloak/port/realm.ts';
import { createKeycloak } from './keycloak/adminRest/keycloak.ts';
import { createBrake } from './lifecycle/deprovisioning/brake.ts';
import { openCredential } from './credential.ts';
import { lockFile, LockedError, type ProcessLock } from './journal/store/processLock.ts';
import { settledWithin } from './journal/store/workerLink.ts';
import { createManagementApp } from './management.ts';
import { foldRepeats } from './observability/foldRepeats.ts';
import { createMetrics, type Metrics } from './observability/metrics.ts';
import { readVersion } from './observability/version.ts';
import type { Logger } from './observability/logger.ts';
import { currentReport } from './protocol/report.ts';
import type { CounterMemo } from './state/counters.ts';
import { createLocalState, type State } from './state/state.ts';
import type { Alarm } from './resources/users/deprovision.ts';
import { objectOf, type Json } from '../scim/json.ts';
import { readinessOf } from './readiness.ts';
import { SettingsError, type Settings } from './settings.ts';
import { createLastAccepted, type LastAcceptedMemory } from './tenants/lastAccepted.ts';
import { previewTenant } from './tenants/tenant.ts';
import { realmKey } from './tenants/tenantKey.ts';
import { createTenants } from './tenants/tenants.ts';

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

/** Takes the store for this process; a store that cannot be locked is used all the same, as one that cannot be written. */
function lockStore({ storeFile }: Settings, log: Logger): ProcessLock | undefined {
  if (storeFile === ':memory:') return undefined;
  try {
    return lockFile(storeFile);
  } catch (error) {
    if (error instanceof LockedError) throw new SettingsError(`STORE_FILE: ${error.message}`);
    log.warn('the store is not locked', { problem: (error as Error).message });
    return undefined;
  }
}

/** How long the start waits for the store; without what it holds, some good credentials are taken for wrong ones. */
const RECALL_WITHIN_MS = 3_000;

/** Opens the memory of what realms accepted last; it is empty if the store cannot be read. */
async function openLastAccepted(journal: Journal): Promise<LastAcceptedMemory> {
  let stored: readonly Json[] = [];
  const recalled = journal.recallOwn().then(
    (values) => {
      stored = values;
    },
    () => undefined,
  );
  await settledWithin(recalled, RECALL_WITHIN_MS);
  return createLastAccepted(stored, journal.rememberOwn);
}

/** Repeats a piece of background work until it is stopped; the first time is at once. */
function startRepeating(everyMs: number, work: () => Promise<void>): () => void {
  const timer = setInterval(() => void work(), everyMs).unref();
  void work();
  return () => {
    clearInterval(timer);
  };
}

/** Options of a composed bridge that tests set. */
export interface ComposeOptions extends Pick<KeySetOptions, 'cooldownMs'> {
  /** How often realms that cannot be served are read again. */
  readonly recheckEveryMs?: number;
  /** How often to look whether the key file has changed. */
  readonly watchKeysEveryMs?: number;
}

/** A composed bridge that does not listen yet. */
export interface Bridge {
  readonly app: Express;
  readonly management: Express;
  /** Reads the key file again now; a bridge with a secret has none. */
  reloadKeys(): Promise<void>;
  /** Ends background work and writes the journal. */
  close(): Promise<void>;
}

/** Composes the bridge. */
export async function compose(
  settings: Settings,
  logger: Logger,
  { recheckEveryMs = 30_000, watchKeysEveryMs = 2_000, ...keySetOptions }: ComposeOptions = {},
): Promise<Bridge> {
  const log = boundedLog(logger);
  const version = readVersion();
  const signIn = await openCredential(settings, {
    everyMs: watchKeysEveryMs,
    onChange: (kids) => {
      log.info('the key file has changed', { kids });
      void tenants.recheck();
    },
    onProblem: (problem) =>
      log.warn('the key file cannot be used; the keys before stay in force', { problem }),
  });
  const storeLock = lockStore(settings, log);
  const journal = openJournal(settings, log);
  const metrics = createMetrics(
    { realms: () => tenants.size(), realmStates: () => tenants.known(), journal: journal.stats },
    version,
  );
  const keycloak = connectKeycloak(settings, signIn.credential, metrics);
  const mayAsk = keyServerPolicy(settings);
  const defaults = {
    mayAsk,
    publicUrl: settings.publicUrl,
    scanLimit: settings.scanLimit,
    quirks: await loadQuirks(),
  };
  const problems = foldRepeats({
    pass: (realm, problem, repeats) =>
      log.warn('realm is not served as configured', {
        ...{ realm, problem },
        ...(repeats === 0 ? {} : { repeats }),
      }),
  });
  const tenants = createTenants({
    ...defaults,
    keycloak,
    lastAccepted: await openLastAccepted(journal),
    refreshAfterMs: settings.refreshAfterMs,
    onRealm: (realm, id) => {
      if (journal.identify(realm, id)) brake.forget(realm);
    },
    onFinding: (realm, finding) => log.warn('mapping of the realm to look at', { realm, finding }),
    onProblem: problems.report,
    onServedAgain: (realm) => {
      problems.forget(realm);
      log.info('realm is served again', { realm });
    },
  });
  const keySets = createKeySets({
    ...keySetOptions,
    allowed: mayAsk,
    onFailure: (problem) => log.warn('key server', { problem }),
  });
  const throttle = openThrottle(log, journal);
  const alarm = createAlarm(log, metrics, journal);
  const state = openState(journal);
  state.notices.onRealmChanged((realm) => {
    keycloak.renewSignIn(realm);
    return tenants.reload(realm);
  });
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
      signIn: async (realm, proof) => ({
        version,
        ...(await signIn.describe(realm, keycloak.acceptedKeys(), proof)),
      }),
    },
  });
  const stopRechecks = startRepeating(recheckEveryMs, () => tenants.recheck());
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
      version,
      readiness: () =>
        readinessOf({
          keycloakUrl: settings.keycloakUrl,
          keycloakAnswers: () => keycloak.answers(),
          knownRealms: () => tenants.known(),
          keyFileProblem: () => signIn.keyFile?.problem(),
        }),
    }),
    reloadKeys: async () => signIn.keyFile?.reload(),
    async close() {
      stopRechecks();
      signIn.keyFile?.close();
      throttle.close();
      await journal.close();
      storeLock?.release();
    },
  };
}
