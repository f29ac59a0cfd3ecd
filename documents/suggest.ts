import { closestMatch } from 'leven';
import { formatText, message, shorten, type Text } from './text.ts';

/** Maximum number of characters of a text that are quoted, or compared with names. */
const MAX_QUOTED = 120;

/** Quotes a value on one line, shortened. */
export function quote(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return shorten(text, MAX_QUOTED);
}

/**
 * Finds the name nearest to a text; `undefined` if none is near enough. By default, a third of the text (for a URN, of
 * its last part) may differ.
 */
export function nearestName(
  written: string,
  names: readonly string[],
  maxDistance = Math.max(2, Math.floor((written.split(':').at(-1) ?? '').length / 3)),
): string | undefined {
  if (written.length > MAX_QUOTED) return undefined;
  const folded = names.map((name) => name.toLowerCase());
  const near = closestMatch(written.toLowerCase(), folded, { maxDistance });
  return near === undefined ? undefined : names[folded.indexOf(near)];
}

/** Asks `Did you mean "x"?` for the name nearest to a text, as {@link nearestName} finds it. */
export function didYouMean(
  written: string,
  names: readonly string[],
  maxDistance?: number,
): Text | undefined {
  const name = nearestName(written, names, maxDistance);
  return name === undefined ? undefined : message('Did you mean "{name}"?', { name });
}

/** Offers names as `"a", "b" or "c"`. */
export function alternatives(names: readonly string[]): Text {
  const quoted = names.map((name) => `"${name}"`);
  const last = quoted.pop() ?? message('none');
  return quoted.length === 0 ? last : message('{others} or {last}', { others: quoted, last });
}

/** Lists names as `"a", "b" or "c"`. */
export const listNames = (names: readonly string[]): string => formatText(alternatives(names));

/** Says which names there are. */
export const offer = (names: readonly string[]): Text =>
  message('There is {names}.', { names: alternatives(names) });

/** Suggests the nearest name, or else lists all names. */
export const suggest = (written: string, names: readonly string[]): Text =>
  didYouMean(written, names) ?? offer(names);

/** The templates of {@link didYouMean} and {@link offer}. */
const SUGGESTIONS = ['Did you mean "{name}"?', 'There is {names}.'];

/** Whether a hint only says what was probably meant. */
export const isSuggestion = (hint: Text): boolean =>
  typeof hint === 'object' && SUGGESTIONS.includes(hint.template);
