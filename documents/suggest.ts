import { closestMatch } from 'leven';

/** Most characters that are quoted of what somebody wrote, or compared with names. */
const MAX_QUOTED = 120;

/** A value as it may be read in a sentence: on one line, cut where it is long. */
export function quote(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
}

/** `Did you mean "x"?`, where one of the names is near what was written: a third of its length (of its last part, for a URN), unless told otherwise. */
export function didYouMean(
  written: string,
  names: readonly string[],
  maxDistance = Math.max(2, Math.floor((written.split(':').at(-1) ?? '').length / 3)),
): string | undefined {
  if (written.length > MAX_QUOTED) return undefined;
  const folded = names.map((name) => name.toLowerCase());
  const near = closestMatch(written.toLowerCase(), folded, { maxDistance });
  const name = near === undefined ? undefined : names[folded.indexOf(near)];
  return name === undefined ? undefined : `Did you mean "${name}"?`;
}

/** `"a", "b" or "c"`. */
export function listNames(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  const last = quoted.pop() ?? 'none';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}

/** What may have been meant, or else everything that there is. */
export const suggest = (written: string, names: readonly string[]): string =>
  didYouMean(written, names) ?? `There is ${listNames(names)}.`;
