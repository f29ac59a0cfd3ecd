import { parentPort, workerData } from 'node:worker_threads';
import { moveAside, openDatabase, type OpenDatabase } from './database.ts';
import { failureOf, isDamage, isFull } from './storeFailures.ts';
import type { Answers, Reply, Request, Work, WorkerOptions } from './messages.ts';
import { makeRoom, sweepStep } from './retention.ts';
import { adoptRows, findMemo, findRows, findUses, writeRows, type Rows } from './rows.ts';

/** Most steps of one sweep: writes and queries wait for no more. */
const SWEEP_STEPS = 10;

/** How full the file may be left where it had no more room, tried one after the other. */
const SHARES = [0.9, 0.5];

/** Creates what does all work on the database file, in the thread that it is called in. */
function createWorker(options: WorkerOptions): (request: Request) => Reply {
  let open: OpenDatabase | undefined;
  let notices: string[] = [];

  const notice = (sentence: string): void => {
    notices.push(sentence);
  };

  function shut(): void {
    const { db } = open ?? {};
    open = undefined;
    db?.close();
  }

  function database(): OpenDatabase['db'] {
    if (open?.isInPlace() === false) {
      notice(`${options.file} was removed or replaced while it was written; it was begun anew.`);
      shut();
    }
    open ??= openDatabase(options, notice);
    return open.db;
  }

  function write(rows: Rows): null {
    const db = database();
    const attempt = (shares: readonly number[]): void => {
      try {
        writeRows(db, rows);
      } catch (error) {
        const [share, ...others] = shares;
        if (!isFull(error) || share === undefined) throw error;
        makeRoom(db, options.maxBytes, share);
        attempt(others);
      }
    };
    attempt(SHARES);
    return null;
  }

  function sweep(now: number): Answers['sweep'] {
    const db = database();
    for (let step = 0; step < SWEEP_STEPS; step += 1) {
      if (!sweepStep(db, options, now)) return { more: false };
    }
    return { more: true };
  }

  function perform(work: Work): Answers[keyof Answers] {
    switch (work.type) {
      case 'write':
        return write(work);
      case 'adopt': {
        adoptRows(database(), work.name, work.realm);
        return null;
      }
      case 'query':
        return findRows(database(), work.query);
      case 'lastUses':
        return findUses(database(), work.realm);
      case 'memo':
        return findMemo(database(), work.realm, work.name);
      case 'sweep':
        return sweep(work.now);
      case 'close': {
        shut();
        return null;
      }
    }
  }

  /** Does work; where it shows that the file is damaged, begins it anew and tries once more. */
  function performOnGoodFile(work: Work): Answers[keyof Answers] {
    try {
      return perform(work);
    } catch (error) {
      if (!isDamage(error) || options.file === ':memory:') throw error;
      shut();
      const aside = moveAside(options.file, Date.now());
      notice(
        `${options.file} is damaged (${(error as Error).message}); it was moved to ${aside} and begun anew.`,
      );
      return perform(work);
    }
  }

  return ({ id, work }) => {
    notices = [];
    try {
      return { id, value: performOnGoodFile(work), notices };
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
