import fc from 'fast-check';
import { parseFilter } from '../../../../scim/filter/parse.ts';
import { printFilter } from '../../../../scim/filter/print.ts';
import { anyFilter } from './arbitraries.ts';

describe('printFilter', () => {
  it.each([
    ['  userName   EQ "x" ', 'userName eq "x"'],
    ['NOT (a PR) AND (b pr AND (c pr))', 'not (a pr) and b pr and c pr'],
    ['((a pr and b pr)) or (c pr)', 'a pr and b pr or c pr'],
    ['(a pr or b pr) and c pr', '(a pr or b pr) and c pr'],
    ['a eq TRUE or a eq 1.50 or a eq Null', 'a eq true or a eq 1.5 or a eq null'],
    [String.raw`a eq "\u0041\/\"\n"`, String.raw`a eq "A/\"\n"`],
    ['emails[type eq "work"].value eq "x"', 'emails[type eq "work" and value eq "x"]'],
    ['emails[a pr or b pr].value pr', 'emails[(a pr or b pr) and value pr]'],
  ])('prints %s canonically', (text, canonical) => {
    expect(printFilter(parseFilter(text))).toBe(canonical);
  });

  it('prints what parseFilter reads as the same filter', () => {
    const printable = anyFilter.filter((filter) => printFilter(filter).length <= 2048);
    fc.assert(
      fc.property(printable, (filter) => {
        expect(parseFilter(printFilter(filter))).toEqual(filter);
      }),
      { numRuns: 1000 },
    );
  });
});
