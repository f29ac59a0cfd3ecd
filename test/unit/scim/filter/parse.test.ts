import fc from 'fast-check';
import type { Filter } from '../../../../scim/filter/ast.ts';
import { parseFilter } from '../../../../scim/filter/parse.ts';
import { printFilter } from '../../../../scim/filter/print.ts';
import { refusalOf } from '../refusal.ts';
import { and, compare, element, eq, not, or, pr } from './build.ts';
import { assertQuick } from '../../../support/load/quickly.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const OPERATOR = 'an operator (eq, ne, co, sw, ew, gt, ge, lt, le or pr)';
const VALUE = 'a value (a JSON string, a number, true, false or null)';
const OPERAND = 'an attribute, "not" or "("';

describe('parseFilter', () => {
  describe('reads the examples of RFC 7644 §3.4.2.2', () => {
    const employee = eq('userType', 'Employee');
    const byDomain = or(compare('emails', 'co', 'example.com'), compare('emails.value', 'co', 'example.org'));
    const since = '2011-05-13T04:42:34Z';
    const work = and(eq('type', 'work'), compare('value', 'co', '@example.com'));
    const xmpp = and(eq('type', 'xmpp'), compare('value', 'co', '@foo.com'));

    it.each<[string, Filter]>([
      ['userName eq "bjensen"', eq('userName', 'bjensen')],
      [`name.familyName co "O'Malley"`, compare('name.familyName', 'co', "O'Malley")],
      ['userName sw "J"', compare('userName', 'sw', 'J')],
      [`${CORE}:userName sw "J"`, compare(`${CORE}:userName`, 'sw', 'J')],
      ['title pr', pr('title')],
      [`meta.lastModified gt "${since}"`, compare('meta.lastModified', 'gt', since)],
      [`meta.lastModified ge "${since}"`, compare('meta.lastModified', 'ge', since)],
      [`meta.lastModified lt "${since}"`, compare('meta.lastModified', 'lt', since)],
      [`meta.lastModified le "${since}"`, compare('meta.lastModified', 'le', since)],
      ['title pr and userType eq "Employee"', and(pr('title'), employee)],
      ['title pr or userType eq "Intern"', or(pr('title'), eq('userType', 'Intern'))],
      [`schemas eq "${ENTERPRISE}"`, eq('schemas', ENTERPRISE)],
      [
        'userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")',
        and(employee, byDomain),
      ],
      [
        'userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")',
        and(compare('userType', 'ne', 'Employee'), not(byDomain)),
      ],
      ['userType eq "Employee" and (emails.type eq "work")', and(employee, eq('emails.type', 'work'))],
      [
        'userType eq "Employee" and emails[type eq "work" and value co "@example.com"]',
        and(employee, element('emails', work)),
      ],
      [
        'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
        or(element('emails', work), element('ims', xmpp)),
      ],
    ])('%s', (text, filter) => {
      expect(parseFilter(text)).toEqual(filter);
    });
  });

  describe('binds not before and before or', () => {
    const [a, b, c, d] = [pr('a'), pr('b'), pr('c'), pr('d')];

    it.each<[string, Filter]>([
      ['a pr or b pr and c pr', or(a, and(b, c))],
      ['a pr and b pr or c pr and d pr', or(and(a, b), and(c, d))],
      ['(a pr or b pr) and c pr', and(or(a, b), c)],
      ['not (a pr) and b pr', and(not(a), b)],
      ['not (a pr and b pr) or c pr', or(not(and(a, b)), c)],
      ['not (not (a pr))', not(not(a))],
      ['a pr and b pr and c pr', and(a, b, c)],
      ['a pr and (b pr and (c pr and d pr))', and(a, b, c, d)],
      ['(a pr or b pr) or (c pr or d pr)', or(a, b, c, d)],
      ['((a pr))', a],
    ])('%s', (text, filter) => {
      expect(parseFilter(text)).toEqual(filter);
    });
  });

  it.each<[string, Filter]>([
    ['A EQ TRUE AND NOT (B Pr) Or c Ne Null', or(and(eq('A', true), not(pr('B'))), compare('c', 'ne', null))],
    ['a eq False', eq('a', false)],
    ['a eq 12', eq('a', 12)],
    ['a eq -1.5e+2', eq('a', -150)],
    [
      String.raw`a eq "say \"hi\" \\ \/ \b\f\n\r\t \u00e9\uD83D\uDE00"`,
      eq('a', 'say "hi" \\ / \b\f\n\r\t é😀'),
    ],
    ['a eq "(b eq 1) and [c]"', eq('a', '(b eq 1) and [c]')],
    ['a eq ""', eq('a', '')],
    ['  (a eq 1)and(b  eq"x" )  ', and(eq('a', 1), eq('b', 'x'))],
    ['members.$ref eq "x"', eq('members.$ref', 'x')],
    ['members[$ref eq "x"]', element('members', eq('$ref', 'x'))],
    ['x-a_1 pr', pr('x-a_1')],
    ['notes pr and order pr', and(pr('notes'), pr('order'))],
    [`${ENTERPRISE}:manager.value eq "1"`, eq(`${ENTERPRISE}:manager.value`, '1')],
    [`${ENTERPRISE}:manager[value eq "1"]`, element(`${ENTERPRISE}:manager`, eq('value', '1'))],
    [`URN:acme:User:tag pr`, pr('URN:acme:User:tag')],
    [`${ENTERPRISE} pr`, pr(ENTERPRISE)],
    ['emails[not (type eq "work") or value pr]', element('emails', or(not(eq('type', 'work')), pr('value')))],
  ])('reads %s', (text, filter) => {
    expect(parseFilter(text)).toEqual(filter);
  });

  it.each<[string, Filter]>([
    ['emails[type eq "work"].value eq "x"', and(eq('type', 'work'), eq('value', 'x'))],
    ['emails[type eq "work"].value pr', and(eq('type', 'work'), pr('value'))],
    ['emails[a pr and b pr].value pr', and(pr('a'), pr('b'), pr('value'))],
    ['emails[a pr or b pr].value pr', and(or(pr('a'), pr('b')), pr('value'))],
  ])('reads a sub-attribute after a bracket as a condition on the same element: %s', (text, inner) => {
    expect(parseFilter(text)).toEqual(element('emails', inner));
  });

  it.each([
    ['', `Expected ${OPERAND} at character 1, found the end of the filter.`],
    ['   ', `Expected ${OPERAND} at character 4, found the end of the filter.`],
    ['userName', `Expected ${OPERATOR} after "userName" at character 9, found the end of the filter.`],
    ['userName is "x"', `Expected ${OPERATOR} after "userName" at character 10, found "is".`],
    ['userName == "x"', `Expected ${OPERATOR} after "userName" at character 10, found "==".`],
    ['userName "eq" "x"', `Expected ${OPERATOR} after "userName" at character 10, found the string "eq".`],
    ['userName eq', `Expected ${VALUE} after "eq" at character 12, found the end of the filter.`],
    ['userName eq bjensen', `Expected ${VALUE} after "eq" at character 13, found "bjensen".`],
    ["userName eq 'x'", `Expected ${VALUE} after "eq" at character 13, found "'x'".`],
    ['userName eq "x', `Expected ${VALUE} after "eq" at character 13, found the malformed string "x.`],
    [
      String.raw`a eq "\x"`,
      String.raw`Expected ${VALUE} after "eq" at character 6, found the malformed string "\x".`,
    ],
    [
      String.raw`a eq "\"`,
      String.raw`Expected ${VALUE} after "eq" at character 6, found the malformed string "\".`,
    ],
    ['a eq 01', `Expected ${VALUE} after "eq" at character 6, found "01".`],
    ['a eq 1e999', `Expected ${VALUE} after "eq" at character 6, found "1e999".`],
    ['a eq 1.', `Expected ${VALUE} after "eq" at character 6, found "1.".`],
    ['a eq (1)', `Expected ${VALUE} after "eq" at character 6, found "(".`],
    ['"userName" eq "x"', `Expected ${OPERAND} at character 1, found the string "userName".`],
    ['a.b.c pr', `Expected ${OPERAND} at character 1, found "a.b.c".`],
    ['a. pr', `Expected ${OPERAND} at character 1, found "a.".`],
    ['1a pr', `Expected ${OPERAND} at character 1, found "1a".`],
    ['urn:acme:2.0 pr', `Expected ${OPERAND} at character 1, found "urn:acme:2.0".`],
    ['__proto__ pr', `Expected ${OPERAND} at character 1, found "__proto__".`],
    ['a.constructor pr', `Expected ${OPERAND} at character 1, found "a.constructor".`],
    ['urn:prototype:User:x pr', `Expected ${OPERAND} at character 1, found "urn:prototype:User:x".`],
    ['a pr and', `Expected ${OPERAND} after "and" at character 9, found the end of the filter.`],
    ['a pr and or b pr', `Expected ${OPERAND} after "and" at character 10, found "or".`],
    ['a pr b pr', 'Expected "and", "or" or the end of the filter after "pr" at character 6, found "b".'],
    ['a eq "x" y', 'Expected "and", "or" or the end of the filter after "x" at character 10, found "y".'],
    ['a pr)', 'Expected "and", "or" or the end of the filter after "pr" at character 5, found ")".'],
    ['(a pr', 'Expected "and", "or" or ")" after "pr" at character 6, found the end of the filter.'],
    ['(a pr]', 'Expected "and", "or" or ")" after "pr" at character 6, found "]".'],
    ['()', `Expected ${OPERAND} after "(" at character 2, found ")".`],
    ['not a pr', 'Expected "(" after "not" at character 5, found "a".'],
    ['not not (a pr)', 'Expected "(" after "not" at character 5, found "not".'],
    ['emails[]', 'Expected a sub-attribute, "not" or "(" after "[" at character 8, found "]".'],
    [
      'emails[type pr',
      'Expected "and", "or" or "]" after "pr" at character 15, found the end of the filter.',
    ],
    ['emails[type pr)', 'Expected "and", "or" or "]" after "pr" at character 15, found ")".'],
    ['emails[type[a pr]]', `Expected ${OPERATOR} after "type" at character 12, found "[".`],
    ['emails[(type[a pr])]', `Expected ${OPERATOR} after "type" at character 13, found "[".`],
    [
      'emails[type pr].value',
      `Expected ${OPERATOR} after ".value" at character 22, found the end of the filter.`,
    ],
    [
      'emails[type pr].a.b pr',
      'Expected a sub-attribute such as ".value" after "]" at character 16, found ".a.b".',
    ],
    [
      'emails[type pr].__proto__ pr',
      'Expected a sub-attribute such as ".value" after "]" at character 16, found ".__proto__".',
    ],
    [
      'emails[type pr] .value pr',
      'Expected "and", "or" or the end of the filter after "]" at character 17, found ".value".',
    ],
    [
      'emails[type pr][value pr]',
      'Expected "and", "or" or the end of the filter after "]" at character 16, found "[".',
    ],
    ['[type pr]', `Expected ${OPERAND} at character 1, found "[".`],
    [
      `a "${'x'.repeat(70)}"`,
      `Expected ${OPERATOR} after "a" at character 3, found the string "${'x'.repeat(56)}....`,
    ],
  ])('refuses %j', (text, detail) => {
    expect(refusalOf(() => parseFilter(text))).toBe(`invalidFilter: ${detail}`);
  });

  describe('refuses more than the limit of', () => {
    const terms = (count: number) => Array.from({ length: count }, () => 'a pr').join(' or ');
    const nested = (depth: number) => '('.repeat(depth) + 'a pr' + ')'.repeat(depth);

    it('characters', () => {
      const filter = (length: number) => `a eq "${'x'.repeat(length - 7)}"`;
      expect(parseFilter(filter(2048))).toEqual(eq('a', 'x'.repeat(2041)));
      expect(refusalOf(() => parseFilter(filter(2049)))).toBe(
        'invalidFilter: Expected a filter of at most 2048 characters, found 2049.',
      );
    });

    it('comparisons, also inside brackets', () => {
      expect(parseFilter(terms(50))).toMatchObject({ filters: { length: 50 } });
      expect(refusalOf(() => parseFilter(terms(51)))).toBe(
        'invalidFilter: Expected at most 50 comparisons, found one more at character 403.',
      );
      expect(refusalOf(() => parseFilter(`emails[${terms(50)}].value pr`))).toMatch(/at most 50 comparisons/);
    });

    it('nested parentheses, not and brackets together', () => {
      const mixed = (depth: number) => `${'('.repeat(depth - 2)}emails[not (a pr)]${')'.repeat(depth - 2)}`;
      expect(parseFilter(nested(10))).toEqual(pr('a'));
      expect(parseFilter(mixed(10))).toEqual(element('emails', not(pr('a'))));
      const refusal = 'invalidFilter: Expected at most 10 nested brackets, found one more at character';
      expect(refusalOf(() => parseFilter(nested(11)))).toBe(`${refusal} 11.`);
      expect(refusalOf(() => parseFilter(mixed(11)))).toBe(`${refusal} 21.`);
      expect(parseFilter(`${nested(10)} and ${nested(10)}`)).toEqual(and(pr('a'), pr('a')));
    });

    it.each([['('], ['not ('], ['a['], ['"'], ['\\'], ['a:'], ['urn:a:'], ['-']])(
      'refuses 10,000 times %j at once',
      async (piece) => {
        await assertQuick(() => {
          expect(refusalOf(() => parseFilter(piece.repeat(10_000)))).toMatch(/^invalidFilter: /);
          expect(refusalOf(() => parseFilter(piece.repeat(10_000).slice(0, 2048)))).toMatch(
            /^invalidFilter: /,
          );
        });
      },
    );
  });

  it('reads or refuses any text', () => {
    const token = fc.constantFrom(
      ...'( ) [ ] not and or a emails type .value eq pr co "x" 1 true null " \\'.split(' '),
    );
    const soup = fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join(' ').replaceAll('] .', '].'));
    const outcome = (text: string) => {
      let filter: Filter;
      try {
        filter = parseFilter(text);
      } catch {
        return refusalOf(() => parseFilter(text)).split(':')[0];
      }
      return printFilter(parseFilter(printFilter(filter))) === printFilter(filter) ? 'read' : 'misread';
    };
    fc.assert(
      fc.property(fc.oneof(soup, fc.string(), fc.string({ unit: 'binary' })), (text) => {
        expect(['read', 'invalidFilter']).toContain(outcome(text));
      }),
      { numRuns: 2000 },
    );
  });
});
