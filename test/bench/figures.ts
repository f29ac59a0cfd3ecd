import { CONTENDERS, type ContenderName } from './contenders/contender.ts';
import type { Block } from './measure.ts';

/** What one contender needs for one operation. */
interface Speed {
  readonly medianMs: number;
  readonly opsPerSecond: number;
  /** Median of each round, in milliseconds. */
  readonly rounds: readonly number[];
}

/** How many times as long as the bridge one takes: 2.00 means that the bridge is twice as fast. */
export interface Ratio {
  /** The median over the rounds: the figure to quote. */
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** One operation in the table. */
export interface Row {
  readonly operation: string;
  readonly speeds: Readonly<Partial<Record<ContenderName, Speed>>>;
  /** Milliseconds of processor time that the bridge takes for one. */
  readonly cpuMs: number;
  readonly toOurs: Readonly<Partial<Record<ContenderName, Ratio>>>;
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

function speedOf(blocks: readonly Block[]): Speed | undefined {
  if (blocks.length === 0) return undefined;
  const latencies = blocks.flatMap((block) => block.latencies);
  const seconds = blocks.reduce((sum, block) => sum + block.seconds, 0);
  return {
    medianMs: median(latencies),
    opsPerSecond: latencies.length / seconds,
    rounds: blocks.map((block) => median(block.latencies)),
  };
}

function ratioOf(over: Speed | undefined, under: Speed | undefined): Ratio | undefined {
  if (over === undefined || under === undefined) return undefined;
  const ratios = over.rounds.map((value, round) => value / (under.rounds[round] ?? NaN));
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}

/** Turns the blocks of all rounds into the rows of the table. */
export function figures(rounds: readonly (readonly Block[])[]): Row[] {
  const blocks = rounds.flat();
  const names = [...new Set(blocks.map(({ operation }) => operation))];
  return names.map((operation) => {
    const of = (name: ContenderName): Block[] =>
      blocks.filter((block) => block.operation === operation && block.contender === name);
    const speeds = Object.fromEntries(
      CONTENDERS.flatMap((name) => {
        const speed = speedOf(of(name));
        return speed === undefined ? [] : [[name, speed]];
      }),
    ) as Row['speeds'];
    const toOurs = Object.fromEntries(
      CONTENDERS.flatMap((name) => {
        const ratio = ratioOf(speeds[name], speeds.ours);
        return ratio === undefined || name === 'ours' ? [] : [[name, ratio]];
      }),
    ) as Row['toOurs'];
    const operations = of('ours').reduce((sum, { latencies }) => sum + latencies.length, 0);
    const cpuSeconds = of('ours').reduce((sum, block) => sum + (block.cpuSeconds ?? NaN), 0);
    return { operation, speeds, cpuMs: (cpuSeconds * 1_000) / operations, toOurs };
  });
}
