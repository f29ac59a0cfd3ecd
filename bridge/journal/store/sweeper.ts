import type { WorkerLink } from './workerLink.ts';

/** Dependencies and settings of a sweeper. */
export interface SweeperOptions {
  readonly link: Pick<WorkerLink, 'ask'>;
  readonly sweepEveryMs: number;
  readonly now: () => number;
  /** Called before each periodic sweep. */
  readonly onTick: () => void;
  readonly onFailure: (problem: string) => void;
}

/** Deletes entries that are too old or too many, periodically. */
export interface Sweeper {
  readonly stop: () => void;
}

/** Starts a sweeper: the first sweep begins at once, which also opens the file. */
export function startSweeper({ link, sweepEveryMs, now, onTick, onFailure }: SweeperOptions): Sweeper {
  let sweeping = false;
  let stopped = false;

  /** Deletes a few entries at a time, so that other work of the worker never waits long. */
  async function sweep(): Promise<void> {
    if (sweeping) return;
    sweeping = true;
    try {
      while (!stopped && (await link.ask({ type: 'sweep', now: now() })).more);
    } catch (error) {
      onFailure((error as Error).message);
    } finally {
      sweeping = false;
    }
  }

  const timer = setInterval(() => {
    onTick();
    void sweep();
  }, sweepEveryMs).unref();
  void sweep();

  return {
    stop: () => {
      stopped = true;
      clearInterval(timer);
    },
  };
}
