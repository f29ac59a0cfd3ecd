import { escapeTerminal } from './escapeTerminal.ts';

const fit = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);

/** Formats rows as the lines of a table for the terminal; `columns` says the maximum width of each column. */
export function table<T extends object>(
  rows: readonly T[],
  columns: Readonly<Record<keyof T & string, number>>,
): string[] {
  const names = Object.keys(columns) as (keyof T & string)[];
  const cell = (row: T, name: keyof T & string): string => escapeTerminal(String(row[name]));
  const widths = names.map((name) =>
    Math.min(columns[name], Math.max(name.length, ...rows.map((row) => cell(row, name).length))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, i) => fit(text, widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    line(names),
    line(widths.map((width) => '─'.repeat(width))),
    ...rows.map((row) => line(names.map((name) => cell(row, name)))),
  ];
}
