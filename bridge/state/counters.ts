import { LRUCache } from 'lru-cache';

/** What is stored of a counter. */
export interface CounterMemo {
  /** When each id was counted, in milliseconds since 1970. */
  readonly leavers: Readonly<Record<string, number>>;
  /** Since when the limit is exceeded, in milliseconds since 1970. */
  readonly since?: number;
}

/** Counts distinct ids of a realm, such as users who left, and knows since when there are too many. */
export interface Counter {
  /** When each id was counted, in milliseconds since 1970. */
  readonly times: ReadonlyMap<string, number>;
  /** Since when the limit is exceeded, in milliseconds since 1970; `undefined` if it is not. */
  readonly since: number | undefined;
  /** Counts an id; `exceeds` says whether the limit is exceeded with it. */
  add(id: string, time: number, exceeds: boolean): void;
  /** Forgets ids that were counted before a time. */
  forgetBefore(time: number): void;
  /** Forgets all ids, and that the limit is exceeded. */
  reset(): void;
}

/** The counters of all realms. */
export interface Counters {
  open(realm: string): Promise<Counter>;
  /** Drops what is in memory of a realm, because its name belongs to another realm now. */
  forget(realm: string): void;
}

/** Where counters outlive the process; a failure to read counts as nothing stored. */
export interface CounterStore {
  readonly recall: (realm: string) => Promise<CounterMemo | undefined>;
  readonly remember: (realm: string, memo: CounterMemo) => void;
}

/** Maximum number of realms whose counters are in memory. */
const MAX_REALMS = 5_000;

function createCounter(memo: CounterMemo | undefined, save: (memo: CounterMemo) => void): Counter {
  const times = new Map(Object.entries(memo?.leavers ?? {}));
  let since = memo?.since;
  const saveAll = (): void => {
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
      saveAll();
    },
    forgetBefore(time) {
      for (const [id, countedAt] of times) if (countedAt < time) times.delete(id);
    },
    reset() {
      times.clear();
      since = undefined;
      saveAll();
    },
  };
}

/** Creates counters for this process alone: a counter is read once, and stored as a whole with every change. */
export function createCounters({ recall, remember }: CounterStore): Counters {
  async function load(realm: string): Promise<Counter> {
    const memo = await recall(realm).catch(() => undefined);
    return createCounter(memo, (changed) => {
      remember(realm, changed);
    });
  }

  const counters = new LRUCache<string, Promise<Counter>>({ max: MAX_REALMS, memoMethod: load });
  return {
    open: (realm) => counters.memo(realm),
    forget(realm) {
      counters.delete(realm);
    },
  };
}
