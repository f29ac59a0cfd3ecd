import type { ContenderName } from './contenders/contender.ts';
import type { Ratio, Row } from './figures.ts';

const NAMES: readonly ContenderName[] = ['ours', 'raw', 'native'];

const NONE = '-';

const milliseconds = (value: number): string => value.toFixed(value < 100 ? 1 : 0);

const ratio = (value: Ratio | undefined): string =>
  value === undefined ? NONE : `${value.median.toFixed(2)} [${value.min.toFixed(2)}-${value.max.toFixed(2)}]`;

function cells({ operation, speeds, oursToRaw, nativeToOurs }: Row): string[] {
  const perContender = NAMES.flatMap((name) => {
    const speed = speeds[name];
    return speed === undefined
      ? [NONE, NONE]
      : [milliseconds(speed.medianMs), speed.opsPerSecond.toFixed(speed.opsPerSecond < 10 ? 1 : 0)];
  });
  return [operation, ...perContender, ratio(oursToRaw), ratio(nativeToOurs)];
}

/** Draws the table: median milliseconds and operations per second of each, and the ratios to quote. */
export function table(rows: readonly Row[]): string {
  const head = ['operation', ...NAMES.flatMap((name) => [`${name} ms`, 'ops/s']), 'ours/raw', 'native/ours'];
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
