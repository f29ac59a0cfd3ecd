import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Refusal } from '../refusals.ts';
import { createThrottleReport, type RefusalSummary } from './throttleReport.ts';

/** A credential that was refused. */
export interface RefusedCredential {
  readonly realm: string;
  /** Whether the realm is known to exist. */
  readonly realmExists: boolean;
  /** The client's IP address. */
  readonly address: string;
  /** Digest of the credential; see `credentialDigest`. */
  readonly digest: string;
  /** The reason, for operators. */
  readonly reason: Refusal;
  /** The id of the request. */
  readonly requestId: string;
}

/** How a refusal was handled. */
interface HandledRefusal {
  /** Whether to report it; repeats are only counted in a summary. */
  readonly first: boolean;
  /** How long the answer was delayed. */
  readonly delayMs: number;
}

/** Settings of a throttle. */
export interface ThrottleOptions {
  readonly now?: () => number;
  /** Returns early if the signal is aborted. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly windowMs?: number;
  /** How many failures of one credential from one address are answered without delay, per window. */
  readonly undelayed?: number;
  /** The first delay; each further one is twice as long. */
  readonly firstDelayMs?: number;
  readonly maxDelayMs?: number;
  /** Maximum answers that are delayed at the same time; others are not delayed. */
  readonly maxWaiting?: number;
  /** Maximum credentials that are counted at the same time. */
  readonly maxKeys?: number;
  /** Maximum reports of one realm in a window. */
  readonly maxReports?: number;
  /** Called at the end of a window with the refusals that were only counted. */
  readonly onSummary: (summary: RefusalSummary) => void;
}

/** Delays and counts repeated failures. */
export interface Throttle {
  /** Counts a failure, and resolves when it may be answered. */
  refused(credential: RefusedCredential): Promise<HandledRefusal>;
  /** Summarizes the refusals among which a request was counted now, before their window ends. */
  readonly summarize: (requestId: string) => void;
  /** Ends all delays and windows; what was counted so far is summarized. */
  close(): void;
}

/** Sleeps without keeping the process alive. */
async function sleepUnref(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal, ref: false }).catch(() => undefined);
}

/** Creates a throttle of refused credentials: neither guessing nor a misconfigured client can fill log or memory. */
export function createThrottle(options: ThrottleOptions): Throttle {
  const { now = Date.now, sleep = sleepUnref, windowMs = 60_000, undelayed = 5 } = options;
  const { firstDelayMs = 200, maxDelayMs = 2_000, maxWaiting = 500, maxKeys = 10_000 } = options;
  const { maxReports = 20, onSummary } = options;
  const failures = new LRUCache<string, { readonly since: number; count: number }>({ max: maxKeys });
  const report = createThrottleReport({ windowMs, maxReports, onSummary });
  const closing = new AbortController();
  let waiting = 0;

  /** Counts a failure; returns how often the credential has failed in its window. */
  function countOf({ realm, address, digest }: RefusedCredential): number {
    const text = JSON.stringify([realm, address, digest]);
    const key = createHash('sha256').update(text).digest('base64url');
    const last = failures.get(key);
    const entry = last !== undefined && now() - last.since < windowMs ? last : { since: now(), count: 0 };
    entry.count += 1;
    failures.set(key, entry);
    return entry.count;
  }

  return {
    async refused(credential) {
      const count = countOf(credential);
      const first = report.count(credential, count === 1);
      if (count <= undelayed || waiting >= maxWaiting || closing.signal.aborted) return { first, delayMs: 0 };
      const delayMs = Math.min(maxDelayMs, firstDelayMs * 2 ** (count - undelayed - 1));
      waiting += 1;
      try {
        await sleep(delayMs, closing.signal);
      } finally {
        waiting -= 1;
      }
      return { first, delayMs };
    },
    summarize: report.summarize,
    close() {
      closing.abort();
      report.close();
    },
  };
}
