import { CONTENDERS } from './contenders/contender.ts';
import type { Ratio, Row } from './figures.ts';

const NONE = '-';

const milliseconds = (value: number): string => value.toFixed(value < 100 ? 1 : 0);

const ratio = (value: Ratio | undefined): string =>
  value === undefined ? NONE : `${value.median.toFixed(2)} [${value.min.toFixed(2)}-${value.max.toFixed(2)}]`;

const RIVALS = CONTENDERS.filter((name) => name !== 'ours');

function cells({ operation, speeds, cpuMs, toOurs }: Row): string[] {
  const perContender = CONTENDERS.flatMap((name) => {
    const speed = speeds[name];
    return speed === undefined
      ? [NONE, NONE]
      : [milliseconds(speed.medianMs), speed.opsPerSecond.toFixed(speed.opsPerSecond < 10 ? 1 : 0)];
  });
  return [operation, ...perContender, cpuMs.toFixed(2), ...RIVALS.map((name) => ratio(toOurs[name]))];
}

/** Draws the table: median milliseconds and operations per second of each, and the ratios to quote. */
export function table(rows: readonly Row[]): string {
  const head = [
    'operation',
    ...CONTENDERS.flatMap((name) => [`${name} ms`, 'ops/s']),
    'ours CPU ms',
    ...RIVALS.map((name) => `${name}/ours`),
  ];
  const lines = [head, ...rows.map(cells)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const drawn = lines.map((line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [drawn[0], rule, ...drawn.slice(1)].join('\n');
}
