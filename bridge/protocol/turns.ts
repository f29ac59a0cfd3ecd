import { setImmediate } from 'node:timers/promises';

/** The time of work after which other requests get a turn. */
const MAX_TURN_MS = 10;

/**
 * Creates the function that long work calls between its steps: after a long step it returns a promise, to be awaited, that
 * yields to other requests. Short work awaits nothing.
 */
export function createTurns(): () => Promise<void> | undefined {
  let startedAt = performance.now();
  const yieldTurn = async (): Promise<void> => {
    await setImmediate();
    startedAt = performance.now();
  };
  return () => (performance.now() - startedAt < MAX_TURN_MS ? undefined : yieldTurn());
}
