import { setTimeout as sleep } from 'node:timers/promises';

/** Says when workers send, rest (while the bridge is weighed) and end. */
export interface Schedule {
  /** Waits out a rest; gives whether to send another request. */
  go(): Promise<boolean>;
  /** Lets workers rest once what they have under way is over. */
  rest(): void;
  resume(): void;
  end(): void;
}

const POLL_MS = 20;

/** Creates a schedule that also ends with a signal. */
export function createSchedule(stop: AbortSignal): Schedule {
  let state: 'going' | 'resting' | 'over' = 'going';
  const isOver = (): boolean => state === 'over' || stop.aborted;
  return {
    async go() {
      while (state === 'resting' && !isOver()) await sleep(POLL_MS);
      return !isOver();
    },
    rest: () => {
      state = 'resting';
    },
    resume: () => {
      state = 'going';
    },
    end: () => {
      state = 'over';
    },
  };
}
