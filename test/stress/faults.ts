/** What went wrong in a run. */
export interface Faults {
  /** Notes a fault; the run ends early once there are many. */
  add(what: string): void;
  readonly list: readonly string[];
  /** Aborted once there are enough faults to look at. */
  readonly enough: AbortSignal;
}

const ENOUGH = 10;

/** Collects faults. */
export function collectFaults(): Faults {
  const list: string[] = [];
  const enough = new AbortController();
  return {
    list,
    enough: enough.signal,
    add(what) {
      if (list.length < ENOUGH) list.push(what);
      if (list.length === ENOUGH) enough.abort();
    },
  };
}
