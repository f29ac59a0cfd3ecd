import { closestMatch } from 'leven';

/** Where something stands in a document: its file (or attribute) and the JSON pointer inside. */
export interface Place {
  readonly file: string;
  readonly pointer: string;
}

/** Something wrong in a mapping document: where, what, and what may have been meant. */
export interface Mistake extends Place {
  readonly sentence: string;
  readonly hint?: string | undefined;
}

/** A mistake on one line: `acme.json#/user/3/keycloak: sentence hint`. */
export const mistakeLine = ({ file, pointer, sentence, hint }: Mistake): string =>
  `${file}#${pointer}: ${sentence}${hint === undefined ? '' : ` ${hint}`}`;

/** `/user/10` comes after `/user/9`. */
const BY_PLACE = new Intl.Collator('en', { numeric: true });

/** Mapping documents that cannot be used; every mistake in them, a line each. */
export class MappingError extends Error {
  override readonly name = 'MappingError';
  /** In the order of the documents. */
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    const sorted = mistakes.toSorted(
      (a, b) => BY_PLACE.compare(a.file, b.file) || BY_PLACE.compare(a.pointer, b.pointer),
    );
    super(sorted.map(mistakeLine).join('\n'));
    this.mistakes = sorted;
  }
}

/** `Did you mean "x"?`, where one of the names is near what was written: a third of its length (of its last part, for a URN), unless told otherwise. */
export function didYouMean(
  written: string,
  names: readonly string[],
  maxDistance = Math.max(2, Math.floor((written.split(':').at(-1) ?? '').length / 3)),
): string | undefined {
  const folded = names.map((name) => name.toLowerCase());
  const near = closestMatch(written.toLowerCase(), folded, { maxDistance });
  const name = near === undefined ? undefined : names[folded.indexOf(near)];
  return name === undefined ? undefined : `Did you mean "${name}"?`;
}

/** `"a", "b" or "c"`. */
export function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}
