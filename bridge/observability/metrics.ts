import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** An answered request, as far as metrics need it. */
interface CountedRequest {
  /** The realm of an authenticated request, otherwise empty: anyone can make up names, and each would be a label. */
  readonly realm: string;
  readonly method: string;
  readonly resource: string;
  readonly status: number;
  readonly seconds: number;
}

/** A realm that is to be served, and why it is not; `reason` is `undefined` if it is. */
interface RealmState {
  readonly realm: string;
  readonly reason: string | undefined;
}

/** Values that are read when the metrics are requested. */
export interface Gauges {
  /** The number of realms whose configuration is in memory. */
  readonly realms: () => number;
  /** The realms that are to be served; their number is bounded, and strangers cannot add to them. */
  readonly realmStates: () => readonly RealmState[];
  /** The number of streams of the admin API that are open. */
  readonly streams: () => number;
  readonly journal: () => { readonly queued: number; readonly written: number; readonly dropped: number };
}

/** Counts and measures requests and calls, for Prometheus. */
export interface Metrics {
  request(request: CountedRequest): void;
  quirk(name: string): void;
  keycloakCall(call: string, outcome: string, seconds: number): void;
  /** Counts an alarm of a realm, such as one of its brake. */
  alarm(realm: string): void;
  /** The metrics in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Adds the gauges, whose values are read when the metrics are requested. */
function addGauges(
  { realms, realmStates, streams, journal }: Gauges,
  version: string,
  registers: Registry[],
): void {
  new Gauge({
    name: 'scim_bridge_info',
    help: 'The version of the bridge; always 1.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
  new Gauge({
    name: 'scim_realms',
    help: 'Realms whose configuration is in memory.',
    registers,
    collect() {
      this.set(realms());
    },
  });
  new Gauge({
    name: 'scim_realm_up',
    help: 'Whether a realm that is to be served is served (1), or is not until an operator acts (0).',
    labelNames: ['realm'],
    registers,
    collect() {
      this.reset();
      for (const { realm, reason } of realmStates()) this.set({ realm }, reason === undefined ? 1 : 0);
    },
  });
  new Gauge({
    name: 'scim_admin_streams',
    help: 'Streams of the admin API that are open, such as logs that are followed.',
    registers,
    collect() {
      this.set(streams());
    },
  });
  new Gauge({
    name: 'scim_journal_entries',
    help: 'Journal entries since the start: waiting, written, and dropped because they could not be written.',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(journal())) {
        if (typeof count === 'number') this.set({ state }, count);
      }
    },
  });
}

/** Creates the metrics of one bridge. */
export function createMetrics(gauges: Gauges, version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'scim_requests_total',
    help: 'SCIM requests that were answered, by realm (empty where no credential opened one).',
    labelNames: ['realm', 'method', 'resource', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'scim_request_duration_seconds',
    help: 'How long SCIM requests took.',
    labelNames: ['method', 'resource'],
    buckets: BUCKETS,
    registers,
  });
  const quirks = new Counter({
    name: 'scim_quirks_total',
    help: "Rewrites of clients' dialects that were applied, by name.",
    labelNames: ['quirk'],
    registers,
  });
  const calls = new Histogram({
    name: 'keycloak_call_duration_seconds',
    help: 'How long calls to Keycloak took, by call and outcome.',
    labelNames: ['call', 'outcome'],
    buckets: BUCKETS,
    registers,
  });
  const alarms = new Counter({
    name: 'scim_alarms_total',
    help: 'Alarms, such as a brake that begins to hold, by realm.',
    labelNames: ['realm'],
    registers,
  });
  addGauges(gauges, version, registers);
  return {
    request({ realm, method: name, resource, status, seconds }) {
      const method = METHODS.includes(name) ? name : 'other';
      requests.inc({ realm, method, resource, status: String(status) });
      durations.observe({ method, resource }, seconds);
    },
    quirk: (quirk) => {
      quirks.inc({ quirk });
    },
    keycloakCall: (call, outcome, seconds) => {
      calls.observe({ call, outcome }, seconds);
    },
    alarm: (realm) => {
      alarms.inc({ realm });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
