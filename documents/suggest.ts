import { closestMatch } from 'leven';

/** Maximum number of characters of a text that are quoted, or compared with names. */
const MAX_QUOTED = 120;

/** Quotes a value on one line, shortened. */
export function quote(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
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
): string | undefined {
  const name = nearestName(written, names, maxDistance);
  return name === undefined ? undefined : `Did you mean "${name}"?`;
}

/** Lists names as `"a", "b" or "c"`. */
export function listNames(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  const last = quoted.pop() ?? 'none';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}

/** Suggests the nearest name, or else lists all names. */
export const suggest = (written: string, names: readonly string[]): string =>
  didYouMean(written, names) ?? `There is ${listNames(names)}.`;
