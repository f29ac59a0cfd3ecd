import type { Express } from 'express';
import { formatText } from '../documents/text.ts';
import { loadQuirks } from '../mappers/rewriting/loadQuirks.ts';
import { createEventStreams, type StreamTimes } from './admin/eventStream.ts';
import { openAdminApi } from './adminApi.ts';
import { createApp } from './app.ts';
import { createConsoleRouter } from './console/consoleRouter.ts';
import { consoleFolder } from './console/consoleFolder.ts';
import { openCredential } from './credential.ts';
import { keyServerPolicy } from './credentials/jwt/keyServerPolicy.ts';
import { createKeySets, type KeySetOptions, type KeySets } from './credentials/jwt/keySet.ts';
import { reasonText } from './credentials/refusals.ts';
import { createMadeTokens } from './credentials/static/madeTokens.ts';
import { createThrottle, type Throttle } from './credentials/throttle/throttle.ts';
import { createScimApi } from './protocol/useCases.ts';
import { createRecordedReads } from './http/recordedReads.ts';
import { entryOfAlarm, entryOfSummary } from './http/requestEntries.ts';
import type { Journal } from './journal/journal.ts';
import { bounded } from './journal/redaction/bounded.ts';
import { openKept } from './kept.ts';
import type { BridgeCredential } from './keycloak/auth/bridgeKey.ts';
import type { KeyFile } from './keycloak/auth/keyFile.ts';
import type { Keycloak } from './keycloak/port/realm.ts';
import type { CallRecord } from './keycloak/adminRest/call.ts';
import { createKeycloak } from './keycloak/adminRest/keycloak.ts';
import { createBrake } from './lifecycle/deprovisioning/brake.ts';
import type { ProtectionOptions } from './lifecycle/protection/protection.ts';
import { createManagementApp } from './management.ts';
import { foldRepeats } from './observability/foldRepeats.ts';
import { createMetrics, type Metrics } from './observability/metrics.ts';
import { readVersion } from './version.ts';
import type { Logger } from './observability/logger.ts';
import { currentReport } from './protocol/report.ts';
import type { Alarm } from './resources/users/deprovision.ts';
import { readinessOf } from './readiness.ts';
import type { Settings } from './settings.ts';
import { createTenants, type Tenants, type TenantsOptions } from './tenants/tenants.ts';

/** Wraps a logger: lines are bounded as entries of the journal are, and credentials are removed. */
function boundedLog(logger: Logger): Logger {
  const isLevelEnabled = (level: string): boolean => logger.isLevelEnabled(level);
  const at = (level: 'error' | 'warn' | 'info' | 'debug'): Logger['info'] =>
    ((message: string, fields: object = {}) => {
      if (isLevelEnabled(level)) logger[level](message, bounded(fields));
    }) as Logger['info'];
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug'), isLevelEnabled };
}

/** Measures calls to Keycloak, and notes each in the report of its request. */
const recordCalls =
  (metrics: Metrics) =>
  ({ call, outcome, status, milliseconds }: CallRecord): void => {
    metrics.keycloakCall(call, outcome, milliseconds / 1000);
    currentReport()?.keycloakCall({
      call,
      outcome,
      ...(status === undefined ? {} : { status }),
      milliseconds: Math.round(milliseconds),
    });
  };

/** Creates the port to Keycloak. */
function connectKeycloak(settings: Settings, credential: BridgeCredential, metrics: Metrics): Keycloak {
  return createKeycloak({
    url: settings.keycloakUrl,
    clientId: settings.keycloakClientId,
    credential,
    timeoutMs: settings.keycloakTimeoutMs,
    concurrency: settings.keycloakConcurrency,
    retries: 2,
    onCall: recordCalls(metrics),
  });
}

/** Creates the alarm to operators: log, metric and journal. */
const createAlarm =
  (log: Logger, metrics: Metrics, journal: Journal): Alarm =>
  (realm, sentence) => {
    log.error('alarm', { realm, alarm: formatText(sentence) });
    metrics.alarm(realm);
    journal.record(entryOfAlarm(realm, sentence, currentReport()?.facts.requestId));
  };

/** Creates the throttle of refused credentials; its summaries go to log and journal. */
const openThrottle = (log: Logger, journal: Journal): Throttle =>
  createThrottle({
    onSummary: (summary) => {
      log.warn('refused credentials', { ...summary, reasons: summary.reasons.map(reasonText) });
      journal.record(entryOfSummary(summary));
    },
  });

/** Opens the keys of issuers; a server that cannot be asked is a line of the log. */
const openKeySets = (
  allowed: NonNullable<KeySetOptions['allowed']>,
  { cooldownMs }: ComposeOptions,
  log: Logger,
): KeySets =>
  createKeySets({
    ...(cooldownMs === undefined ? {} : { cooldownMs }),
    allowed,
    onFailure: (problem) => log.warn('key server', { problem }),
  });

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
  readonly protection?: ProtectionOptions;
  readonly streams?: StreamTimes;
}

