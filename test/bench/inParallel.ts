/** Does tasks 0 to `count` - 1, so many at once; the first failure ends it once what is under way is over. */
export async function inParallel(
  count: number,
  concurrency: number,
  stop: AbortSignal,
  task: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  async function work(): Promise<void> {
    while (next < count) {
      stop.throwIfAborted();
      const index = next;
      next += 1;
      try {
        await task(index);
      } catch (error) {
        next = count;
        throw error;
      }
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: Math.min(concurrency, count) }, work));
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
}
