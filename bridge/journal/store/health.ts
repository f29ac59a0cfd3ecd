/** Whether the store can be written, what became of its entries, and what operators have been told of it. */
export interface Health {
  readonly problem: () => string | undefined;
  /** Tells a sentence; what goes wrong in telling goes no further. */
  readonly tell: (sentence: string) => void;
  readonly failed: (problem: string) => void;
  readonly wrote: (count: number) => void;
  readonly dropped: (count: number) => void;
  /** Tells how many entries were lost, where that has not been told. */
  readonly tellDropped: () => void;
  /** Counts and tells what was not written at the end. */
  readonly ended: (left: number) => void;
  readonly stats: () => {
    readonly written: number;
    readonly dropped: number;
    readonly healthy: boolean;
    readonly problem?: string;
  };
}

const countOf = (entries: number): string => (entries === 1 ? '1 entry' : `${entries} entries`);

/** Creates the record of a store that has no problem. */
export function createHealth(onProblem: (sentence: string) => void): Health {
  let problem: string | undefined;
  let written = 0;
  let dropped = 0;
  let droppedTold = 0;

  function tell(sentence: string): void {
    try {
      onProblem(sentence);
    } catch {
      // Whoever listens has a problem of their own.
    }
  }

  function newlyDropped(): number {
    const count = dropped - droppedTold;
    droppedTold = dropped;
    return count;
  }

  return {
    tell,
    problem: () => problem,
    failed: (sentence) => {
      if (problem === sentence) return;
      problem = sentence;
      tell(`The journal cannot be written; provisioning goes on without. ${sentence}`);
    },
    wrote: (count) => {
      written += count;
      if (problem === undefined) return;
      problem = undefined;
      const lost = newlyDropped();
      tell(`The journal is written again${lost === 0 ? '' : `; ${countOf(lost)} were lost`}.`);
    },
    dropped: (count) => {
      dropped += count;
    },
    tellDropped: () => {
      const lost = problem === undefined ? newlyDropped() : 0;
      if (lost > 0) tell(`More was to be written into the journal than could be; lost: ${countOf(lost)}.`);
    },
    ended: (left) => {
      dropped += left;
      const lost = newlyDropped();
      if (lost > 0) tell(`The journal was closed; lost before that: ${countOf(lost)}.`);
    },
    stats: () => ({
      written,
      dropped,
      healthy: problem === undefined,
      ...(problem === undefined ? {} : { problem }),
    }),
  };
}
