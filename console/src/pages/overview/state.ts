import type { BrakeStatus, JournalEntry, RealmStatus } from '../../../../bridge/admin/contract.ts';

/** How something stands. */
type Color = 'green' | 'amber' | 'red' | 'off';

/** What an overview is made of; what could not be read is absent. */
export interface Known {
  readonly status: RealmStatus;
  readonly brake?: BrakeStatus | undefined;
  /** The newest entries of the log. */
  readonly entries?: readonly JournalEntry[] | undefined;
  /** Whether a write ever succeeded, as far back as the log goes. */
  readonly hasWritten?: boolean | undefined;
  /** How the realm stands by its examination. */
  readonly standing?: Color | undefined;
}

/** A light of the overview: the text that says how it stands, and the page about it. */
export interface OverviewLight {
  readonly name: 'served' | 'credentials' | 'request' | 'brake' | 'findings';
  readonly color: Color;
  /** The last part of its texts' keys. */
  readonly state: string;
  readonly page: string;
  /** A time of which the text speaks. */
  readonly time?: string;
  /** A number of which the text speaks. */
  readonly count?: number;
}

/** The refusals in the log, as their address below the realm's. */
const REFUSALS = 'log?result=refused';

/** Within which time a request is a recent one. */
const RECENT_MS = 24 * 3_600_000;

/** How our own tools begin their User-Agent: they are no identity providers. */
const OWN_TOOLS = 'realm-config';

/** Whether an entry is about a request of an identity provider. */
const isRequest = ({ kind, client = '' }: JournalEntry): boolean =>
  kind !== 'audit' && kind !== 'alarm' && !client.startsWith(OWN_TOOLS);

/** When a credential was last used, by the uses that the bridge knows. */
function lastUseOf({ credentials }: RealmStatus): string | undefined {
  return credentials.uses
    .flatMap(({ lastUsed }) => lastUsed ?? [])
    .toSorted()
    .at(-1);
}

function servedLight({ enabled, served }: RealmStatus): OverviewLight {
  const state = served ? 'yes' : enabled ? 'no' : 'off';
  const color = served ? 'green' : enabled ? 'red' : 'off';
  return { name: 'served', color, state, page: served || !enabled ? 'endpoint' : 'health' };
}

function credentialsLight({ enabled, credentials }: RealmStatus): OverviewLight {
  const count = credentials.uses.length;
  const about = { name: 'credentials', page: 'tokens' } as const;
  if (count === 0) return { ...about, color: 'red', state: 'none' };
  return enabled
    ? { ...about, color: 'green', state: 'some', count }
    : { ...about, color: 'off', state: 'off' };
}

function requestLight({ status, entries }: Known, now: number): OverviewLight {
  const about = { name: 'request', page: 'log' } as const;
  const [newest] = (entries ?? []).filter(isRequest);
  if (newest?.status !== undefined && newest.status >= 400) {
    return { ...about, color: newest.status >= 500 ? 'red' : 'amber', state: 'refused', time: newest.time };
  }
  const time = lastUseOf(status) ?? newest?.time;
  if (time === undefined) return { ...about, color: 'off', state: 'none' };
  return { ...about, color: now - Date.parse(time) < RECENT_MS ? 'green' : 'amber', state: 'ok', time };
}

function brakeLight({ status, brake }: Known): OverviewLight {
  const about = { name: 'brake', page: 'leavers' } as const;
  if (brake === undefined && status.setUp) return { ...about, color: 'off', state: 'unknown' };
  if (brake?.rule === undefined) return { ...about, color: 'off', state: 'none' };
  if (brake.engaged) return { ...about, color: 'red', state: 'engaged' };
  return { ...about, color: 'green', state: 'free', count: brake.leavers };
}

const findingsLight = ({ standing }: Known): OverviewLight => ({
  name: 'findings',
  color: standing ?? 'off',
  state: standing ?? 'unknown',
  page: 'health',
});

/** The lights of a realm. */
export const lightsOf = (known: Known, now: number): readonly OverviewLight[] => [
  servedLight(known.status),
  credentialsLight(known.status),
  requestLight(known, now),
  brakeLight(known),
  findingsLight(known),
];

/** Since when every request was refused for its credential, as far back as is known; `undefined` if the last one was not. */
function refusedSince({ status, entries = [] }: Known): string | undefined {
  const requests = entries.filter(isRequest);
  const accepted = requests.findIndex(({ status: code }) => code !== 401);
  const refused = accepted === -1 ? requests : requests.slice(0, accepted);
  // The log does not have every read: a credential may have been accepted in between.
  const lastUse = lastUseOf(status) ?? '';
  return refused.findLast(({ time }) => time > lastUse)?.time;
}

/** Where a provider's first full cycle is previewed. */
export const FIRST_CYCLE = 'sources#first-cycle';

/** The next thing for an administrator to do. */
export interface NextStep {
  readonly step: string;
  /** The pages for it, the first one first. */
  readonly pages: readonly string[];
  /** A time of which the text speaks. */
  readonly time?: string;
}

/** Whether a write that succeeded is among entries of the log. */
export const hasWrite = (entries: readonly JournalEntry[]): boolean =>
  entries.some(({ kind, status }) => kind === 'write' && status < 400);

/** Finds the next thing for an administrator to do, in the order in which a realm comes into use. */
export function nextStepOf(known: Known): NextStep {
  const { status, brake, entries = [], standing } = known;
  const { enabled, served, mode, credentials } = status;
  const isRequested = lastUseOf(status) !== undefined || entries.some(isRequest);
  const time = refusedSince(known);
  if (!enabled) return { step: 'enable', pages: ['endpoint'] };
  if (!served) return { step: 'serve', pages: ['health'] };
  if (brake?.engaged === true) return { step: 'release', pages: ['leavers'] };
  if (credentials.uses.length === 0) return { step: 'connect', pages: ['connect'] };
  if (standing === 'red') return { step: 'mend', pages: ['health'] };
  if (time !== undefined) return { step: 'refused', pages: ['tokens', REFUSALS], time };
  if (!isRequested) return { step: 'firstRequest', pages: ['connect'] };
  // Who may not read the log is not told to begin with what was done long ago.
  if (known.hasWritten === false) return { step: 'assign', pages: ['log', FIRST_CYCLE] };
  return mode === 'observe' ? { step: 'provision', pages: ['sources'] } : { step: 'none', pages: ['log'] };
}
