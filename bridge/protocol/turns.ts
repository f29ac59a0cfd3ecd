import { setImmediate } from 'node:timers/promises';

/** The time of work after which other requests get a turn. */
const MAX_TURN_MS = 10;

/** Creates the function that long work awaits between its steps; it yields to other requests after a long step. */
export function createTurns(): () => Promise<void> {
  let startedAt = performance.now();
  return async () => {
    if (performance.now() - startedAt < MAX_TURN_MS) return;
    await setImmediate();
    startedAt = performance.now();
  };
}
