/** A stretch in which an event loop did nothing else. */
export interface Pause {
  /** When it began and ended, in milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds that the thread itself worked: what others did to the machine does not count. */
  readonly worked: number;
}

const TICK_MS = 20;

/** Tells of every stretch in which the event loop of this thread worked for so long without a turn. */
export function watchLoop(leastMs: number, onPause: (pause: Pause) => void): void {
  const workedSoFar = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let from = Date.now();
  let before = workedSoFar();
  setInterval(() => {
    const to = Date.now();
    const after = workedSoFar();
    const worked = Math.min(after - before, to - from);
    if (worked >= leastMs) onPause({ from, to, worked });
    from = to;
    before = after;
  }, TICK_MS).unref();
}
