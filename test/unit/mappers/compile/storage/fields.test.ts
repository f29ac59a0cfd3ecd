import { cut, REFUSED_IN_NAMES } from '../../../../../mappers/compile/storage/fields.ts';

describe('cut', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abc', 2, 'ab'],
    ['a😀', 2, 'a'],
    ['a😀', 3, 'a😀'],
    ['a😀b', 3, 'a😀'],
    ['😀', 1, ''],
    ['', 0, ''],
  ])('%j to %i: %j', (text, length, expected) => {
    expect(cut(text, length)).toBe(expected);
  });
});

describe('REFUSED_IN_NAMES', () => {
  it.each(Array.from('<>&"$%!#?§;*~/\\|^=[]{}()\u0000\t\n\v\r\u001f\u007f\u0085\u2028\u2029'))(
    'refuses %j',
    (character) => {
      expect(`a${character}b`.replace(REFUSED_IN_NAMES, '')).toBe('ab');
    },
  );

  it.each(Array.from("'`´-.,:@+_ äß\u0080\u00a0Ωש😀"))('lets %j pass', (character) => {
    expect(`a${character}b`.replace(REFUSED_IN_NAMES, '')).toBe(`a${character}b`);
  });
});
