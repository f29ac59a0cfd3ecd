import { LRUCache } from 'lru-cache';

/** What the store keeps of a counter. */
export interface CounterMemo {
  /** Milliseconds since 1970, by the id that was counted. */
  readonly leavers: Readonly<Record<string, number>>;
  /** Milliseconds since 1970. */
  readonly since?: number;
}

/** Counts distinct ids of a realm, and remembers since when there were too many. */
export interface Counter {
  /** When each id was counted last, in milliseconds since 1970. */
  readonly times: ReadonlyMap<string, number>;
  /** Since when the limit is exceeded, in milliseconds since 1970; `undefined` if it is not. */
  readonly since: number | undefined;
  /** Counts an id; `exceeds` if there are too many with it. */
  add(id: string, time: number, exceeds: boolean): void;
  /** Forgets the ids that were counted before a time. */
  forgetBefore(time: number): void;
  /** Counts anew, from nothing. */
  reset(): void;
}

/** The counters of all realms, which outlive the process; replicas are to share them. */
export interface Counters {
  open(realm: string): Promise<Counter>;
  /** Drops what is in memory of a realm, because its name belongs to another realm now. */
  forget(realm: string): void;
}

/** Where counters are kept; a failure to read is as good as nothing kept. */
export interface CounterStore {
  readonly recall: (realm: string) => Promise<CounterMemo | undefined>;
  readonly remember: (realm: string, memo: CounterMemo) => void;
}

/** Maximum number of realms whose counters are in memory. */
const MAX_REALMS = 5_000;

function createCounter(memo: CounterMemo | undefined, save: (memo: CounterMemo) => void): Counter {
  const times = new Map(Object.entries(memo?.leavers ?? {}));
  let since = memo?.since;
  const write = (): void => {
    save({ leavers: Object.fromEntries(times), ...(since === undefined ? {} : { since }) });
  };
  return {
    times,
    get since() {
      return since;
    },
    add(id, time, exceeds) {
      times.set(id, time);
      if (exceeds) since ??= time;
      write();
    },
    forgetBefore(time) {
      for (const [id, counted] of times) if (counted < time) times.delete(id);
    },
    reset() {
      times.clear();
      since = undefined;
      write();
    },
  };
}

/** Creates counters of this process alone, written to a store as a whole. */
export function createCounters({ recall, remember }: CounterStore): Counters {
  const counters = new LRUCache<string, Promise<Counter>>({ max: MAX_REALMS });
  return {
    open(realm) {
      const known = counters.get(realm);
      if (known !== undefined) return known;
      const counter = recall(realm)
        .catch(() => undefined)
        .then((memo) => createCounter(memo, (changed) => remember(realm, changed)));
      counters.set(realm, counter);
      return counter;
    },
    forget: (realm) => void counters.delete(realm),
  };
}
