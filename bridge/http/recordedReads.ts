import { LRUCache } from 'lru-cache';

/** Decides whether a successful read gets an entry in the journal. */
export type RecordsRead = (realm: string, credentialId: string) => boolean;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Maximum entries of one credential in an hour: a client that polls must not push out what others did. */
const MAX_PER_HOUR = 10;

/** Maximum credentials that are remembered. */
const MAX_CREDENTIALS = 10_000;

/** The recorded reads of a credential within the hour that began with the first of them. */
interface Hour {
  readonly since: number;
  readonly lastAt: number;
  readonly count: number;
}

/**
 * Creates the choice of successful reads that get an entry: for each credential at most one a minute and ten an hour.
 * That is enough to see a connection test of an identity provider, which writes nothing.
 */
export function createRecordedReads(now: () => number = Date.now): RecordsRead {
  const hours = new LRUCache<string, Hour>({ max: MAX_CREDENTIALS });
  return (realm, credentialId) => {
    const key = JSON.stringify([realm, credentialId]);
    const time = now();
    const last = hours.get(key);
    const hour = last !== undefined && time - last.since < HOUR_MS ? last : undefined;
    if (hour !== undefined && (time - hour.lastAt < MINUTE_MS || hour.count >= MAX_PER_HOUR)) return false;
    hours.set(key, { since: hour?.since ?? time, lastAt: time, count: (hour?.count ?? 0) + 1 });
    return true;
  };
}
