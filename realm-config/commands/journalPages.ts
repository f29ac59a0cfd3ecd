import { setTimeout as sleep } from 'node:timers/promises';
import type { JournalEntry } from '../../bridge/admin/contract.ts';
import type { AdminApi } from '../adminApi.ts';
import { failureOf, linesOf } from '../failure.ts';
import type { Printed } from '../render/escapeTerminal.ts';

/** The query of a page of the journal. */
export type JournalQuery = Readonly<Record<string, string | undefined>>;

/** Maximum entries of one page of the admin API. */
const PAGE_SIZE = 500;

/** How long `--follow` waits between two requests for new entries. */
const INTERVAL_MS = 1_000;

/** How much later than its own time an entry may be recorded. */
const MAX_DELAY_MS = 60_000;

/**
 * Whether an entry is the last one that was printed. Its id alone does not tell: in a store that was begun anew, other
 * entries have it.
 */
function isPrinted(entry: JournalEntry, last: JournalEntry | undefined): boolean {
  return entry.id === last?.id && entry.requestId === last.requestId && entry.time === last.time;
}

/** Reads the newest `max` entries that came after `after`, oldest first; `hasMore` tells whether older ones follow. */
export async function readNewest(
  api: AdminApi,
  realm: string,
  query: JournalQuery,
  { max, after }: { max: number; after: JournalEntry | undefined },
): Promise<{ entries: JournalEntry[]; hasMore: boolean }> {
  const entries: JournalEntry[] = [];
  let before: number | undefined;
  for (;;) {
    const limit = String(Math.min(max - entries.length, PAGE_SIZE));
    const pageQuery = { ...query, limit, before: before === undefined ? undefined : String(before) };
    const { body: page } = await api(realm, { route: 'GET /journal', query: pageQuery });
    const printedAt = page.entries.findIndex((entry) => isPrinted(entry, after));
    const fresh = printedAt < 0 ? page.entries : page.entries.slice(0, printedAt);
    entries.push(...fresh);
    const isLast = page.next === undefined || fresh.length < page.entries.length;
    if (isLast || entries.length >= max) return { entries: entries.reverse(), hasMore: !isLast };
    before = page.next;
  }
}

/** The moment to look for entries from that are newer than the last one; `undefined` if there is no last one. */
const sinceFor = (last: JournalEntry | undefined): string | undefined =>
  last === undefined ? undefined : new Date(Date.parse(last.time) - MAX_DELAY_MS).toISOString();

/** Codes of failures that pass when the bridge, or what it needs, is there again. */
export const PASSING: readonly string[] = [
  'bridgeUnavailable',
  'journalUnavailable',
  'keycloakUnavailable',
  'keycloakRejected',
];

/** Where `--follow` prints, and how long. */
export interface FollowTools {
  readonly print: (entries: readonly JournalEntry[]) => void;
  /** Writes something that is no entry. */
  readonly note: (printed: Printed) => void;
  /** Whether nobody reads the entries any more. */
  readonly isClosed: () => boolean;
  readonly intervalMs?: number;
}

/**
 * Prints what comes after the last entry, until nobody reads it. While the bridge or Keycloak does not answer, it says so
 * once, waits, and goes on after the last entry.
 */
export async function follow(
  api: AdminApi,
  realm: string,
  query: JournalQuery,
  { print, note, isClosed, intervalMs = INTERVAL_MS }: FollowTools,
  last: JournalEntry | undefined,
): Promise<void> {
  let newest = last;
  let isWaiting = false;
  while (!isClosed()) {
    await sleep(intervalMs);
    const since = [query.since, sinceFor(newest)]
      .filter((moment) => moment !== undefined)
      .sort()
      .at(-1);
    try {
      const { entries } = await readNewest(api, realm, { ...query, since }, { max: Infinity, after: newest });
      isWaiting = false;
      print(entries);
      newest = entries.at(-1) ?? newest;
    } catch (error) {
      const failure = failureOf(error);
      if (!PASSING.includes(failure.code)) throw error;
      if (!isWaiting) note([...linesOf(failure), 'Waiting for it; the log goes on then.']);
      isWaiting = true;
    }
  }
}
