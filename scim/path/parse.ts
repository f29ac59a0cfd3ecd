import type { Filter } from '../filter/ast.ts';
import { readAttribute, readBracket, readSubAttribute } from '../filter/parse.ts';
import { printFilter } from '../filter/print.ts';
import { openReader, peek, refuseNext } from '../filter/tokens.ts';

/** The path of a PATCH operation (RFC 7644 §3.5.2), such as `emails[type eq "work"].value`. */
export interface PatchPath {
  /** The attribute or the URN of a schema, as the client spelt it; `name.givenName` includes its sub-attribute. */
  readonly path: string;
  /** Selects elements of the attribute. */
  readonly filter?: Filter;
  /** The sub-attribute after the bracket. */
  readonly sub?: string;
}

/** Parses a PATCH path (RFC 7644 §3.5.2); a mistake between the brackets is answered as `invalidFilter`. */
export function parsePath(text: string): PatchPath {
  const reader = openReader(text, 'path');
  const path = readAttribute(reader, 'an attribute');
  const filter = readBracket(reader);
  const sub = filter === undefined ? undefined : readSubAttribute(reader);
  if (peek(reader) !== reader.end) refuseNext(reader, 'the end of the path');
  return { path, ...(filter === undefined ? {} : { filter }), ...(sub === undefined ? {} : { sub }) };
}

/** Prints a PATCH path, its filter in canonical form. */
export function printPath({ path, filter, sub }: PatchPath): string {
  const bracket = filter === undefined ? '' : `[${printFilter(filter)}]`;
  return path + bracket + (sub === undefined ? '' : `.${sub}`);
}
