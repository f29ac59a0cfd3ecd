/**
 * Tracks whether the store can be written and how many entries were written or dropped, and notifies operators of
 * changes.
 */
export interface Health {
  /** What keeps the store from being written; `undefined` if nothing does. */
  readonly problem: () => string | undefined;
  /** Passes a sentence to operators; never throws. */
  readonly notify: (sentence: string) => void;
  readonly failed: (problem: string) => void;
  readonly wrote: (count: number) => void;
  readonly dropped: (count: number) => void;
  /** Notifies operators of dropped entries that were not reported before. */
  readonly notifyDropped: () => void;
  /** Counts the entries that were left unwritten at the end, and notifies operators. */
  readonly ended: (unwritten: number) => void;
  readonly stats: () => {
    readonly written: number;
    readonly dropped: number;
    readonly healthy: boolean;
    readonly problem?: string;
  };
}

const countOf = (entries: number): string => (entries === 1 ? '1 entry' : `${entries} entries`);

/** Creates the health of a store without problems. */
export function createHealth(onProblem: (sentence: string) => void): Health {
  let problem: string | undefined;
  let written = 0;
  let dropped = 0;
  let droppedReported = 0;

  function notify(sentence: string): void {
    try {
      onProblem(sentence);
    } catch {
      // A failing listener must not stop the store.
    }
  }

  /** The entries dropped since the last call. */
  function newlyDropped(): number {
    const count = dropped - droppedReported;
    droppedReported = dropped;
    return count;
  }

  return {
    notify,
    problem: () => problem,
    failed: (sentence) => {
      if (problem === sentence) return;
      problem = sentence;
      notify(`The journal cannot be written; provisioning goes on without. ${sentence}`);
    },
    wrote: (count) => {
      written += count;
      if (problem === undefined) return;
      problem = undefined;
      const lost = newlyDropped();
      notify(`The journal is written again${lost === 0 ? '' : `; ${countOf(lost)} were lost`}.`);
    },
    dropped: (count) => {
      dropped += count;
    },
    notifyDropped: () => {
      const lost = problem === undefined ? newlyDropped() : 0;
      if (lost > 0) notify(`More was to be written into the journal than could be; lost: ${countOf(lost)}.`);
    },
    ended: (unwritten) => {
      dropped += unwritten;
      const lost = newlyDropped();
      if (lost > 0) notify(`The journal was closed; lost before that: ${countOf(lost)}.`);
    },
    stats: () => ({
      written,
      dropped,
      healthy: problem === undefined,
      ...(problem === undefined ? {} : { problem }),
    }),
  };
}
