import { readJson } from '../../../documents/readJson.ts';
import { formatText } from '../../../documents/text.ts';

const read = (text: string) => readJson(text, 'a.json');
const mistakesIn = (text: string) =>
  read(text).mistakes.map(({ code, line, pointer, sentence }) => [code, line, pointer, formatText(sentence)]);

describe('a JSON document', () => {
  it('may have comments, a comma after the last element, a byte order mark and any line ends', () => {
    const { value, mistakes, place } = read(
      '\uFEFF// a\r\n{\r\n  /* b */ "list": [1, 2,],\r\n  "x": true,\r\n}\r\n',
    );
    expect({ value, mistakes }).toEqual({ value: { list: [1, 2], x: true }, mistakes: [] });
    expect(place('/x').line).toBe(4);
  });

  it.each<[text: string, line: number, sentence: string]>([
    ['', 1, 'The file is empty.'],
    [' \n', 1, 'The file is empty.'],
    ['// nothing', 1, 'This is not JSON: value expected.'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 'This is not JSON: comma expected.'],
    ['{\n  "a":\n}', 3, 'This is not JSON: value expected.'],
    ['{\n  "a": "x\n}', 2, 'This is not JSON: unexpected end of string.'],
    ['{ "a": 1 }\n{}', 2, 'This is not JSON: end of file expected.'],
    ["{\n'a': 1 }", 2, 'This is not JSON: invalid symbol.'],
  ])('with a mistake in its syntax is refused with the line: %j', (text, line, sentence) => {
    expect(mistakesIn(text)).toEqual([['notJson', line, '', sentence]]);
    expect(read(text).value).toBeUndefined();
  });

  it.each(['[', '{"a":'])('is refused if it is nested too deeply, before it is parsed: %s', (open) => {
    expect(mistakesIn(`\n${open.repeat(200_000)}`)).toEqual([
      ['notJson', 2, '', 'This is nested more than 128 levels deep.'],
    ]);
    expect(read(`${'['.repeat(128)}${']'.repeat(128)}`).mistakes).toEqual([]);
    expect(read(`["${'['.repeat(200)}" /* ${'['.repeat(200)} */]`).mistakes).toEqual([]);
  });

  it('shows members that are there twice, wherever they are', () => {
    const sentence = 'This member is there twice; only the last one would count.';
    expect(mistakesIn('{\n"a/b": 1,\n"a/b": [{}, {"c": 1,\n"c": 2}]\n}')).toEqual([
      ['duplicate', 3, '/a~1b', sentence],
      ['duplicate', 4, '/a~1b/1/c', sentence],
    ]);
  });

  it('has no names with a meaning of their own', () => {
    const { value } = read('{"__proto__": {"evil": true}, "constructor": 1}');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
    expect((value as { evil?: unknown }).evil).toBeUndefined();
  });

  it.each<[pointer: string, line: number, depth: number]>([
    ['', 1, 0],
    ['/list', 2, 1],
    ['/list/0', 3, 2],
    ['/list/1', 4, 2],
    ['/list/1/b', 5, 3],
    ['/list/1/none/deeper', 4, 2],
    ['/list/2', 2, 1],
    ['/list/01', 2, 1],
    ['/5/0', 7, 2],
    ['/x~1y~0z', 8, 1],
    ['/twice', 10, 1],
    ['/none', 1, 0],
    ['/twice/below', 10, 1],
  ])('tells the line of %j, or of what is around it', (pointer, line, depth) => {
    const text = [
      '{',
      '  "list": [',
      '    "a",',
      '    {',
      '      "b": 1',
      '    }],',
      '  "5": [1],',
      '  "x/y~z": 1,',
      '  "twice": 1,',
      '  "twice": 2',
      '}',
    ].join('\n');
    expect(read(text).place(pointer)).toEqual({ line, depth });
  });
});
