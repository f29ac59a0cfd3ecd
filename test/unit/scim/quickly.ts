/** The milliseconds of the processor that work takes: those of the clock tell how busy the machine is. */
export async function timeOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** The shortest of three times: the first ones compile, and collect garbage. */
async function best(work: () => unknown): Promise<number> {
  const times = [await timeOf(work), await timeOf(work), await timeOf(work)];
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
