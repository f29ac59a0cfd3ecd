import type { CommandTools } from './command.ts';

/** How long a work may take before it says how far it is, and how often it does. */
const PROGRESS_MS = 10_000;

/** Says now and then how far a work on many things is, and how long the rest may take. */
export function createProgress(
  total: number,
  things: string,
  { note }: Pick<CommandTools, 'note'>,
): (done: number) => void {
  const startedAt = performance.now();
  let saidAt = startedAt;
  return (done) => {
    const now = performance.now();
    if (now - saidAt < PROGRESS_MS || done >= total) return;
    saidAt = now;
    const secondsLeft = Math.ceil((((now - startedAt) / done) * (total - done)) / 1_000);
    note(`${done} of ${total} ${things}, about ${secondsLeft} s left.`);
  };
}
