import type { NewEntry } from '../entry.ts';
import { StoreFailure } from './storeFailures.ts';
import type { Health } from './health.ts';
import type { Memo, Use } from './messages.ts';
import { createQueue } from './queue.ts';
import { settledWithin, type Link } from './workerLink.ts';

/** What a writer is made of; see the options of the store. */
export interface WriterOptions {
  readonly link: Link;
  readonly health: Health;
  readonly maxBytes: number;
  readonly queueLimit: number;
  readonly batch: number;
  readonly flushEvery: number;
  readonly retryEvery: number;
  readonly answerWithin: number;
  /** What is told when the worker does not answer. */
  readonly unanswered: string;
}

/** Brings entries and uses of credentials to the worker, in batches and one batch at a time. */
export interface Writer {
  readonly append: (entry: NewEntry) => void;
  readonly used: (realm: string, credential: string, time: number) => void;
  readonly remember: (memo: Memo) => void;
  readonly queued: () => number;
  /** Sees to it that what waits is written, or tried again. */
  readonly schedule: () => void;
  readonly flush: () => Promise<void>;
  /** Takes no more, and writes what waits if that is possible within seconds. */
  readonly end: () => Promise<void>;
}

/** Most characters that wait, and that are written at once. */
const QUEUE_LENGTH = 64 * 1024 * 1024;
const BATCH_LENGTH = 1024 * 1024;
/** How long the last writing may take. */
const END_WITHIN = 3_000;

/** Creates what brings entries to the worker. */
export function createWriter({ link, health, ...options }: WriterOptions): Writer {
  const queue = createQueue({
    entries: options.queueLimit,
    length: QUEUE_LENGTH,
    batchEntries: options.batch,
    batchLength: Math.min(BATCH_LENGTH, Math.floor(options.maxBytes / 20)),
  });
  const uses = new Map<string, Use>();
  const memos = new Map<string, Memo>();
  let accepted = 0;
  let inFlight = 0;
  let sending: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;

  function noteUse(use: Use): void {
    const key = JSON.stringify([use.realm, use.credential]);
    const time = Math.max(use.time, uses.get(key)?.time ?? use.time);
    if (uses.size < options.queueLimit || uses.has(key)) uses.set(key, { ...use, time });
  }

  async function send(): Promise<void> {
    const entries = queue.take();
    const sent = [...uses.values()];
    const remembered = [...memos];
    uses.clear();
    memos.clear();
    inFlight = entries.length;
    const late = setTimeout(health.failed, options.answerWithin, options.unanswered).unref();
    try {
      await link.ask({ type: 'write', entries, uses: sent, memos: remembered.map(([, memo]) => memo) });
      health.wrote(entries.length);
    } catch (error) {
      const passing = error instanceof StoreFailure && error.passing;
      health.dropped(passing ? queue.putBack(entries) : entries.length);
      sent.forEach(noteUse);
      for (const [key, memo] of remembered) if (!memos.has(key)) memos.set(key, memo);
      health.failed((error as Error).message);
    } finally {
      clearTimeout(late);
      inFlight = 0;
    }
  }

  /** Sends the next batch, or waits for the one that is under way. */
  function pump(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    sending ??= send().finally(() => {
      sending = undefined;
      schedule();
    });
    return sending;
  }

  function schedule(): void {
    if (ended || sending !== undefined) return;
    const healthy = health.problem() === undefined;
    if (healthy && queue.size() >= options.batch) void pump();
    else if (timer === undefined && (!healthy || queue.size() > 0 || uses.size + memos.size > 0)) {
      timer = setTimeout(() => void pump(), healthy ? options.flushEvery : options.retryEvery).unref();
    }
  }

  async function writeAll(): Promise<void> {
    const last = accepted;
    const isWritten = (): boolean => accepted - queue.size() - inFlight >= last;
    await sending;
    if (isWritten() && uses.size + memos.size === 0) return;
    do await pump();
    while (!isWritten() && health.problem() === undefined);
  }

  function append(entry: NewEntry): void {
    try {
      const text = ended ? undefined : JSON.stringify(entry);
      if (text === undefined) {
        health.dropped(1);
        return;
      }
      accepted += 1;
      health.dropped(queue.push(text));
      schedule();
    } catch {
      health.dropped(1);
    }
  }

  return {
    append,
    used: (realm, credential, time) => {
      if (ended) return;
      noteUse({ realm, credential, time });
      schedule();
    },
    remember: (memo) => {
      if (ended) return;
      memos.set(JSON.stringify([memo.realm, memo.name]), memo);
      schedule();
    },
    queued: () => queue.size() + inFlight,
    schedule,
    flush: async () => {
      if (ended || health.problem() !== undefined) return;
      await link.holding(() => settledWithin(writeAll(), options.answerWithin));
    },
    end: async () => {
      ended = true;
      await link.holding(() => settledWithin(writeAll(), END_WITHIN));
      clearTimeout(timer);
    },
  };
}
