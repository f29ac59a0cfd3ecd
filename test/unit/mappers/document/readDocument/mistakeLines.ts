import { formatMistake } from '../../../../../documents/mistake.ts';
import { readDocument } from '../../../../../mappers/document/readDocument.ts';

/** What is said of the members that a document may have. */
export const MEMBERS =
  'There is "$schema", "name", "title", "description", "extends", "user", "group", "quirks" or "behaviours".';

/** The mistakes of a document, as they are printed. */
export const linesOf = (document: unknown): string[] =>
  (readDocument(document, 'acme.json').mistakes ?? []).map(formatMistake);
/** The mistakes of a document of one row for `title` with these members. */
export const ofRow = (members: object): string[] => linesOf({ user: [{ scim: 'title', ...members }] });
/** A mistake at a member of that row, as it is printed. */
export const at = (member: string, sentence: string): string[] => [
  `acme.json#/user/0/${member}: ${sentence}`,
];
