import type { ContenderName } from './contenders/contender.ts';
import { inParallel } from './inParallel.ts';
import { draw, OPERATIONS, type Draw, type Operation, type Turn } from './operations.ts';
import type { Options } from './options.ts';
import type { Seeded } from './seed.ts';

/** How often, and with how many requests at once, everything is measured. */
export type MeasureOptions = Pick<Options, 'rounds' | 'warmUp' | 'concurrency'>;

/** One contender's block of one operation in one round. */
export interface Block {
  readonly operation: string;
  readonly contender: ContenderName;
  readonly realm: string;
  /** Milliseconds of each operation. */
  readonly latencies: readonly number[];
  /** Seconds that the whole block took. */
  readonly seconds: number;
  /** Seconds of processor time that the contender's own process took, if it has one. */
  readonly cpuSeconds?: number | undefined;
}

/** Whose turn it is when: in turns, and backwards every other time, so that nobody always follows the same one. */
function order<T>(list: readonly T[], turn: number): T[] {
  const shift = turn % list.length;
  const rotated = [...list.slice(shift), ...list.slice(0, shift)];
  return Math.floor(turn / list.length) % 2 === 0 ? rotated : rotated.reverse();
}

async function measureBlock(
  operation: Operation,
  turn: Turn,
  drawn: Draw,
  { concurrency }: MeasureOptions,
  stop: AbortSignal,
): Promise<Block> {
  // One wave that does not count: all the others have just let connections and caches grow cold.
  await inParallel(concurrency, concurrency, stop, async () => {
    await turn.contender.get(turn.ids[0] ?? '');
  });
  const latencies: number[] = [];
  // To say what it uses takes the contender processor time too.
  const asked = await turn.contender.usage?.();
  const before = await turn.contender.usage?.();
  const began = performance.now();
  await inParallel(Math.ceil(operation.waves * concurrency), concurrency, stop, async (index) => {
    const start = performance.now();
    await operation.run(turn, drawn, index);
    latencies.push(performance.now() - start);
  });
  const seconds = (performance.now() - began) / 1_000;
  const after = await turn.contender.usage?.();
  const cpuSeconds =
    asked && before && after && after.cpuSeconds - before.cpuSeconds - (before.cpuSeconds - asked.cpuSeconds);
  const { contender, realm } = turn;
  return { operation: operation.name, contender: contender.name, realm, latencies, seconds, cpuSeconds };
}

async function measureRound(
  round: number,
  seeded: readonly Seeded[],
  options: MeasureOptions,
  stop: AbortSignal,
): Promise<Block[]> {
  const turns = seeded.map((one) => ({ ...one, created: [], createdGroups: [] }));
  const blocks: Block[] = [];
  for (const [index, operation] of OPERATIONS.entries()) {
    const drawn = draw(round, Math.ceil(operation.waves * options.concurrency));
    for (const turn of order(turns, round + index)) {
      if (turn.contender.name === operation.without) continue;
      try {
        blocks.push(await measureBlock(operation, turn, drawn, options, stop));
      } catch (error) {
        if (stop.aborted) throw error;
        throw new Error(`${turn.contender.name} failed in "${operation.name}"`, { cause: error });
      }
    }
  }
  return blocks;
}

/** Measures every contender in every operation, in turns; gives the blocks of each round that counts. */
export async function measure(
  seeded: readonly Seeded[],
  options: MeasureOptions,
  stop: AbortSignal,
  say: (line: string) => void,
): Promise<Block[][]> {
  const rounds: Block[][] = [];
  for (let round = 0; round < options.warmUp + options.rounds; round += 1) {
    const counts = round >= options.warmUp;
    say(counts ? `Round ${round - options.warmUp + 1} of ${options.rounds}` : 'Warming up');
    const blocks = await measureRound(round, seeded, options, stop);
    if (counts) rounds.push(blocks);
  }
  return rounds;
}
