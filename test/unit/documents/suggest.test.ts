import { didYouMean, listNames } from '../../../documents/suggest.ts';
import { message } from '../../../documents/text.ts';

const suggestion = (name: string) => message('Did you mean "{name}"?', { name });

describe('didYouMean', () => {
  it.each([
    ['titel', ['nickName', 'title'], 'title'],
    ['TITLE', ['title'], 'title'],
    ['lastname', ['firstName', 'lastName'], 'lastName'],
    ['', ['no', 'none'], 'no'],
    ['isSoftDeletd', ['isSoftDeleted'], 'isSoftDeleted'],
  ])('finds for %j of %j: %j', (written, names, name) => {
    expect(didYouMean(written, names)).toEqual(suggestion(name));
  });

  it.each([
    ['nothing that is too far away', 'title', ['locale']],
    ['nothing among nothing', 'title', []],
    ['nothing that is three letters off a short name', 'abc', ['xyz']],
  ])('finds %s', (_name, written, names) => {
    expect(didYouMean(written, names)).toBeUndefined();
  });

  it('allows a third of the length to differ by default', () => {
    expect(didYouMean('abcdefghi', ['abcdefxyz'])).toEqual(suggestion('abcdefxyz'));
    expect(didYouMean('abcdefghi', ['abcdewxyz'])).toBeUndefined();
    expect(didYouMean('abcdefghi', ['abcdefxyz'], 2)).toBeUndefined();
    expect(didYouMean('abcdefghi', ['abcdefgyz'], 2)).toEqual(suggestion('abcdefgyz'));
  });
});

describe('listNames', () => {
  it.each([
    [['a'], '"a"'],
    [['a', 'b'], '"a" or "b"'],
    [['a', 'b', 'c'], '"a", "b" or "c"'],
    [[], 'none'],
  ])('%j', (names, text) => {
    expect(listNames(names)).toBe(text);
  });

  it('does not change its argument', () => {
    const names = ['a', 'b'];
    listNames(names);
    expect(names).toEqual(['a', 'b']);
  });
});
