import fc from 'fast-check';
import * as oracle from 'scim2-parse-filter';
import type { Filter } from '../../../../scim/filter/ast.ts';
import { compileFilter } from '../../../../scim/filter/evaluate.ts';
import { resolveFilter } from '../../../../scim/filter/targets.ts';
import { parseFilter } from '../../../../scim/filter/parse.ts';
import { printFilter } from '../../../../scim/filter/print.ts';
import type { JsonObject } from '../../../../scim/json.ts';
import { USER_TYPE } from '../userType.ts';
import { combined, emailTerms, users, userTerms } from './arbitraries.ts';
import { element, or } from './build.ts';

/**
 * The comparison stays clear of what scim2-parse-filter 0.2 gets wrong, each shown below:
 * brackets hold no `and`, `ne` and `not` (it loses the element), `ne` is asked of required attributes only, and users
 * have neither capital letters nor empty values.
 */
const brackets = fc.array(emailTerms, { minLength: 1, maxLength: 3 }).map((terms) => {
  const [only] = terms;
  return element('emails', only !== undefined && terms.length === 1 ? only : or(...terms));
});
const filters = combined(fc.oneof({ weight: 3, arbitrary: userTerms }, brackets), 2);

const ours = (text: string, user: JsonObject) =>
  compileFilter(resolveFilter(parseFilter(text), USER_TYPE))(user);
const theirs = (text: string, user: JsonObject) => oracle.filter(oracle.parse(text))(user);

describe('an independent implementation, scim2-parse-filter,', () => {
  it('reads our text as the same tree', () => {
    const treeOf = (filter: Filter): oracle.Filter => {
      switch (filter.kind) {
        case 'and':
        case 'or':
          return { op: filter.kind, filters: filter.filters.map(treeOf) };
        case 'not':
          return { op: 'not', filter: treeOf(filter.filter) };
        case 'element':
          return { op: '[]', attrPath: filter.path, valFilter: treeOf(filter.filter) };
        case 'present':
          return { op: 'pr', attrPath: filter.path };
        case 'compare':
          return { op: filter.operator, attrPath: filter.path, compValue: filter.value };
      }
    };
    fc.assert(
      fc.property(filters, (filter) => {
        expect(oracle.parse(printFilter(filter))).toEqual(treeOf(filter));
      }),
      { numRuns: 500 },
    );
  });

  it('selects the same users', () => {
    fc.assert(
      fc.property(filters, users, (filter, user) => {
        expect(theirs(printFilter(filter), user)).toBe(ours(printFilter(filter), user));
      }),
      { numRuns: 2000 },
    );
  });

  const user: JsonObject = {
    userName: 'BJensen',
    nickName: '',
    emails: [
      { type: 'work', value: 'a@x' },
      { type: 'home', value: 'b@y' },
    ],
    meta: { created: '2026-01-31T10:30:00+01:00' },
  };

  it.each([
    ['it loses the element', 'emails[type eq "home" and value co "@x"]', false],
    ['it loses the element under not', 'emails[not (type eq "home")]', true],
    [
      'it loses the element of a sub-attribute after the bracket',
      'emails[type eq "home"].value co "@x"',
      false,
    ],
    ['it compares case everywhere', 'userName eq "bjensen"', true],
    ['a missing attribute equals everything', 'title ne "x"', true],
    ['a missing attribute is not null', 'title eq null', true],
    ['empty text is present', 'nickName pr', false],
    ['instants are text', 'meta.created eq "2026-01-31T09:30:00Z"', true],
    ['a bare list has no value', 'emails eq "a@x"', true],
    ['core attributes have no URN', 'urn:ietf:params:scim:schemas:core:2.0:User:userName pr', true],
  ])('differs from ours on purpose: %s', (_fault, text, right) => {
    expect(ours(text, user)).toBe(right);
    expect(theirs(text, user)).toBe(!right);
  });

  it.each([
    ['escapes but for quotes', String.raw`title eq "\u0041"`],
    ['capital literals', 'active eq TRUE'],
  ])('cannot read what we can: %s', (_fault, text) => {
    const canonical = printFilter(parseFilter(text));
    const read = () => oracle.stringify(oracle.parse(text));
    expect(canonical).not.toBe(text);
    expect([canonical, text]).not.toContain(outcomeOf(read));
  });
});

function outcomeOf(read: () => string): string {
  try {
    return read();
  } catch {
    return 'refused';
  }
}
