import { LRUCache } from 'lru-cache';

/** Work that is still to be done, by key; the latest under a key counts. */
export interface PendingWork<T> {
  get(key: string): T | undefined;
  add(key: string, work: T): void;
  done(key: string): void;
}

/** Maximum number of works that are remembered; the one that waits longest makes room. */
const MAX_PENDING = 10_000;

/** Creates pending work that is forgotten when this process ends. */
export function createPendingWork<T extends object>(): PendingWork<T> {
  const works = new LRUCache<string, T>({ max: MAX_PENDING });
  return {
    get: (key) => works.peek(key),
    add: (key, work) => void works.set(key, work),
    done: (key) => void works.delete(key),
  };
}
