import { didYouMean, listed, MappingError, mistakeLine, type Mistake } from '../../../documents/mistakes.ts';

describe('didYouMean', () => {
  it.each([
    ['titel', ['nickName', 'title'], 'title'],
    ['TITLE', ['title'], 'title'],
    ['lastname', ['firstName', 'lastName'], 'lastName'],
    ['', ['no', 'none'], 'no'],
    ['isSoftDeletd', ['isSoftDeleted'], 'isSoftDeleted'],
  ])('finds for %j of %j: %j', (written, names, name) => {
    expect(didYouMean(written, names)).toBe(`Did you mean "${name}"?`);
  });

  it.each([
    ['nothing that is too far away', 'title', ['locale']],
    ['nothing among nothing', 'title', []],
    ['nothing that is three letters off a short name', 'abc', ['xyz']],
  ])('finds %s', (_name, written, names) => {
    expect(didYouMean(written, names)).toBeUndefined();
  });

  it('goes as far as a third of the length, or as far as it is told', () => {
    expect(didYouMean('abcdefghi', ['abcdefxyz'])).toBe('Did you mean "abcdefxyz"?');
    expect(didYouMean('abcdefghi', ['abcdewxyz'])).toBeUndefined();
    expect(didYouMean('abcdefghi', ['abcdefxyz'], 2)).toBeUndefined();
    expect(didYouMean('abcdefghi', ['abcdefgyz'], 2)).toBe('Did you mean "abcdefgyz"?');
  });
});

describe('listed', () => {
  it.each([
    [['a'], '"a"'],
    [['a', 'b'], '"a" or "b"'],
    [['a', 'b', 'c'], '"a", "b" or "c"'],
    [[], ''],
  ])('%j', (names, text) => {
    expect(listed(names)).toBe(text);
  });

  it('leaves the names that it is given as they were', () => {
    const names = ['a', 'b'];
    listed(names);
    expect(names).toEqual(['a', 'b']);
  });
});

describe('mistakeLine', () => {
  it.each<[Mistake, string]>([
    [{ file: 'a.json', pointer: '/user/3/scim', sentence: 'No.' }, 'a.json#/user/3/scim: No.'],
    [{ file: 'a.json', pointer: '', sentence: 'No.', hint: undefined }, 'a.json#: No.'],
    [{ file: 'a.json', pointer: '/x', sentence: 'No.', hint: 'Yes?' }, 'a.json#/x: No. Yes?'],
  ])('%j', (mistake, line) => {
    expect(mistakeLine(mistake)).toBe(line);
  });
});

describe('MappingError', () => {
  const mistake = (file: string, pointer: string): Mistake => ({ file, pointer, sentence: 'No.' });

  it('has a line for each mistake, in the order of the documents', () => {
    const mistakes = [
      mistake('b.json', '/user/0'),
      mistake('a.json', '/user/10/scim'),
      mistake('a.json', '/user/9/scim'),
      mistake('a.json', '/group/0'),
      mistake('a.json', ''),
    ];
    const error = new MappingError(mistakes);
    expect(error.message).toBe(
      [
        'a.json#: No.',
        'a.json#/group/0: No.',
        'a.json#/user/9/scim: No.',
        'a.json#/user/10/scim: No.',
        'b.json#/user/0: No.',
      ].join('\n'),
    );
    expect(error.mistakes.map(mistakeLine).join('\n')).toBe(error.message);
    expect(mistakes[0]).toEqual(mistake('b.json', '/user/0'));
  });

  it('keeps mistakes at one place in their order', () => {
    const [first, second] = ['One.', 'Two.'].map((sentence) => ({ file: 'a', pointer: '/x', sentence }));
    const mistakes = [first, second].filter((one) => one !== undefined);
    expect(new MappingError(mistakes).message).toBe('a#/x: One.\na#/x: Two.');
  });

  it('is an error with a name', () => {
    const error = new MappingError([mistake('a.json', '/user')]);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('MappingError');
    expect(String(error)).toBe('MappingError: a.json#/user: No.');
  });
});
