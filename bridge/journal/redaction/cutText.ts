import { withoutCredentials } from '../../credentials/withoutCredentials.ts';

/** Most elements of a list and characters of a text that log and journal tell; one request can have thousands. */
const MAX_LISTED = 100;
const MAX_TEXT = 2_000;

/** Deepest nesting that a log line tells. */
const MAX_DEPTH = 5;

/** A text as it is told: cut, and without credentials. */
export const toldText = (text: string): string =>
  withoutCredentials(text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`);

/** The first elements of a list, and what stands for the others. */
export function toldList<T>(list: readonly T[], rest: (others: readonly T[]) => T): readonly T[] {
  if (list.length <= MAX_LISTED) return list;
  return [...list.slice(0, MAX_LISTED), rest(list.slice(MAX_LISTED))];
}

/** What stands for the elements of a list that are not told. */
export const more = (others: readonly unknown[]): string => `… ${others.length} more`;

/** A value as it is told: every text and list in it is bounded. */
export function told(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return toldText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '…';
  if (Array.isArray(value)) {
    return toldList<unknown>(value, more).map((one) => told(one, depth + 1));
  }
  const entries = Object.entries(value).slice(0, MAX_LISTED);
  return Object.fromEntries(entries.map(([name, one]) => [name, told(one, depth + 1)]));
}
