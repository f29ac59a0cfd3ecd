import type { Memo, Use } from './messages.ts';
import { createQueue, type QueueLimits } from './queue.ts';
import type { Rows } from './rows.ts';

/** The rows of one batch, with what is needed to return them to their place. */
interface Batch {
  readonly rows: Rows;
  /**
   * Returns everything after a failed write, the entries only if another attempt can succeed; returns how many entries
   * were dropped.
   */
  readonly putBack: (retryEntries: boolean) => number;
}

/** Rows that wait to be written: every entry, but only the last use of a credential and the last value of a memo. */
export interface PendingRows {
  /** The number of waiting entries. */
  readonly entryCount: () => number;
  /** Whether uses or memos wait. */
  readonly hasNotes: () => boolean;
  /** Adds an entry as JSON text; returns how many entries were dropped to make room. */
  readonly addEntry: (text: string) => number;
  readonly addUse: (use: Use) => void;
  readonly addMemo: (memo: Memo) => void;
  /** Takes the oldest entries, as many as fit one batch, and all uses and memos. */
  readonly takeBatch: () => Batch;
}

/** Creates an empty set of pending rows. */
export function createPendingRows(limits: QueueLimits): PendingRows {
  const queue = createQueue(limits);
  const uses = new Map<string, Use>();
  const memos = new Map<string, Memo>();

  function addUse(use: Use): void {
    const key = JSON.stringify([use.realm, use.credential]);
    const time = Math.max(use.time, uses.get(key)?.time ?? use.time);
    if (uses.size < limits.entries || uses.has(key)) uses.set(key, { ...use, time });
  }

  return {
    entryCount: queue.size,
    hasNotes: () => uses.size + memos.size > 0,
    addEntry: queue.push,
    addUse,
    addMemo: (memo) => {
      memos.set(JSON.stringify([memo.realm, memo.name]), memo);
    },
    takeBatch: () => {
      const takenMemos = [...memos];
      const rows: Rows = {
        entries: queue.take(),
        uses: [...uses.values()],
        memos: takenMemos.map(([, memo]) => memo),
      };
      uses.clear();
      memos.clear();
      return {
        rows,
        putBack: (retryEntries) => {
          rows.uses.forEach(addUse);
          for (const [key, memo] of takenMemos) if (!memos.has(key)) memos.set(key, memo);
          return retryEntries ? queue.putBack(rows.entries) : rows.entries.length;
        },
      };
    },
  };
}
