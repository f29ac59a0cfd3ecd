import fc from 'fast-check';
import type { Filter } from '../../../../scim/filter/ast.ts';
import { compileFilter } from '../../../../scim/filter/evaluate.ts';
import { resolveFilter } from '../../../../scim/filter/targets.ts';
import { combined, emailTerms, users, userTerms } from './arbitraries.ts';
import { USER_TYPE } from '../userType.ts';
import { and, compare, element, eq, not, or, pr } from './build.ts';

const emailFilters = combined(emailTerms, 1);
const elements = emailFilters.map((filter) => element('emails', filter));
const filters = combined(fc.oneof({ weight: 3, arbitrary: userTerms }, elements), 2);

/** Asserts that two filters select the same users, whatever they are made of. */
function assertSame(laws: (f: Filter, g: Filter) => readonly [Filter, Filter], operands = filters) {
  fc.assert(
    fc.property(operands, operands, users, (f, g, user) => {
      const [left, right] = laws(f, g).map((filter) => compileFilter(resolveFilter(filter, USER_TYPE))(user));
      expect(left).toBe(right);
    }),
    { numRuns: 300 },
  );
}

describe('the algebra of filters', () => {
  it('not not f = f', () => {
    assertSame((f) => [not(not(f)), f]);
  });

  it('not (f and g) = not f or not g', () => {
    assertSame((f, g) => [not(and(f, g)), or(not(f), not(g))]);
  });

  it('not (f or g) = not f and not g', () => {
    assertSame((f, g) => [not(or(f, g)), and(not(f), not(g))]);
  });

  it('f and g = g and f', () => {
    assertSame((f, g) => [and(f, g), and(g, f)]);
  });

  it('f or g = g or f', () => {
    assertSame((f, g) => [or(f, g), or(g, f)]);
  });

  it('f and (f or g) = f', () => {
    assertSame((f, g) => [and(f, or(f, g)), f]);
  });

  it('emails[f or g] = emails[f] or emails[g]', () => {
    assertSame(
      (f, g) => [element('emails', or(f, g)), or(element('emails', f), element('emails', g))],
      emailFilters,
    );
  });

  it('emails[f and g] implies emails[f] and emails[g]', () => {
    assertSame((f, g) => {
      const both = element('emails', and(f, g));
      return [or(not(both), and(element('emails', f), element('emails', g))), or(pr('id'), not(pr('id')))];
    }, emailFilters);
  });

  it('a ne x = not (a eq x) for single values, a eq null = not (a pr)', () => {
    const value = fc.constantFrom('a', 'ab', 'work');
    const path = fc.constantFrom('userName', 'title', 'name.givenName', 'foo');
    fc.assert(
      fc.property(path, value, users, (name, text, user) => {
        const test = (filter: Filter) => compileFilter(resolveFilter(filter, USER_TYPE))(user);
        expect(test(compare(name, 'ne', text))).toBe(!test(eq(name, text)));
        expect(test(eq(name, null))).toBe(!test(pr(name)));
        expect(test(compare(name, 'ne', null))).toBe(test(pr(name)));
      }),
    );
  });

  it('is tested on filters that tell users apart', () => {
    const pairs = fc.sample(fc.tuple(filters, users), { numRuns: 1000, seed: 1 });
    const matching = pairs.filter(([filter, user]) =>
      compileFilter(resolveFilter(filter, USER_TYPE))(user),
    ).length;
    expect(matching).toBeGreaterThan(250);
    expect(matching).toBeLessThan(750);
  });
});
