import type { Json } from '../../../scim/json.ts';
import type { Entry, NewEntry, Page } from '../entry.ts';
import { StoreFailure } from './storeFailures.ts';
import { createHealth } from './health.ts';
import type { StoreQuery } from './messages.ts';
import { createLink, settledWithin, type Spawn } from './workerLink.ts';
import { createWriter } from './writer.ts';

/** How a store is kept; times are in milliseconds. */
export interface StoreOptions {
  /** The database file, or `:memory:`. */
  readonly file: string;
  /** What the file never outgrows. */
  readonly maxBytes: number;
  readonly retentionDays: number;
  /** Is told in a sentence, once each time it changes, what keeps the store from being written. */
  readonly onProblem: (sentence: string) => void;
  /** Most entries that wait to be written; then the oldest are dropped. */
  readonly queueLimit?: number;
  /** How long entries wait for others to be written with. */
  readonly flushEvery?: number;
  /** Most entries that are written at once. */
  readonly batch?: number;
  /** After what time it is tried again when the file could not be written. */
  readonly retryEvery?: number;
  /** How often what is too old or too much is deleted. */
  readonly sweepEvery?: number;
  /** How long another process may keep the file locked. */
  readonly busyTimeout?: number;
  /** How long an answer of the worker is waited for. */
  readonly answerWithin?: number;
  readonly now?: () => number;
  readonly spawn?: Spawn;
}

/** How the store is doing. */
export interface StoreStats {
  readonly queued: number;
  readonly written: number;
  readonly dropped: number;
  readonly healthy: boolean;
  readonly problem?: string;
}

/** The bridge's own small store: what is put into it is history, and never in the way of provisioning. */
export interface Store {
  /** Adds an entry; never waits and never throws. */
  readonly append: (entry: NewEntry) => void;
  /** Gives a realm what an earlier version kept under its name; never waits and never throws. */
  readonly adopt: (name: string, realm: string) => void;
  /** Counts entries that could not even be added. */
  readonly lost: (count: number) => void;
  /** Notes that a credential was used; of many uses between two writes the last one counts. */
  readonly used: (realm: string, credential: string, time: number) => void;
  /** Keeps something small that outlives the process; of several values between two writes the last one counts. */
  readonly remember: (realm: string, name: string, value: Json) => void;
  readonly recall: (realm: string, name: string) => Promise<Json | undefined>;
  /** Finds entries, newest first, with all that were added before; rejects when the file cannot be read. */
  readonly query: (query: StoreQuery) => Promise<Page>;
  readonly lastUses: (realm: string) => Promise<ReadonlyMap<string, number>>;
  readonly stats: () => StoreStats;
  /** Resolves when all that was added before is written, or cannot be at present. */
  readonly flush: () => Promise<void>;
  /** Writes what waits, within seconds or not at all, and ends the worker. */
  readonly close: () => Promise<void>;
}

/** How long the end of the worker may take. */
const CLOSE_WITHIN = 3_000;

/** Opens the store; all work on the disk is done in a thread of its own, and what goes wrong there is told. */
export function openStore(options: StoreOptions): Store {
  const { queueLimit = 10_000, flushEvery = 200, batch = 500, retryEvery = 5_000 } = options;
  const { sweepEvery = 60_000, busyTimeout = 5_000, answerWithin = 30_000, now = Date.now } = options;
  const { file, maxBytes, retentionDays } = options;
  const health = createHealth(options.onProblem);
  const unanswered = `${file}: the disk does not answer.`;
  let sweeping = false;
  let closing: Promise<void> | undefined;

  const link = createLink({
    worker: { file, maxBytes, retentionDays, busyTimeout },
    ...(options.spawn === undefined ? {} : { spawn: options.spawn }),
    onNotice: health.tell,
    onDeath: (problem) => {
      health.failed(problem);
      writer.schedule();
    },
  });
  const writer = createWriter({
    ...{ link, health, queueLimit, flushEvery, batch, retryEvery, answerWithin, unanswered, maxBytes },
  });

  /** Deletes what is too old or too much, a little at a time; this opens the file as well. */
  async function sweep(): Promise<void> {
    if (sweeping) return;
    sweeping = true;
    try {
      while (closing === undefined && (await link.ask({ type: 'sweep', now: now() })).more);
    } catch (error) {
      health.failed((error as Error).message);
      writer.schedule();
    } finally {
      sweeping = false;
    }
  }

  function read<T>(ask: () => Promise<T>): Promise<T> {
    return link.holding(async () => {
      await writer.flush();
      if (closing !== undefined) throw new StoreFailure('The journal is closed.', false);
      const answer = ask();
      if (await settledWithin(answer, answerWithin)) return answer;
      throw new StoreFailure(unanswered, true);
    });
  }

  async function finish(): Promise<void> {
    clearInterval(sweeps);
    await writer.end();
    await link.end(CLOSE_WITHIN);
    health.ended(writer.queued());
  }

  const sweeps = setInterval(() => {
    health.tellDropped();
    void sweep();
  }, sweepEvery).unref();
  void sweep();

  return {
    append: writer.append,
    adopt: (name, realm) => {
      // What cannot be adopted now is found the next time that the bridge starts.
      if (closing === undefined) link.ask({ type: 'adopt', name, realm }).catch(() => undefined);
    },
    lost: health.dropped,
    used: writer.used,
    remember: (realm, name, value) => {
      writer.remember({ realm, name, value: JSON.stringify(value) });
    },
    recall: (realm, name) =>
      read(async () => {
        const text = await link.ask({ type: 'memo', realm, name });
        return text === null ? undefined : (JSON.parse(text) as Json);
      }),
    query: (query) =>
      read(async () => {
        const { rows, more } = await link.ask({ type: 'query', query });
        const entries = rows.map(({ id, body }): Entry => {
          const { realmKey: _, ...entry } = JSON.parse(body) as NewEntry;
          return { ...entry, id };
        });
        const last = entries.at(-1);
        return { entries, ...(more && last !== undefined ? { next: last.id } : {}) };
      }),
    lastUses: (realm) =>
      read(async () => {
        const found = await link.ask({ type: 'lastUses', realm });
        return new Map(found.map(({ credential, time }) => [credential, time]));
      }),
    stats: () => ({ queued: writer.queued(), ...health.stats() }),
    flush: writer.flush,
    close: () => (closing ??= finish()),
  };
}
