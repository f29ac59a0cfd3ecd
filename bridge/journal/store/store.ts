import type { Json } from '../../../scim/json.ts';
import type { Entry, Followed, NewEntry, Page } from '../entry.ts';
import { StoreFailure } from './storeFailures.ts';
import { createHealth } from './health.ts';
import { createFollowers, type Followers } from './followers.ts';
import type { FoundRows, RealmActivity, RealmQuery, StoreQuery } from './messages.ts';
import { startSweeper } from './sweeper.ts';
import { createWorkerLink, settledWithin, type Spawn, type WorkerLink } from './workerLink.ts';
import { createWriter, type Writer } from './writer.ts';

/** Settings of a store. */
export interface StoreOptions {
  /** The database file, or `:memory:`. */
  readonly file: string;
  /** Maximum size of the file. */
  readonly maxBytes: number;
  readonly retentionDays: number;
  /** Called with a sentence, once per change, when the store cannot be written or can be written again. */
  readonly onProblem: (sentence: string) => void;
  /** Maximum entries that wait to be written; beyond it the oldest are dropped. */
  readonly queueLimit?: number;
  /** How long an entry waits for others to be written with. */
  readonly flushAfterMs?: number;
  /** Maximum entries that are written at once. */
  readonly batch?: number;
  /** How long to wait after a failed write before trying again. */
  readonly retryAfterMs?: number;
  /** How often old and surplus entries are deleted. */
  readonly sweepEveryMs?: number;
  /** How long another process may keep the file locked. */
  readonly busyTimeoutMs?: number;
  /** How long to wait for an answer of the worker. */
  readonly answerWithinMs?: number;
  /** How long closing waits for what is still to be written, and again for the worker to end. */
  readonly closeWithinMs?: number;
  readonly now?: () => number;
  readonly spawn?: Spawn;
}

/** Counts and health of the store. */
export interface StoreStats {
  readonly queued: number;
  readonly written: number;
  readonly dropped: number;
  readonly healthy: boolean;
  readonly problem?: string;
}

/**
 * The bridge's own database of journal entries, uses of credentials and memos; its failures never delay or fail
 * provisioning.
 */
export interface Store {
  /** Adds an entry; never waits and never throws. */
  readonly append: (entry: NewEntry) => void;
  /** Moves rows that an earlier version stored under a realm's name to its key; never waits and never throws. */
  readonly adopt: (name: string, realm: string) => void;
  /** Counts entries that could not be added. */
  readonly lost: (count: number) => void;
  /** Records the use of a credential; of several uses between two writes only the last is stored. */
  readonly used: (realm: string, credential: string, time: number) => void;
  /** Stores a small value that outlives the process; of several values between two writes only the last is stored. */
  readonly remember: (realm: string, name: string, value: Json) => void;
  /** Reads a stored value; `undefined` if there is none. */
  readonly recall: (realm: string, name: string) => Promise<Json | undefined>;
  /** Reads all stored values of a realm. */
  readonly recallAll: (realm: string) => Promise<readonly Json[]>;
  /** Finds entries, newest first, including all that were added before; rejects if the file cannot be read. */
  readonly query: (query: StoreQuery) => Promise<Page>;
  /**
   * Reads the entries of a realm that are newer than the one with the id `after` (by default the newest there is), and
   * goes on with what is written, until the signal aborts; rejects if the file cannot be read. The first result comes at
   * once, and the others when something was written; each may be without entries.
   */
  readonly follow: (
    query: RealmQuery,
    after: number | undefined,
    signal: AbortSignal,
  ) => AsyncGenerator<Followed, void, undefined>;
  /** Gives those who follow a realm another result. */
  readonly wake: (realm: string) => void;
  /** When each credential of a realm was last used, by credential id. */
  readonly lastUses: (realm: string) => Promise<ReadonlyMap<string, number>>;
  /** Counts what came of the requests to realms since a time. */
  readonly activity: (realms: readonly string[], since: number) => Promise<readonly RealmActivity[]>;
  readonly stats: () => StoreStats;
  /** Resolves when everything added before is written, or cannot be written at present. */
  readonly flush: () => Promise<void>;
  /** Writes what waits if that takes no more than seconds, and ends the worker. */
  readonly close: () => Promise<void>;
}

const entriesOf = ({ rows }: Pick<FoundRows, 'rows'>): Entry[] =>
  rows.map(({ id, body }) => ({ ...(JSON.parse(body) as NewEntry), id }));

function toPage({ rows, more }: FoundRows): Page {
  const entries = entriesOf({ rows });
  const last = entries.at(-1);
  return { entries, ...(more && last !== undefined ? { next: last.id } : {}) };
}

