import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { StoreFailure } from './storeFailures.ts';
import type { Answers, Reply, Work, WorkerOptions } from './messages.ts';

/** Starts the thread that works on the file. */
export type Spawn = (options: WorkerOptions) => Worker;

/** The way to the worker, which is started when it is needed and once more when it has died. */
export interface Link {
  /** Has work done; rejects with a {@link StoreFailure}. */
  readonly ask: <W extends Work>(work: W) => Promise<Answers[W['type']]>;
  /** Keeps the process alive while something is awaited; without this the worker never does. */
  readonly holding: <T>(work: () => Promise<T>) => Promise<T>;
  /** Ends the worker: at once after it has closed the file, by force after so many milliseconds. */
  readonly end: (within: number) => Promise<void>;
}

/** What the link is made of. */
export interface LinkOptions {
  readonly worker: WorkerOptions;
  readonly spawn?: Spawn;
  readonly onNotice: (sentence: string) => void;
  /** Called when the worker has ended by itself. */
  readonly onDeath: (problem: string) => void;
}

/** From sources the worker is TypeScript as this file is, from a build it is JavaScript. */
const spawnWorker: Spawn = (workerData) =>
  new Worker(new URL(`./storeWorker${path.extname(import.meta.url)}`, import.meta.url), {
    workerData,
    execArgv: [],
  });

interface Pending {
  readonly resolve: (value: Answers[keyof Answers]) => void;
  readonly reject: (failure: StoreFailure) => void;
}

/** Waits for a promise no longer than so many milliseconds; false when it was not settled by then. */
export async function settledWithin(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const done = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Creates the way to a worker. */
export function createLink({ worker: workerOptions, spawn = spawnWorker, ...on }: LinkOptions): Link {
  const pending = new Map<number, Pending>();
  let worker: Worker | undefined;
  let lastId = 0;
  let held = 0;
  let ending = false;

  function receive({ id, notices, ...reply }: Reply): void {
    for (const notice of notices) on.onNotice(notice);
    const waiting = pending.get(id);
    pending.delete(id);
    if (reply.failure === undefined) waiting?.resolve(reply.value);
    else waiting?.reject(new StoreFailure(reply.failure.problem, reply.failure.passing));
  }

  function died(reason: string): void {
    worker = undefined;
    const problem = `The thread that writes the journal ended: ${reason}.`;
    const lost = [...pending.values()];
    pending.clear();
    if (!ending) on.onDeath(problem);
    // Whether the work was done is not known: doing it again could do it twice.
    for (const { reject } of lost) reject(new StoreFailure(problem, false));
  }

  function start(): Worker {
    const started = spawn(workerOptions);
    let reason = 'it was stopped';
    started.on('message', receive);
    started.on('messageerror', (error) => {
      reason = error.message;
      void started.terminate();
    });
    started.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    started.once('exit', () => {
      died(reason);
    });
    if (held === 0) started.unref();
    return started;
  }

  function ask<W extends Work>(work: W): Promise<Answers[W['type']]> {
    return new Promise((resolve, reject) => {
      worker ??= start();
      lastId += 1;
      pending.set(lastId, { resolve: resolve as Pending['resolve'], reject });
      worker.postMessage({ id: lastId, work });
    });
  }

  async function holding<T>(work: () => Promise<T>): Promise<T> {
    held += 1;
    worker?.ref();
    try {
      return await work();
    } finally {
      held -= 1;
      if (held === 0) worker?.unref();
    }
  }

  async function end(within: number): Promise<void> {
    const ended = worker;
    if (ended === undefined) return;
    ending = true;
    const exit = new Promise((resolve) => ended.once('exit', resolve));
    ask({ type: 'close' }).catch(() => undefined);
    if (!(await settledWithin(exit, within))) await settledWithin(ended.terminate(), within);
  }

  return { ask, holding, end: (within) => holding(() => end(within)) };
}