/** A composed bridge that does not listen yet. */
export interface Bridge {
  readonly app: Express;
  readonly management: Express;
  /** Reads the key file again now; a bridge with a secret has none. */
  reloadKeys(): Promise<void>;
  /** Ends the streams of the admin API, which would go on otherwise. */
  readonly endStreams: () => void;
  /** Ends background work and writes the journal. */
  close(): Promise<void>;
}

/** Opens the tenants of realms; what is amiss in them goes to the log, repeats only now and then. */
function openTenants(
  options: Omit<TenantsOptions, 'onFinding' | 'onProblem' | 'onServedAgain'>,
  log: Logger,
): Tenants {
  const problems = foldRepeats({
    pass: (realm, problem, repeats) =>
      log.warn('realm is not served as configured', {
        ...{ realm, problem },
        ...(repeats === 0 ? {} : { repeats }),
      }),
  });
  return createTenants({
    ...options,
    onFinding: (realm, finding) => log.warn('mapping of the realm to look at', { realm, finding }),
    onProblem: (realm, problem) => {
      problems.report(realm, problem);
    },
    onServedAgain: (realm) => {
      problems.forget(realm);
      log.info('realm is served again', { realm });
    },
  });
}

/** Reads realms again that cannot be served, at the start, now and then, and when the key file has changed. */
function startRechecks(
  { tenants, keyFile, log }: { tenants: Tenants; keyFile: KeyFile | undefined; log: Logger },
  { recheckEveryMs = 30_000, watchKeysEveryMs = 2_000 }: ComposeOptions,
): () => void {
  const stopRechecks = startRepeating(recheckEveryMs, () => tenants.recheck());
  const stopWatch = keyFile?.watch({
    everyMs: watchKeysEveryMs,
    onChange: (kids) => {
      log.info('the key file has changed', { kids });
      void tenants.recheck();
    },
    onProblem: (problem) =>
      log.warn('the key file cannot be used; the keys before stay in force', { problem }),
  });
  return () => {
    stopRechecks();
    stopWatch?.();
  };
}

/** Composes the bridge. */
export async function compose(
  settings: Settings,
  logger: Logger,
  options: ComposeOptions = {},
): Promise<Bridge> {
  const { trustedProxies, consoleUrl } = settings;
  const log = boundedLog(logger);
  const version = readVersion();
  const signIn = await openCredential(settings);
  const kept = await openKept(settings, log);
  const { journal, state, lastAccepted } = kept;
  const streams = createEventStreams(options.streams);
  const metrics = createMetrics(
    {
      realms: () => tenants.size(),
      realmStates: () => tenants.known(),
      streams: streams.count,
      journal: journal.stats,
    },
    version,
  );
  const keycloak = connectKeycloak(settings, signIn.credential, metrics);
  const mayAsk = keyServerPolicy(settings);
  const { publicUrl, scanLimit, refreshAfterMs } = settings;
  const defaults = { mayAsk, publicUrl, scanLimit, quirks: await loadQuirks() };
  const onRealm = (realm: string, id: string | undefined): void => {
    if (journal.identify(realm, id)) brake.forget(realm);
  };
  const tenants = openTenants({ ...defaults, keycloak, lastAccepted, refreshAfterMs, onRealm }, log);
  const keySets = openKeySets(mayAsk, options, log);
  const throttle = openThrottle(log, journal);
  const madeTokens = createMadeTokens();
  const alarm = createAlarm(log, metrics, journal);
  state.notices.onRealmChanged((realm) => {
    keycloak.renewSignIn(realm);
    return tenants.reload(realm);
  });
  const brake = createBrake({ counters: state.counters, onAlarm: alarm });
  const adminApi = openAdminApi({
    ...{ settings, log, keycloak, kept, tenants, brake, keySets, throttle, madeTokens },
    ...{ defaults, signIn, version, streams, onRealm },
    onCall: recordCalls(metrics),
  });
  const console = createConsoleRouter({ folder: consoleFolder(), consoleUrl, version, keycloak });
  const stopRechecks = startRechecks({ tenants, keyFile: signIn.keyFile, log }, options);
  return {
    app: createApp({
      authenticator: { tenants, keySets, throttle, madeTokens },
      endpoints: createScimApi({
        ...{ state, brake, alarm },
        protection: options.protection,
        onIncomplete: (realm, problem) =>
          log.error('incomplete user or group left behind', { realm, problem }),
      }),
      logs: { log, metrics, journal, recordsRead: createRecordedReads() },
      trustedProxies,
      ...(settings.adminApiPublic ? { adminApi, console } : {}),
    }),
    management: createManagementApp({
      ...{ adminApi, console, metrics, trustedProxies, version },
      readiness: () =>
        readinessOf({
          keycloakUrl: settings.keycloakUrl,
          keycloakAnswers: () => keycloak.answers(),
          knownRealms: () => tenants.known(),
          keyFileProblem: () => signIn.keyFile?.problem(),
        }),
    }),
    reloadKeys: async () => signIn.keyFile?.reload(),
    endStreams: streams.end,
    async close() {
      stopRechecks();
      throttle.close();
      await kept.close();
    },
  };
}