/** Asks the worker for stored rows, after everything that waits has been written. */
function createReader(
  link: WorkerLink,
  writer: Writer,
  {
    followers,
    isClosed,
    answerWithinMs,
    unansweredProblem,
  }: {
    followers: Followers;
    isClosed: () => boolean;
    answerWithinMs: number;
    unansweredProblem: string;
  },
): Pick<Store, 'recall' | 'recallAll' | 'query' | 'follow' | 'lastUses' | 'activity'> {
  function read<T>(ask: () => Promise<T>, beforehand = writer.flush): Promise<T> {
    return link.keepAlive(async () => {
      await beforehand();
      if (isClosed()) throw new StoreFailure('The journal is closed.', false);
      const answer = ask();
      if (await settledWithin(answer, answerWithinMs)) return answer;
      throw new StoreFailure(unansweredProblem, true);
    });
  }

  async function* follow(
    query: RealmQuery,
    after: number | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<Followed, void, undefined> {
    // Before the first look, so that nothing is missed.
    const follower = followers.follow(query.realm, signal);
    let isFirst = true;
    let reached = after;
    while (!signal.aborted) {
      const ask = () => link.ask({ type: 'newer', query, after: reached });
      // Later on nothing is written ahead of its time: who follows does not make the batches smaller.
      const newer = await read(ask, isFirst ? undefined : () => Promise.resolve());
      yield { entries: entriesOf(newer), reached: newer.reached };
      ({ reached } = newer);
      isFirst = false;
      if (!newer.more) await follower.news();
    }
  }

  return {
    recall: (realm, name) =>
      read(async () => {
        const text = await link.ask({ type: 'memo', realm, name });
        return text === null ? undefined : (JSON.parse(text) as Json);
      }),
    recallAll: (realm) =>
      read(async () => {
        const texts = await link.ask({ type: 'memos', realm });
        return texts.map((text) => JSON.parse(text) as Json);
      }),
    query: (query) => read(async () => toPage(await link.ask({ type: 'query', query }))),
    follow,
    activity: (realms, since) => read(() => link.ask({ type: 'activity', realms, since })),
    lastUses: (realm) =>
      read(async () => {
        const uses = await link.ask({ type: 'lastUses', realm });
        return new Map(uses.map(({ credential, time }) => [credential, time]));
      }),
  };
}

/** Opens the store; all work on the disk happens in a worker thread. */
export function openStore(options: StoreOptions): Store {
  const { queueLimit = 10_000, flushAfterMs = 200, batch = 500, retryAfterMs = 5_000 } = options;
  const {
    sweepEveryMs = 60_000,
    busyTimeoutMs = 5_000,
    answerWithinMs = 30_000,
    closeWithinMs = 3_000,
  } = options;
  const { file, maxBytes, retentionDays, spawn, now = Date.now } = options;
  const health = createHealth(options.onProblem);
  const followers = createFollowers();
  const unansweredProblem = `${file}: the disk does not answer.`;
  let closing: Promise<void> | undefined;

  const onFailure = (problem: string): void => {
    health.failed(problem);
    writer.schedule();
  };
  const link = createWorkerLink({
    worker: { file, maxBytes, retentionDays, busyTimeoutMs },
    ...(spawn === undefined ? {} : { spawn }),
    onNotice: health.notify,
    onDeath: onFailure,
  });
  const writer = createWriter({
    ...{ link, health, queueLimit, flushAfterMs, batch, retryAfterMs, answerWithinMs },
    ...{ unansweredProblem, maxBytes },
    onWritten: followers.wake,
  });
  const isClosed = (): boolean => closing !== undefined;
  const reader = createReader(link, writer, { followers, isClosed, answerWithinMs, unansweredProblem });
  const sweeper = startSweeper({ link, sweepEveryMs, now, onTick: health.notifyDropped, onFailure });

  async function close(): Promise<void> {
    sweeper.stop();
    await writer.end(closeWithinMs);
    await link.end(closeWithinMs);
    health.ended(writer.queued());
  }

  return {
    ...reader,
    append: writer.append,
    wake: (realm) => {
      followers.wake([realm]);
    },
    adopt: (name, realm) => {
      // A failed adoption is repeated when the bridge starts the next time.
      if (!isClosed()) link.ask({ type: 'adopt', name, realm }).catch(() => undefined);
    },
    lost: health.dropped,
    used: writer.used,
    remember: (realm, name, value) => {
      writer.remember({ realm, name, value: JSON.stringify(value) });
    },
    stats: () => ({ queued: writer.queued(), ...health.stats() }),
    flush: writer.flush,
    close: () => (closing ??= close()),
  };
}
