import { LIMITS } from '../limits.ts';
import type { CompareOperator, CompareValue, Filter } from './ast.ts';
import {
  accept,
  openReader,
  peek,
  refuse,
  refuseNext,
  stringValue,
  type Reader,
  type Token,
} from './tokens.ts';

const MAX_DEPTH = LIMITS.brackets.max;
const MAX_TERMS = LIMITS.comparisons.max;

const OPERATORS: readonly CompareOperator[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];
const LITERALS: ReadonlyMap<string, CompareValue> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);
const OPERATOR = `an operator (${OPERATORS.join(', ')} or pr)`;
const VALUE = 'a value (a JSON string, a number, true, false or null)';
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The attribute path of RFC 7644 §3.10: an optional URN, a name, at most one sub-attribute; `$ref` is a name too. */
const ATTRIBUTE = /^(?:urn:[\w.:/%+~-]+:)?[a-z$][\w$-]*(?:\.[a-z$][\w$-]*)?$/i;
const SUB_ATTRIBUTE = /^\.[a-z$][\w$-]*$/i;
/** Names that no attribute can have: the keywords of filters, and the keys with a meaning to JavaScript objects. */
const RESERVED: ReadonlySet<string> = new Set(['and', 'or', 'not', '__proto__', 'constructor', 'prototype']);

/**
 * Parses a filter (RFC 7644 §3.4.2.2). One extension of the grammar is accepted: a sub-attribute after a bracket,
 * `emails[type eq "work"].value eq "x"`, which asks for one element with both.
 */
export function parseFilter(text: string): Filter {
  const reader = openReader(text, 'filter');
  const filter = readOr(reader);
  if (peek(reader) !== reader.end) refuseNext(reader, '"and", "or" or the end of the filter');
  return filter;
}

/** Reads an attribute path. */
export function readAttribute(reader: Reader, expected: string): string {
  const { text } = peek(reader);
  if (!ATTRIBUTE.test(text) || isReserved(text)) return refuseNext(reader, expected);
  reader.taken++;
  return text;
}

/** Reads the bracket of `emails[type eq "work"]`; `undefined` if there is none. */
export function readBracket(reader: Reader): Filter | undefined {
  if (peek(reader).text !== '[') return undefined;
  reader.inElement = true;
  const filter = readEnclosed(reader, '[', ']');
  reader.inElement = false;
  return filter;
}

/** Reads the sub-attribute that follows a bracket without a space; `undefined` if there is none. */
export function readSubAttribute(reader: Reader): string | undefined {
  const { text, at } = peek(reader);
  const bracket = reader.tokens[reader.taken - 1];
  if (!text.startsWith('.') || bracket?.at !== at - 1) return undefined;
  if (!SUB_ATTRIBUTE.test(text) || isReserved(text)) refuseNext(reader, 'a sub-attribute such as ".value"');
  reader.taken++;
  return text.slice(1);
}

function isReserved(path: string): boolean {
  return path.split(/[:.]/).some((name) => RESERVED.has(name.toLowerCase()));
}

function readOr(reader: Reader): Filter {
  return readChain(reader, 'or', readAnd);
}

function readAnd(reader: Reader): Filter {
  return readChain(reader, 'and', readFactor);
}

function readChain(reader: Reader, kind: 'and' | 'or', readOperand: (reader: Reader) => Filter): Filter {
  let filter = readOperand(reader);
  while (accept(reader, kind)) filter = join(kind, filter, readOperand(reader));
  return filter;
}

/** Joins two filters into one flat list, since `and` and `or` are associative. */
function join(kind: 'and' | 'or', left: Filter, right: Filter): Filter {
  return { kind, filters: [left, right].flatMap((part) => (part.kind === kind ? part.filters : [part])) };
}

function readFactor(reader: Reader): Filter {
  if (accept(reader, 'not')) return { kind: 'not', filter: readEnclosed(reader, '(', ')') };
  if (peek(reader).text === '(') return readEnclosed(reader, '(', ')');
  const path = readAttribute(
    reader,
    `${reader.inElement ? 'a sub-attribute' : 'an attribute'}, "not" or "("`,
  );
  const filter = reader.inElement ? undefined : readBracket(reader);
  if (filter === undefined) return readTerm(reader, path);
  const sub = readSubAttribute(reader);
  const inner = sub === undefined ? filter : join('and', filter, readTerm(reader, sub));
  return { kind: 'element', path, filter: inner };
}

function readEnclosed(reader: Reader, open: '(' | '[', close: ')' | ']'): Filter {
  const { at } = peek(reader);
  if (!accept(reader, open)) refuseNext(reader, `"${open}"`);
  if (++reader.depth > MAX_DEPTH) {
    refuse(reader, `Expected at most ${MAX_DEPTH} nested brackets, found one more at character ${at}.`);
  }
  const filter = readOr(reader);
  if (!accept(reader, close)) refuseNext(reader, `"and", "or" or "${close}"`);
  reader.depth--;
  return filter;
}

/** Reads what follows an attribute: `pr`, or an operator and a value. */
function readTerm(reader: Reader, path: string): Filter {
  if (++reader.terms > MAX_TERMS) {
    const { at } = peek(reader);
    refuse(reader, `Expected at most ${MAX_TERMS} comparisons, found one more at character ${at}.`);
  }
  if (accept(reader, 'pr')) return { kind: 'present', path };
  const operator = OPERATORS.find((name) => accept(reader, name));
  if (operator === undefined) return refuseNext(reader, OPERATOR);
  return { kind: 'compare', path, operator, value: readValue(reader) };
}

function readValue(reader: Reader): CompareValue {
  const token = peek(reader);
  const literal = LITERALS.get(token.text.toLowerCase());
  const value = literal === undefined ? (stringValue(token) ?? numberValue(token)) : literal;
  if (value === undefined) return refuseNext(reader, VALUE);
  reader.taken++;
  return value;
}

/** The value of a token that is a JSON number; `undefined` for any other token and for a number that no double can hold. */
function numberValue({ text }: Token): number | undefined {
  const value = NUMBER.test(text) ? Number(text) : Infinity;
  return Number.isFinite(value) ? value : undefined;
}
