import type { MistakeCode } from './codes.ts';

/** Where something stands in a document: its file (or attribute) and the JSON pointer inside. */
export interface Place {
  readonly file: string;
  readonly pointer: string;
}

/** Something wrong in a document: what kind, where, what, and what was probably meant. */
export interface Mistake extends Place {
  readonly code: MistakeCode;
  readonly sentence: string;
  readonly hint?: string | undefined;
}

/** A name or an index as a step of a JSON pointer (RFC 6901 §3). */
export const step = (name: string | number): string =>
  `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** A mistake on one line: `acme.json#/user/3/keycloak: sentence hint`. */
export const formatMistake = ({ file, pointer, sentence, hint }: Mistake): string =>
  `${file}#${pointer}: ${sentence}${hint === undefined ? '' : ` ${hint}`}`;

/** `/user/10` comes after `/user/9`. */
const BY_PLACE = new Intl.Collator('en', { numeric: true });

/** Documents that cannot be used, with every mistake in them. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  /** In the order of the documents, each once. */
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    const sorted = mistakes.toSorted(
      (a, b) => BY_PLACE.compare(a.file, b.file) || BY_PLACE.compare(a.pointer, b.pointer),
    );
    const byLine = new Map(sorted.map((mistake) => [formatMistake(mistake), mistake]));
    super([...byLine.keys()].join('\n'));
    this.mistakes = [...byLine.values()];
  }
}

/** The mistakes that a check throws; none where it throws nothing. */
export function mistakesOf(check: () => unknown): readonly Mistake[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof DocumentError) return error.mistakes;
    throw error;
  }
}
