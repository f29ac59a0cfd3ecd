import { lineDiff, withoutSame } from '../../../console/src/pages/configuration/lineDiff.ts';
import { lineOf, linesByPointer, syntaxMistake } from '../../../console/src/pages/configuration/places.ts';

describe('the lines of a document', () => {
  const text = JSON.stringify(
    {
      profile: 'azure',
      config: { mapping: { user: [{ scim: 'a,b:{' }, { scim: 'c' }] }, 'a/b~c': [1, [2]] },
      enabled: true,
    },
    null,
    2,
  );
  const lines = linesByPointer(text);
  const textAt = (pointer: string): string | undefined =>
    text.split('\n')[lineOf(lines, pointer) - 1]?.trim();

  it.each([
    ['/profile', '"profile": "azure",'],
    ['/config/mapping/user/0/scim', '"scim": "a,b:{"'],
    ['/config/mapping/user/1/scim', '"scim": "c"'],
    ['/config/a~1b~0c/1/0', '2'],
    ['/enabled', '"enabled": true'],
  ])('are found by the pointer %s', (pointer, line) => {
    expect(textAt(pointer)).toBe(line);
  });

  it('are those of what would hold a member that is missing', () => {
    expect(textAt('/config/mapping/user/1/keycloak')).toBe('{');
    expect(textAt('/nothing')).toBe('{');
  });

  it('are found however the document is written', () => {
    expect(linesByPointer('{"a":\n[1,\n{"b":"\\"{"}]}').get('/a/1/b')).toBe(3);
    expect(linesByPointer('{}').get('')).toBe(1);
  });

  it('take time in proportion to the length of the text', () => {
    const long = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    expect(linesByPointer(long.slice(0, 2_000)).size).toBeGreaterThan(900);
  });
});

describe('a text that is no object', () => {
  it('is told with its line', () => {
    expect(syntaxMistake('{\n  "a": 1,\n  "b": oops\n}\n')).toMatchObject({ line: 3 });
    expect(syntaxMistake('{\n  "a": 1,\n')).toMatchObject({ line: 2 });
    expect(syntaxMistake('{\n  "a": [1\n  "b": 2\n}')).toMatchObject({ line: 3 });
    expect(syntaxMistake('{\n  "a": 1,\n}')).toMatchObject({ line: 3 });
    expect(syntaxMistake('{\n  "a": "x\n}')).toMatchObject({ line: 2 });
    expect(syntaxMistake('{}\n\nfoo')).toMatchObject({ line: 3 });
    expect(syntaxMistake('')).toMatchObject({ line: 1 });
    expect(syntaxMistake('[]')).toMatchObject({ line: 1 });
    expect(syntaxMistake('{}')).toBeUndefined();
  });
});

describe('the difference of two texts', () => {
  it('is line by line', () => {
    expect(lineDiff('a\nb\nc\nd', 'a\nx\nc\ny\nd')).toEqual([
      { kind: 'same', text: 'a' },
      { kind: 'removed', text: 'b' },
      { kind: 'added', text: 'x' },
      { kind: 'same', text: 'c' },
      { kind: 'added', text: 'y' },
      { kind: 'same', text: 'd' },
    ]);
  });

  it('is nothing for the same text', () => {
    expect(withoutSame(lineDiff('a\nb', 'a\nb'))).toEqual(['gap']);
  });

  it('is shown with a few lines around it', () => {
    const lines = Array.from({ length: 20 }, (_none, at) => String(at));
    const shown = withoutSame(
      lineDiff(lines.join('\n'), [...lines.slice(0, 10), 'new', ...lines.slice(10)].join('\n')),
      1,
    );
    expect(shown).toEqual([
      'gap',
      { kind: 'same', text: '9' },
      { kind: 'added', text: 'new' },
      { kind: 'same', text: '10' },
      'gap',
    ]);
  });

  it('of long texts that have nothing in common is all of both', () => {
    const [before, after] = ['a', 'b'].map((name) =>
      Array.from({ length: 2_500 }, (_none, at) => `${name}${at}`).join('\n'),
    );
    expect(lineDiff(before ?? '', after ?? '')).toHaveLength(5_000);
  });
});
