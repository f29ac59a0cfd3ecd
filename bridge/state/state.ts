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

/** Creates the state of a bridge that serves its realms alone; counters outlive it in a store. */
export const createLocalState = (store: CounterStore): State => ({
  locks: createLocks(),
  counters: createCounters(store),
  notices: createNotices(),
  openPendingWork: createPendingWork,
});

/** The state of a bridge whose counters outlive nothing, such as one that only explains. */
export const createEmptyState = (): State =>
  createLocalState({ recall: () => Promise.resolve(undefined), remember: () => undefined });
