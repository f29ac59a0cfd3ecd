import { createJournal, type Journal } from './journal/journal.ts';
import { lockFile, LockedError, type ProcessLock } from './journal/store/processLock.ts';
import { openStore } from './journal/store/store.ts';
import { settledWithin } from './journal/store/workerLink.ts';
import type { Logger } from './observability/logger.ts';
import { objectOf, type Json } from '../scim/json.ts';
import { SettingsError, type Settings } from './settings.ts';
import type { CounterMemo } from './state/counters.ts';
import { createLocalState, type State } from './state/state.ts';
import { createLastAccepted, type LastAcceptedMemory } from './tenants/lastAccepted.ts';

/** What outlives the process, in the store of the bridge. */
export interface Kept {
  readonly journal: Journal;
  readonly state: State;
  readonly lastAccepted: LastAcceptedMemory;
  /** Writes what waits, and gives the store free. */
  close(): Promise<void>;
}

/** The name of the memo with the state of a realm's brake. */
const BRAKE_MEMO = 'brake';

/** Opens the journal. */
const openJournal = (settings: Settings, log: Logger): Journal =>
  createJournal({
    store: openStore({
      file: settings.storeFile,
      maxBytes: settings.journalMegabytes * 1024 * 1024,
      retentionDays: settings.journalDays,
      onProblem: (problem) => log.warn('journal', { problem }),
    }),
    personalData: settings.journalPersonalData,
  });

/** Opens the state that requests share; the counters of the brake outlive the process in the store of the journal. */
const openState = (journal: Journal): State =>
  createLocalState({
    recall: async (realm) => (await journal.recall(realm, BRAKE_MEMO)) as CounterMemo | undefined,
    remember: (realm, memo) => {
      journal.remember(realm, BRAKE_MEMO, objectOf(Object.entries(memo) as [string, Json][]));
    },
  });

/** Takes the store for this process; a store that cannot be locked is used all the same, as one that cannot be written. */
function lockStore({ storeFile }: Settings, log: Logger): ProcessLock | undefined {
  if (storeFile === ':memory:') return undefined;
  try {
    return lockFile(storeFile);
  } catch (error) {
    if (error instanceof LockedError) throw new SettingsError(`STORE_FILE: ${error.message}`);
    log.warn('the store is not locked', { problem: (error as Error).message });
    return undefined;
  }
}

/** How long the start waits for the store; without what it holds, some good credentials are taken for wrong ones. */
const RECALL_WITHIN_MS = 3_000;

/** Opens the memory of what realms accepted last; it is empty if the store cannot be read. */
async function openLastAccepted(journal: Journal): Promise<LastAcceptedMemory> {
  let stored: readonly Json[] = [];
  const recalled = journal.recallOwn().then(
    (values) => {
      stored = values;
    },
    () => undefined,
  );
  await settledWithin(recalled, RECALL_WITHIN_MS);
  return createLastAccepted(stored, journal.rememberOwn);
}

/** Opens the store; throws a {@link SettingsError} if another process works with it. */
export async function openKept(settings: Settings, log: Logger): Promise<Kept> {
  const lock = lockStore(settings, log);
  const journal = openJournal(settings, log);
  return {
    journal,
    state: openState(journal),
    lastAccepted: await openLastAccepted(journal),
    async close() {
      await journal.close();
      lock?.release();
    },
  };
}
