import type { MistakeCode } from './codes.ts';
import { formatTexts, type Text } from './text.ts';

/** A place in a document: its file (or realm attribute) and a JSON pointer (RFC 6901). */
export interface Place {
  readonly file: string;
  readonly pointer: string;
}

/** A mistake in a document: its kind and place, a sentence, and a hint at what was probably meant. */
export interface Mistake extends Place {
  readonly code: MistakeCode;
  readonly sentence: Text;
  readonly hint?: Text | undefined;
  /** The line in the file, from 1; absent if the document does not come from a file whose lines are known. */
  readonly line?: number | undefined;
}

/** Escapes a name or an index as a step of a JSON pointer (RFC 6901 §3). */
export const step = (name: string | number): string =>
  `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Prints a mistake on one line: `acme.json:12#/user/3/keycloak: sentence hint`. */
export const formatMistake = ({ file, line, pointer, sentence, hint }: Mistake): string =>
  `${file}${line === undefined ? '' : `:${line}`}#${pointer}: ${formatTexts(hint === undefined ? [sentence] : [sentence, hint])}`;

/** Sorts `/user/10` after `/user/9`. */
const BY_PLACE = new Intl.Collator('en', { numeric: true });

/** The error of documents that cannot be used, with every mistake in them. */
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

/** Runs work and returns its result, or the mistakes that it throws. */
export function attempt<T>(work: () => T): { readonly result?: T; readonly mistakes: readonly Mistake[] } {
  try {
    return { result: work(), mistakes: [] };
  } catch (error) {
    if (error instanceof DocumentError) return { mistakes: error.mistakes };
    throw error;
  }
}

/** Runs a check and returns the mistakes that it throws; none if it throws nothing. */
export const mistakesOf = (check: () => unknown): readonly Mistake[] => attempt(check).mistakes;
