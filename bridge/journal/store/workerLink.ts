import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { StoreFailure } from './storeFailures.ts';
import type { Answers, Reply, Work, WorkerOptions } from './messages.ts';

/** Starts the worker thread. */
export type Spawn = (options: WorkerOptions) => Worker;

/** Connects to the worker thread, which is started at first use and again after it died. */
export interface WorkerLink {
  /** Has the worker do something; rejects with a {@link StoreFailure}. */
  readonly ask: <W extends Work>(work: W) => Promise<Answers[W['type']]>;
  /** Keeps the process alive while the work is awaited; by default the worker does not. */
  readonly keepAlive: <T>(work: () => Promise<T>) => Promise<T>;
  /** Ends the worker once it has closed the file, or by force after the time is over. */
  readonly end: (withinMs: number) => Promise<void>;
}

/** Settings of a link. */
export interface WorkerLinkOptions {
  readonly worker: WorkerOptions;
  readonly spawn?: Spawn;
  readonly onNotice: (sentence: string) => void;
  /** Called when the worker has ended unexpectedly. */
  readonly onDeath: (problem: string) => void;
}

/** The worker has the extension of this file: TypeScript in the sources, JavaScript in a build. */
const spawnWorker: Spawn = (workerData) =>
  new Worker(new URL(`./storeWorker${path.extname(import.meta.url)}`, import.meta.url), {
    workerData,
    execArgv: [],
  });

interface Pending {
  readonly resolve: (value: Answers[keyof Answers]) => void;
  readonly reject: (failure: StoreFailure) => void;
}

/** Waits for a promise, but not longer than the given time; returns whether it was settled. */
export async function settledWithin(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, false);
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

/** Creates a link to a worker. */
export function createWorkerLink(options: WorkerLinkOptions): WorkerLink {
  const { worker: workerOptions, spawn = spawnWorker, onNotice, onDeath } = options;
  const pending = new Map<number, Pending>();
  let worker: Worker | undefined;
  let lastId = 0;
  let awaited = 0;
  let ending = false;

  function receive({ id, notices, ...reply }: Reply): void {
    for (const notice of notices) onNotice(notice);
    const request = pending.get(id);
    pending.delete(id);
    if (reply.failure === undefined) request?.resolve(reply.value);
    else request?.reject(new StoreFailure(reply.failure.problem, reply.failure.retryable));
  }

  function died(reason: string): void {
    worker = undefined;
    const problem = `The thread that writes the journal ended: ${reason}.`;
    const lost = [...pending.values()];
    pending.clear();
    if (!ending) onDeath(problem);
    // Not retryable: the work may have been done before the thread ended.
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
    if (awaited === 0) started.unref();
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

  async function keepAlive<T>(work: () => Promise<T>): Promise<T> {
    awaited += 1;
    worker?.ref();
    try {
      return await work();
    } finally {
      awaited -= 1;
      if (awaited === 0) worker?.unref();
    }
  }

  async function end(withinMs: number): Promise<void> {
    const running = worker;
    if (running === undefined) return;
    ending = true;
    const exit = new Promise((resolve) => running.once('exit', resolve));
    ask({ type: 'close' }).catch(() => undefined);
    if (!(await settledWithin(exit, withinMs))) await settledWithin(running.terminate(), withinMs);
  }

  return { ask, keepAlive, end: (withinMs) => keepAlive(() => end(withinMs)) };
}
