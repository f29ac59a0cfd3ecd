import { ScimError, show } from '../errors.ts';
import type { Json } from '../json.ts';
import type { AttributeType } from '../schema/types.ts';
import type { CompareOperator, CompareValue } from './ast.ts';
import type { Target } from './targets.ts';

/** The form in which values are compared: text in lower case, a number, an instant in milliseconds, or a boolean. */
type Key = string | number | boolean;

const TESTS: Readonly<Record<CompareOperator, (value: Key, operand: Key) => boolean>> = {
  eq: (value, operand) => value === operand,
  ne: (value, operand) => value !== operand,
  co: (value, operand) => String(value).includes(String(operand)),
  sw: (value, operand) => String(value).startsWith(String(operand)),
  ew: (value, operand) => String(value).endsWith(String(operand)),
  gt: (value, operand) => value > operand,
  ge: (value, operand) => value >= operand,
  lt: (value, operand) => value < operand,
  le: (value, operand) => value <= operand,
};

const TEXT: readonly CompareOperator[] = ['co', 'sw', 'ew'];
const ORDER: readonly CompareOperator[] = ['gt', 'ge', 'lt', 'le'];

/** The operators that a type does not support; ordering booleans or binaries is an error (RFC 7644 §3.4.2.2). */
const MEANINGLESS: Readonly<Partial<Record<AttributeType, readonly CompareOperator[]>>> = {
  boolean: [...TEXT, ...ORDER],
  integer: TEXT,
  decimal: TEXT,
  binary: ORDER,
};

const DATE_TIME = /^(\d{4}-\d\d-(\d\d))T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Reads a dateTime (RFC 7643 §2.3.5) as milliseconds; `undefined` if it lacks a part or a time zone. */
export function instantOf(text: string): number | undefined {
  const [, date, day] = DATE_TIME.exec(text) ?? [];
  if (date === undefined) return undefined;
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) return undefined;
  // Date.parse takes February 30 for March 1.
  const isInMonth = Number(day) <= 28 || new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
  return isInMonth ? instant : undefined;
}

/**
 * Creates the test of one value by an operator; refuses operators and operands that do not fit the type. An attribute
 * that no schema declares has the type of the operand.
 */
export function comparison(
  { name, attribute }: Target,
  operator: CompareOperator,
  operand: Exclude<CompareValue, null>,
): (value: Json) => boolean {
  const type = attribute?.type ?? typeName(operand);
  if (MEANINGLESS[type]?.includes(operator) === true) {
    const detail = `The operator "${operator}" does not apply to "${name}" of type ${type}.`;
    throw new ScimError('invalidFilter', detail);
  }
  // A part of a dateTime is compared as text: `meta.created sw "2026-01"`.
  const keyType = type === 'dateTime' && TEXT.includes(operator) ? 'string' : type;
  const keyOf = (value: Json) => keyAs(keyType, attribute?.caseExact, value);
  const expected = keyOf(operand);
  if (expected === undefined) {
    const detail = `The attribute "${name}" is of type ${type} and cannot be compared with ${show(operand)}`;
    const example = type === 'dateTime' ? ', only with an instant such as "2026-01-31T09:30:00Z".' : '.';
    throw new ScimError('invalidFilter', detail + example);
  }
  return (value) => {
    const key = keyOf(value);
    return key === undefined ? operator === 'ne' : TESTS[operator](key, expected);
  };
}

function typeName(value: Exclude<CompareValue, null>): AttributeType {
  if (typeof value === 'number') return 'decimal';
  return typeof value === 'boolean' ? 'boolean' : 'string';
}

/** Brings a value into the form in which it is compared; `undefined` if it is not of the type. */
function keyAs(type: AttributeType, caseExact: boolean | undefined, value: Json): Key | undefined {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
    case 'decimal':
      return typeof value === 'number' ? value : undefined;
    case 'dateTime':
      return typeof value === 'string' ? instantOf(value) : undefined;
    case 'string':
    case 'reference':
    case 'binary':
      if (typeof value !== 'string') return undefined;
      return caseExact === true ? value : value.toLowerCase();
    case 'complex':
      return undefined;
  }
}
