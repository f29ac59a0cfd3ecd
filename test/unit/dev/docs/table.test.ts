import { cell, code, table } from '../../../../dev/docs/table.ts';

describe('table', () => {
  it('has a head, a rule and rows', () => {
    expect(
      table(
        ['A', 'B'],
        [
          ['1', '2'],
          ['3', '4'],
        ],
      ),
    ).toBe('| A | B |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |');
  });

  it.each([
    ['plain', 'plain'],
    ['a|b', 'a\\|b'],
    ['two\n  lines', 'two lines'],
    ['<b>', '&lt;b>'],
  ])('cell %j', (text, expected) => {
    expect(cell(text)).toBe(expected);
  });

  it.each([
    ['x', '`x`'],
    ['a|b', '`a\\|b`'],
    ['a`b', '`` a`b ``'],
    ['``', '``` `` ```'],
  ])('code %j', (text, expected) => {
    expect(code(text)).toBe(expected);
  });
});
