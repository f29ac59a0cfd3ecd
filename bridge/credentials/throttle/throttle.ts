import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { openWindows, type RefusalSummary } from './throttleReport.ts';

/** A credential that was refused. */
export interface RefusedCredential {
  readonly realm: string;
  /** Whether there is such a realm, as far as is known. */
  readonly realmExists: boolean;
  /** Where the request came from. */
  readonly address: string;
  /** Of the credential; see `credentialDigest`. */
  readonly digest: string;
  /** Why, for the operator. */
  readonly reason: string;
}

/** What is made of a refusal. */
interface Refusal {
  /** Whether to report it; repeats are only counted, and told in a summary. */
  readonly first: boolean;
  /** How many milliseconds the answer was kept back. */
  readonly delay: number;
}

/** What refusals are counted with; times are milliseconds. */
export interface RefusalOptions {
  readonly now?: () => number;
  /** Ends early when the signal is aborted. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly window?: number;
  /** Failures of one credential from one address that are answered at once, per window. */
  readonly free?: number;
  /** The first delay; each further one is twice as long. */
  readonly base?: number;
  readonly max?: number;
  /** Most answers that are kept back at once. */
  readonly maxWaiting?: number;
  /** Most credentials that are counted at once. */
  readonly maxKeys?: number;
  /** Most reports of one realm in a window. */
  readonly perRealm?: number;
  /** Told at the end of a window what was only counted in it. */
  readonly onSummary: (summary: RefusalSummary) => void;
}

/** Slows and counts repeated failures. */
export interface Refusals {
  /** Counts a failure, and resolves when it may be answered. */
  refused(credential: RefusedCredential): Promise<Refusal>;
  /** Answers all that wait, and tells what was counted so far. */
  close(): void;
}

/** Sleeps without keeping the process alive. */
async function sleepUnref(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal, ref: false }).catch(() => undefined);
}

/** Slows and counts failures, so that neither guessing nor a client gone wrong fills log or memory. */
export function createRefusals(options: RefusalOptions): Refusals {
  const { now = Date.now, sleep = sleepUnref, window = 60_000, free = 5, base = 200, max = 2_000 } = options;
  const { maxWaiting = 500, maxKeys = 10_000, perRealm = 20, onSummary } = options;
  const failures = new LRUCache<string, { readonly since: number; count: number }>({ max: maxKeys });
  const windows = openWindows({ window, perRealm, onSummary });
  const closing = new AbortController();
  let waiting = 0;

  /** How often a credential has failed in its window, this time included. */
  function countOf({ realm, address, digest }: RefusedCredential): number {
    const text = JSON.stringify([realm, address, digest]);
    const key = createHash('sha256').update(text).digest('base64url');
    const held = failures.get(key);
    const entry = held !== undefined && now() - held.since < window ? held : { since: now(), count: 0 };
    entry.count += 1;
    failures.set(key, entry);
    return entry.count;
  }

  return {
    async refused(credential) {
      const count = countOf(credential);
      const first = windows.count(credential, count === 1);
      if (count <= free || waiting >= maxWaiting || closing.signal.aborted) return { first, delay: 0 };
      const delay = Math.min(max, base * 2 ** (count - free - 1));
      waiting += 1;
      try {
        await sleep(delay, closing.signal);
      } finally {
        waiting -= 1;
      }
      return { first, delay };
    },
    close() {
      closing.abort();
      windows.close();
    },
  };
}
