import { cpuTime } from '../../support/cpuTime.ts';

/** The shortest of three times: the first ones compile, and collect garbage. */
async function best(work: () => unknown): Promise<number> {
  const times = [await cpuTime(work), await cpuTime(work), await cpuTime(work)];
  return Math.min(...times);
}

/** Asserts that work is done in a moment. */
export async function assertQuick(work: () => unknown, milliseconds = 500): Promise<void> {
  expect(await best(work)).toBeLessThan(milliseconds);
}

/** Asserts that four times as much of something takes about four times as long, and not sixteen times. */
export async function assertLinear(work: (size: number) => () => unknown, size: number): Promise<void> {
  const [small, large] = [work(size), work(4 * size)];
  expect(await best(large)).toBeLessThan(9 * (await best(small)) + 20);
}
