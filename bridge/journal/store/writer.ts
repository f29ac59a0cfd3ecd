import type { NewEntry } from '../entry.ts';
import { StoreFailure } from './storeFailures.ts';
import type { Health } from './health.ts';
import type { Memo } from './messages.ts';
import { createPendingRows, type PendingRows } from './pendingRows.ts';
import type { QueueLimits } from './queue.ts';
import { settledWithin, type WorkerLink } from './workerLink.ts';

/** Dependencies and settings of a writer; see {@link StoreOptions}. */
export interface WriterOptions {
  readonly link: WorkerLink;
  readonly health: Health;
  readonly maxBytes: number;
  readonly queueLimit: number;
  readonly batch: number;
  readonly flushAfterMs: number;
  readonly retryAfterMs: number;
  readonly answerWithinMs: number;
  /** The problem to report if the worker does not answer in time. */
  readonly unansweredProblem: string;
  /** Called with the keys of the realms whose entries were written. */
  readonly onWritten: (realms: readonly string[]) => void;
}

/** Sends entries, uses of credentials and memos to the worker, one batch at a time. */
export interface Writer {
  readonly append: (entry: NewEntry) => void;
  readonly used: (realm: string, credential: string, time: number) => void;
  readonly remember: (memo: Memo) => void;
  /** The number of entries that are not written yet. */
  readonly queued: () => number;
  /** Makes sure that waiting rows are written soon, or tried again. */
  readonly schedule: () => void;
  readonly flush: () => Promise<void>;
  /** Accepts no more, and writes what waits if that takes no longer than `withinMs`. */
  readonly end: (withinMs: number) => Promise<void>;
}

/** Maximum characters that wait, and that are written at once. */
const MAX_QUEUE_LENGTH = 64 * 1024 * 1024;
const MAX_BATCH_LENGTH = 1024 * 1024;

const limitsOf = ({ queueLimit, batch, maxBytes }: WriterOptions): QueueLimits => ({
  entries: queueLimit,
  length: MAX_QUEUE_LENGTH,
  batchEntries: batch,
  batchLength: Math.min(MAX_BATCH_LENGTH, Math.floor(maxBytes / 20)),
});

/** Sends batches of pending rows, one at a time. */
interface Sender {
  readonly inFlight: () => number;
  readonly isSending: () => boolean;
  /** Sends the next batch, or joins the one under way; resolves when it is written or has failed. */
  readonly sendBatch: () => Promise<void>;
  /** Resolves when no batch is under way. */
  readonly idle: () => Promise<void>;
}

function createSender(
  pending: PendingRows,
  { link, health, answerWithinMs, unansweredProblem, onWritten }: WriterOptions,
  onSent: () => void,
): Sender {
  let inFlight = 0;
  let sending: Promise<void> | undefined;

  async function send(): Promise<void> {
    const batch = pending.takeBatch();
    const { rows } = batch;
    inFlight = rows.entries.length;
    const late = setTimeout(health.failed, answerWithinMs, unansweredProblem).unref();
    try {
      const realms = await link.ask({ type: 'write', ...rows });
      health.wrote(rows.entries.length);
      onWritten(realms);
    } catch (error) {
      health.dropped(batch.putBack(error instanceof StoreFailure && error.retryable));
      health.failed((error as Error).message);
    } finally {
      clearTimeout(late);
      inFlight = 0;
    }
  }

  return {
    inFlight: () => inFlight,
    isSending: () => sending !== undefined,
    sendBatch: () =>
      (sending ??= send().finally(() => {
        sending = undefined;
        onSent();
      })),
    idle: async () => sending,
  };
}

/** Creates a writer. */
export function createWriter(options: WriterOptions): Writer {
  const { link, health, batch } = options;
  const pending = createPendingRows(limitsOf(options));
  const sender = createSender(pending, options, schedule);
  let accepted = 0;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;

  const queued = (): number => pending.entryCount() + sender.inFlight();

  function sendNow(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    return sender.sendBatch();
  }

  function schedule(): void {
    if (ended || sender.isSending()) return;
    const healthy = health.problem() === undefined;
    if (healthy && pending.entryCount() >= batch) void sendNow();
    else if (timer === undefined && (!healthy || pending.entryCount() > 0 || pending.hasNotes())) {
      const delayMs = healthy ? options.flushAfterMs : options.retryAfterMs;
      timer = setTimeout(() => void sendNow(), delayMs).unref();
    }
  }

  /** Writes everything that was accepted before the call; stops at the first problem. */
  async function writeAll(): Promise<void> {
    const last = accepted;
    const isWritten = (): boolean => accepted - queued() >= last;
    await sender.idle();
    if (isWritten() && !pending.hasNotes()) return;
    do await sendNow();
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
      health.dropped(pending.addEntry(text));
      schedule();
    } catch {
      health.dropped(1);
    }
  }

  return {
    append,
    used: (realm, credential, time) => {
      if (ended) return;
      pending.addUse({ realm, credential, time });
      schedule();
    },
    remember: (memo) => {
      if (ended) return;
      pending.addMemo(memo);
      schedule();
    },
    queued,
    schedule,
    flush: async () => {
      if (ended || health.problem() !== undefined) return;
      await link.keepAlive(() => settledWithin(writeAll(), options.answerWithinMs));
    },
    end: async (withinMs) => {
      ended = true;
      await link.keepAlive(() => settledWithin(writeAll(), withinMs));
      clearTimeout(timer);
    },
  };
}
