import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { NewEntry } from '../../../../bridge/journal/entry.ts';
import { openStore, type Store, type StoreOptions } from '../../../../bridge/journal/store/store.ts';

/** An entry like those of a write, with changes. */
export const entry = (changes: Partial<NewEntry> = {}): NewEntry => ({
  time: Date.now(),
  realm: 'acme',
  kind: 'write',
  requestId: 'r-1',
  method: 'POST',
  target: '/Users',
  quirks: [],
  ignored: [],
  keycloak: [{ call: 'POST users', outcome: 'ok', status: 201, milliseconds: 12 }],
  status: 201,
  outcome: 'User made.',
  milliseconds: 15,
  ...changes,
});

/** Waits until something holds; fails after some seconds. */
export async function eventually(holds: () => boolean): Promise<void> {
  const end = Date.now() + 15_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`does not hold yet: ${holds.toString()}`);
    await pause(10);
  }
}

/** Stores in temporary folders; `clear` ends all of them and removes the folders. */
export function createStores() {
  const folders: string[] = [];
  const stores: Store[] = [];
  return {
    folder: (): string => {
      const folder = mkdtempSync(path.join(tmpdir(), 'journal-'));
      folders.push(folder);
      return folder;
    },
    /** Opens a store, and collects the notices to operators. */
    open: (file: string, changes: Partial<StoreOptions> = {}) => {
      const notices: string[] = [];
      const store = openStore({
        file,
        maxBytes: 100_000_000,
        retentionDays: 30,
        flushAfterMs: 20,
        retryAfterMs: 50,
        onProblem: (sentence) => notices.push(sentence),
        ...changes,
      });
      stores.push(store);
      return { store, notices };
    },
    clear: async (): Promise<void> => {
      await Promise.all(stores.splice(0).map((store) => store.close()));
      for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
    },
  };
}
