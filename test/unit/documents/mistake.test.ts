import { DocumentError, formatMistake, type Mistake } from '../../../documents/mistake.ts';

describe('formatMistake', () => {
  it.each<[Mistake, string]>([
    [
      { file: 'a.json', pointer: '/user/3/scim', code: 'wrongType', sentence: 'No.' },
      'a.json#/user/3/scim: No.',
    ],
    [{ file: 'a.json', pointer: '', code: 'wrongType', sentence: 'No.', hint: undefined }, 'a.json#: No.'],
    [
      { file: 'a.json', pointer: '/x', code: 'wrongType', sentence: 'No.', hint: 'Yes?' },
      'a.json#/x: No. Yes?',
    ],
  ])('%j', (mistake, line) => {
    expect(formatMistake(mistake)).toBe(line);
  });
});

describe('DocumentError', () => {
  const mistake = (file: string, pointer: string): Mistake => ({
    file,
    pointer,
    code: 'wrongType',
    sentence: 'No.',
  });

  it('has a line for each mistake, in the order of the documents', () => {
    const mistakes = [
      mistake('b.json', '/user/0'),
      mistake('a.json', '/user/10/scim'),
      mistake('a.json', '/user/9/scim'),
      mistake('a.json', '/group/0'),
      mistake('a.json', ''),
    ];
    const error = new DocumentError(mistakes);
    expect(error.message).toBe(
      [
        'a.json#: No.',
        'a.json#/group/0: No.',
        'a.json#/user/9/scim: No.',
        'a.json#/user/10/scim: No.',
        'b.json#/user/0: No.',
      ].join('\n'),
    );
    expect(error.mistakes.map(formatMistake).join('\n')).toBe(error.message);
    expect(mistakes[0]).toEqual(mistake('b.json', '/user/0'));
  });

  it('keeps mistakes at one place in their order', () => {
    const [first, second] = ['One.', 'Two.'].map((sentence): Mistake => ({
      file: 'a',
      pointer: '/x',
      code: 'wrongType',
      sentence,
    }));
    const mistakes = [first, second].filter((one) => one !== undefined);
    expect(new DocumentError(mistakes).message).toBe('a#/x: One.\na#/x: Two.');
  });

  it('reports the same mistake once, and one with line breaks as one', () => {
    const broken: Mistake = { ...mistake('a.json', '/x'), sentence: 'This is\nnot JSON.' };
    expect(new DocumentError([broken, broken]).mistakes).toEqual([broken]);
  });

  it('is an error with a name', () => {
    const error = new DocumentError([mistake('a.json', '/user')]);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('DocumentError');
    expect(String(error)).toBe('DocumentError: a.json#/user: No.');
  });
});
