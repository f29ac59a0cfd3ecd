import fc from 'fast-check';
import type { CompareOperator, Filter } from '../../../../scim/filter/ast.ts';
import type { JsonObject } from '../../../../scim/json.ts';
import { ENTERPRISE_USER } from '../../../../scim/schema/enterpriseUser.ts';
import { compare, element, not, pr } from './build.ts';

const OPERATORS: readonly CompareOperator[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];

/** Filters in normal form (no `and` directly in an `and`) of terms combined up to a depth. */
export function combined(term: fc.Arbitrary<Filter>, depth: number): fc.Arbitrary<Filter> {
  if (depth === 0) return term;
  const operand = combined(term, depth - 1);
  const chain = (kind: 'and' | 'or') =>
    fc.array(operand, { minLength: 2, maxLength: 4 }).map((operands): Filter => ({
      kind,
      filters: operands.flatMap((f) => (f.kind === kind ? f.filters : [f])),
    }));
  return fc.oneof(term, operand.map(not), chain('and'), chain('or'));
}

const anyName = fc
  .stringMatching(/^[A-Za-z$][\w$-]{0,6}$/)
  .filter((name) => !/^(and|or|not|constructor|prototype)$/i.test(name));
const anyPath = fc
  .tuple(fc.constantFrom('', `${ENTERPRISE_USER.id}:`, 'urn:acme:1.0:User:'), anyName, fc.option(anyName))
  .map(([urn, name, sub]) => urn + name + (sub === null ? '' : `.${sub}`));
const anyText = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom('"', '\\', '\\"', '\n', '\u2028', '\ud800', 'not (', ']'),
);
/** Negative zero equals zero and prints like it. */
const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n));
const anyValue = fc.oneof(anyText, anyNumber, fc.integer(), fc.boolean(), fc.constant(null));
const anyTerm = fc.oneof(
  fc.tuple(anyPath, fc.constantFrom(...OPERATORS), anyValue).map((args) => compare(...args)),
  anyPath.map(pr),
);

/** Any filter that the grammar can express, whether or not it makes sense. */
export const anyFilter: fc.Arbitrary<Filter> = combined(
  fc.oneof(
    { weight: 3, arbitrary: anyTerm },
    fc.tuple(anyPath, combined(anyTerm, 1)).map((args) => element(...args)),
  ),
  2,
);

/** Texts so few and so alike that random filters often match. */
const text = fc.constantFrom('a', 'ab', 'b', 'a@x', 'b@x', '@x', 'work', 'home');
const instant = fc.constantFrom('2025-01-01T00:00:00Z', '2025-06-01T12:00:00Z', '2026-01-01T00:00:00Z');
const email = fc.record(
  { value: text, type: text, primary: fc.boolean() },
  { requiredKeys: ['value', 'type'] },
);

/** Users of which every list has an element and every text a character. */
export const users: fc.Arbitrary<JsonObject> = fc.record(
  {
    userName: text,
    active: fc.boolean(),
    title: text,
    name: fc.record({ givenName: text }),
    emails: fc.array(email, { minLength: 1, maxLength: 3 }),
    meta: fc.record({ lastModified: instant }),
    [ENTERPRISE_USER.id]: fc.record({ department: text }),
  },
  { requiredKeys: ['userName', 'active'] },
);

/** Operators that mean the same to everyone, also on a missing attribute. */
const positive = fc.constantFrom(...OPERATORS.filter((operator) => operator !== 'ne'));

/** Comparisons of sub-attributes of an e-mail. */
export const emailTerms: fc.Arbitrary<Filter> = fc.oneof(
  fc.tuple(fc.constantFrom('value', 'type'), positive, text).map((args) => compare(...args)),
  fc.boolean().map((value) => compare('primary', 'eq', value)),
  fc.constantFrom('value', 'type', 'primary').map(pr),
);

/** Single comparisons that make sense for {@link users}. */
export const userTerms: fc.Arbitrary<Filter> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        'userName',
        'title',
        'name.givenName',
        'emails.value',
        'emails.type',
        `${ENTERPRISE_USER.id}:department`,
      ),
      positive,
      text,
    )
    .map((args) => compare(...args)),
  fc.tuple(fc.constantFrom('userName'), fc.constant('ne' as const), text).map((args) => compare(...args)),
  fc
    .tuple(fc.constantFrom('active', 'emails.primary'), fc.constant('eq' as const), fc.boolean())
    .map((args) => compare(...args)),
  fc
    .tuple(fc.constant('meta.lastModified'), fc.constantFrom('eq', 'gt', 'ge', 'lt', 'le'), instant)
    .map(([path, operator, value]) => compare(path, operator, value)),
  fc.constantFrom('title', 'name', 'emails', 'emails.primary', ENTERPRISE_USER.id + ':department').map(pr),
);
