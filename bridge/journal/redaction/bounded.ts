import { shorten } from '../../../documents/text.ts';
import { emptyObject } from '../../../scim/json.ts';
import { withoutCredentials } from '../../credentials/withoutCredentials.ts';

/** Maximum elements of a list and characters of a text in log and journal; one request can have thousands. */
const MAX_ELEMENTS = 100;
const MAX_TEXT = 2_000;

/** Maximum nesting in a log line. */
const MAX_DEPTH = 5;

/** Cuts a long text and removes credentials from it. */
export const boundedText = (text: string): string => withoutCredentials(shorten(text, MAX_TEXT));

/** Cuts a long list; one element made by `rest` takes the place of all others. */
export function boundedList<T>(list: readonly T[], rest: (others: readonly T[]) => T): readonly T[] {
  if (list.length <= MAX_ELEMENTS) return list;
  return [...list.slice(0, MAX_ELEMENTS), rest(list.slice(MAX_ELEMENTS))];
}

/** The text in the place of the elements that a list was cut by. */
export const moreNote = (others: readonly unknown[]): string => `… ${others.length} more`;

/** Bounds every text, list and nesting in a value, and removes credentials from its texts. */
export function bounded(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return boundedText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '…';
  if (Array.isArray(value)) {
    return boundedList<unknown>(value, moreNote).map((element) => bounded(element, depth + 1));
  }
  const result: Record<string, unknown> = emptyObject();
  for (const name of Object.keys(value).slice(0, MAX_ELEMENTS)) {
    result[name] = bounded((value as Record<string, unknown>)[name], depth + 1);
  }
  return result;
}
