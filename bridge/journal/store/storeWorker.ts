import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { damageNotice, moveAside, openDatabase, type OpenDatabase } from './database.ts';
import { failureOf, isDamage, isFull } from './storeFailures.ts';
import type { Answers, Reply, Request, Work, WorkerOptions } from './messages.ts';
import { makeRoom, sweepStep } from './retention.ts';
import {
  adoptRows,
  findActivity,
  findMemo,
  findMemos,
  findNewerRows,
  findRows,
  findUses,
  writeRows,
  type Rows,
} from './rows.ts';

/** Maximum steps of one sweep: writes and queries wait for no more. */
const MAX_SWEEP_STEPS = 10;

/** To which share of its maximum size a full file is reduced: the second only if the first makes too little room. */
const SHARES = [0.9, 0.5];

/** The database file of a worker. */
interface DatabaseFile {
  /** The open database; opened at first use, and again if the file was removed or replaced. */
  readonly database: () => DatabaseSync;
  readonly close: () => void;
  /** Moves the damaged file out of the way; the next use creates a new one. */
  readonly replace: (damage: Error) => void;
}

function createDatabaseFile(options: WorkerOptions, notify: (sentence: string) => void): DatabaseFile {
  let open: OpenDatabase | undefined;

  function close(): void {
    const { db } = open ?? {};
    open = undefined;
    db?.close();
  }

  return {
    database: () => {
      if (open?.isInPlace() === false) {
        notify(`${options.file} was removed or replaced while it was written; it was begun anew.`);
        close();
      }
      open ??= openDatabase(options, notify);
      return open.db;
    },
    close,
    replace: (damage) => {
      close();
      notify(damageNotice(options.file, damage, moveAside(options.file, Date.now())));
    },
  };
}

/** Writes rows; deletes the oldest entries if the file is full. */
function write(
  db: DatabaseSync,
  rows: Rows,
  maxBytes: number,
  shares: readonly number[] = SHARES,
): Answers['write'] {
  try {
    return writeRows(db, rows);
  } catch (error) {
    const [share, ...smallerShares] = shares;
    if (!isFull(error) || share === undefined) throw error;
    makeRoom(db, maxBytes, share);
    return write(db, rows, maxBytes, smallerShares);
  }
}

function sweep(db: DatabaseSync, options: WorkerOptions, now: number): Answers['sweep'] {
  for (let step = 0; step < MAX_SWEEP_STEPS; step += 1) {
    if (!sweepStep(db, options, now)) return { more: false };
  }
  return { more: true };
}

function perform(work: Work, file: DatabaseFile, options: WorkerOptions): Answers[keyof Answers] {
  switch (work.type) {
    case 'write':
      return write(file.database(), work, options.maxBytes);
    case 'adopt': {
      adoptRows(file.database(), work.name, work.realm);
      return null;
    }
    case 'query':
      return findRows(file.database(), work.query);
    case 'newer':
      return findNewerRows(file.database(), work.query, work.after);
    case 'lastUses':
      return findUses(file.database(), work.realm);
    case 'activity':
      return findActivity(file.database(), work.realms, work.since);
    case 'memo':
      return findMemo(file.database(), work.realm, work.name);
    case 'memos':
      return findMemos(file.database(), work.realm);
    case 'sweep':
      return sweep(file.database(), options, work.now);
    case 'close': {
      file.close();
      return null;
    }
  }
}

/** Creates the function that does all work on the database file; it runs in the calling thread. */
function createWorker(options: WorkerOptions): (request: Request) => Reply {
  let notices: string[] = [];
  const file = createDatabaseFile(options, (sentence) => notices.push(sentence));

  /** Does work; if the file turns out to be damaged, replaces it and tries once more. */
  function performOnSoundFile(work: Work): Answers[keyof Answers] {
    try {
      return perform(work, file, options);
    } catch (error) {
      if (!isDamage(error) || options.file === ':memory:') throw error;
      file.replace(error as Error);
      return perform(work, file, options);
    }
  }

  return ({ id, work }) => {
    notices = [];
    try {
      return { id, value: performOnSoundFile(work), notices };
    } catch (error) {
      return { id, failure: failureOf(error, options.file), notices };
    }
  };
}

const port = parentPort;
if (port !== null) {
  const worker = createWorker(workerData as WorkerOptions);
  port.on('message', (request: Request) => {
    port.postMessage(worker(request));
    if (request.work.type === 'close') port.close();
  });
}
