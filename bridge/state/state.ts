import { createCounters, type Counters, type CounterStore } from './counters.ts';
import { createLocks, type Locks } from './locks.ts';
import { createNotices, type Notices } from './notices.ts';
import { createPendingWork, type PendingWork } from './pendingWork.ts';

/** What requests share with each other; bridges that serve the same realms would have to share it, too. */
export interface State {
  readonly locks: Locks;
  readonly counters: Counters;
  readonly notices: Notices;
  /** Opens a queue of pending work of one kind. */
  openPendingWork<T extends object>(): PendingWork<T>;
}

/** Creates what use cases share and forget when they end; all that an explanation needs. */
export const createTransientState = (): Pick<State, 'locks' | 'openPendingWork'> => ({
  locks: createLocks(),
  openPendingWork: createPendingWork,
});

/** Creates the state of a bridge that serves its realms alone; counters outlive it in a store. */
export const createLocalState = (store: CounterStore): State => ({
  ...createTransientState(),
  counters: createCounters(store),
  notices: createNotices(),
});
