import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which other requests have their turn. */
const LONG_MS = 10;

/** Creates what long work awaits between its steps: it gives other requests a turn when a step has taken long. */
export function createTurns(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < LONG_MS) return;
    await setImmediate();
    since = performance.now();
  };
}
