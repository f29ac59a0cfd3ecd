import { cpuTime } from './cpuTime.ts';

/** How often something is timed before it counts as slow: first runs compile, collect garbage, and share a machine. */
const TRIES = 12;

/** Times two works in turns until a sentence about their shortest times holds, or `TRIES` are used up. */
async function shortest(
  works: readonly [() => unknown, () => unknown],
  holds: (first: number, second: number) => boolean,
): Promise<[number, number]> {
  let [first, second] = [Infinity, Infinity];
  for (let attempt = 0; attempt < TRIES && !holds(first, second); attempt += 1) {
    first = Math.min(first, await cpuTime(works[0]));
    second = Math.min(second, await cpuTime(works[1]));
  }
  return [first, second];
}

/** Asserts that work is done in a moment. */
export async function assertQuick(work: () => unknown, milliseconds = 500): Promise<void> {
  const [time] = await shortest([work, () => undefined], (shown) => shown < milliseconds);
  expect(time).toBeLessThan(milliseconds);
}

/** Asserts that four times as much of something takes about four times as long, and not sixteen times. */
export async function assertLinear(work: (size: number) => () => unknown, size: number): Promise<void> {
  const most = (small: number): number => 9 * small + 20;
  const [small, large] = await shortest([work(size), work(4 * size)], (less, more) => more < most(less));
  expect(large).toBeLessThan(most(small));
}
