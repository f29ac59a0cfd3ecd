import { ScimError, show } from '../errors.ts';
import { LIMITS } from '../limits.ts';

/** A bracket, a JSON string with its quotes, or a run of anything else; the text is empty at the end. */
export interface Token {
  readonly text: string;
  /** The position of its first character, counted from 1 as error details do. */
  readonly at: number;
}

/** The tokens of a filter or a PATCH path, and the position of the parser. */
export interface Reader {
  readonly subject: 'filter' | 'path';
  readonly tokens: readonly Token[];
  readonly end: Token;
  /** How many tokens have been taken. */
  taken: number;
  /** How many brackets, of either kind, are open. */
  depth: number;
  /** How many comparisons have been read. */
  terms: number;
  /** Whether the open brackets include a square one: those do not nest. */
  inElement: boolean;
}

/** Every character but white space belongs to a token, so that the parser reports every malformed one. */
const TOKENS = /[()[\]]|"(?:[^"\\]|\\[^])*"?|[^\s()[\]"]+/g;

/** Refuses a filter or a path that is longer than allowed; `where` is its place in the body, for errors. */
export function checkLength(text: string, subject: Reader['subject'], where?: string): void {
  const { max } = LIMITS[subject];
  if (text.length <= max) return;
  const code = subject === 'filter' ? 'invalidFilter' : 'invalidPath';
  const place = where === undefined ? '' : `${where}: `;
  const detail = `${place}Expected a ${subject} of at most ${max} characters, found ${text.length}.`;
  throw new ScimError(code, detail);
}

/** Splits a text into tokens; refuses a text that is longer than allowed. */
export function openReader(text: string, subject: Reader['subject']): Reader {
  checkLength(text, subject);
  return {
    subject,
    tokens: [...text.matchAll(TOKENS)].map((match) => ({ text: match[0], at: match.index + 1 })),
    end: { text: '', at: text.length + 1 },
    taken: 0,
    depth: 0,
    terms: 0,
    inElement: false,
  };
}

/** Returns the next token without taking it. */
export function peek(reader: Reader): Token {
  return reader.tokens[reader.taken] ?? reader.end;
}

/** Takes the next token if it is this keyword or bracket, whatever its case. */
export function accept(reader: Reader, text: string): boolean {
  const matches = peek(reader).text.toLowerCase() === text;
  if (matches) reader.taken++;
  return matches;
}

/** The value of a token that is a JSON string; `undefined` for any other token. */
export function stringValue(token: Token): string | undefined {
  if (!token.text.startsWith('"')) return undefined;
  try {
    return JSON.parse(token.text) as string;
  } catch {
    return undefined;
  }
}

/** Refuses the text; between square brackets the error is one of a filter, also in a path. */
export function refuse(reader: Reader, detail: string): never {
  const isFilter = reader.subject === 'filter' || reader.inElement;
  throw new ScimError(isFilter ? 'invalidFilter' : 'invalidPath', detail);
}

/** Refuses the next token; the error says what was expected, after which token, and what was found. */
export function refuseNext(reader: Reader, expected: string): never {
  const next = peek(reader);
  const previous = reader.tokens[reader.taken - 1];
  const after = previous === undefined ? '' : ` after ${quote(previous)}`;
  return refuse(
    reader,
    `Expected ${expected}${after} at character ${next.at}, found ${describe(reader, next)}.`,
  );
}

/** Quotes a token; a JSON string has quotes already. */
function quote({ text }: Token): string {
  if (!text.startsWith('"')) return show(text);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function describe(reader: Reader, token: Token): string {
  if (token.text === '') return `the end of the ${reader.subject}`;
  if (!token.text.startsWith('"')) return quote(token);
  return `the ${stringValue(token) === undefined ? 'malformed ' : ''}string ${quote(token)}`;
}
