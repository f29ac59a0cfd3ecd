import { closestMatch } from 'leven';

/** Most characters that are shown of what a stranger sent. */
const SHOWN = 120;

/** A value as an operator may read it: quoted, on one line, cut where it is long. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** `"a", "b" or "c"`. */
export function listed(values: readonly string[]): string {
  const quoted = values.map((value) => `"${value}"`);
  const last = quoted.pop() ?? 'none';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}

/** `Did you mean "x"?`, where one of the names is near what was written. */
export function didYouMean(written: string, names: readonly string[]): string | undefined {
  const maxDistance = Math.max(2, Math.floor(written.length / 3));
  const folded = names.map((name) => name.toLowerCase());
  const near = closestMatch(written.toLowerCase(), folded, { maxDistance });
  const name = near === undefined ? undefined : names[folded.indexOf(near)];
  return name === undefined ? undefined : `Did you mean "${name}"?`;
}
