import { LRUCache } from 'lru-cache';

/** Work that was begun and is not done yet, by key. */
export interface PendingWork<T> {
  /** Adds work, in place of earlier work of the same key. */
  add(key: string, work: T): void;
  get(key: string): T | undefined;
  done(key: string): void;
}

/** Maximum number of entries; beyond it the oldest is forgotten. */
const MAX_PENDING = 10_000;

/** Creates pending work that this process alone knows, and forgets when it ends. */
export function createPendingWork<T extends object>(): PendingWork<T> {
  const pending = new LRUCache<string, T>({ max: MAX_PENDING });
  return {
    add(key, work) {
      pending.set(key, work);
    },
    get: (key) => pending.peek(key),
    done(key) {
      pending.delete(key);
    },
  };
}
