import { setTimeout as sleep } from 'node:timers/promises';
import type { JournalEntry } from '../../bridge/admin/contract.ts';
import type { AdminApi } from '../adminApi.ts';
import { failureOf, linesOf } from '../failure.ts';
import { PASSING, type FollowTools, type JournalQuery } from './journalPages.ts';

/** Codes of failures that say that there is no stream to be had: the bridge is older, or too many are open. */
const WITHOUT_STREAM: readonly string[] = ['notFound', 'methodNotAllowed', 'tooManyStreams', 'noMoreStreams'];

/** How long to wait before a stream is opened again. */
const INTERVAL_MS = 1_000;

/** A signal that aborts once nobody reads the entries any more. */
function untilClosed(isClosed: () => boolean): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const timer = setInterval(() => {
    if (isClosed()) controller.abort();
  }, INTERVAL_MS);
  return {
    signal: controller.signal,
    end: () => {
      clearInterval(timer);
    },
  };
}

/**
 * Prints what comes after the last entry, as the bridge sends it, until nobody reads it, or until there is no stream to be
 * had; returns the last entry then. While the bridge or Keycloak does not answer, it says so once, waits, and goes on
 * after the last entry.
 */
export async function followStream(
  api: AdminApi,
  realm: string,
  { since, ...query }: JournalQuery,
  { print, note, isClosed, intervalMs = INTERVAL_MS }: FollowTools,
  last: JournalEntry | undefined,
): Promise<JournalEntry | undefined> {
  const { signal, end } = untilClosed(isClosed);
  const isWanted = ({ time }: JournalEntry): boolean => since === undefined || time >= since;
  let newest = last;
  let lastEventId = last?.id ?? 0;
  let isWaiting = false;
  try {
    while (!isClosed()) {
      try {
        const call = { route: 'GET /journal/stream', query, lastEventId, signal } as const;
        for await (const { id, event, data } of api.stream(realm, call)) {
          isWaiting = false;
          if (event === 'entry') {
            const entry = JSON.parse(data) as JournalEntry;
            if (isWanted(entry)) print([entry]);
            newest = entry;
          }
          lastEventId = id ?? lastEventId;
        }
      } catch (error) {
        if (signal.aborted) break;
        const failure = failureOf(error);
        if (WITHOUT_STREAM.includes(failure.code)) break;
        if (!PASSING.includes(failure.code)) throw error;
        if (!isWaiting) note([...linesOf(failure), 'Waiting for it; the log goes on then.']);
        isWaiting = true;
      }
      await sleep(intervalMs);
    }
  } finally {
    end();
  }
  return newest;
}
