import { bounded } from '../../../../../bridge/journal/redaction/bounded.ts';

describe('a value for log or journal', () => {
  it('stays as it is if it is short', () => {
    const fields = { a: 'b', n: 1, none: undefined, nothing: null, yes: true, list: [{ call: 'GET users' }] };
    expect(bounded(fields)).toEqual(fields);
  });

  it('has a note in the place of the elements that a list is cut by', () => {
    const ignored = Array.from({ length: 20_000 }, (_, i) => `unknown-${i}`);
    const { ignored: list } = bounded({ ignored }) as { ignored: string[] };
    expect(list.slice(-2)).toEqual(['unknown-99', '… 19900 more']);
    expect(list).toHaveLength(101);
  });

  it('is cut if a text is long, an object large or the nesting deep', () => {
    expect(bounded({ hint: 'x'.repeat(5_000) })).toEqual({ hint: `${'x'.repeat(2_000)}…` });
    const deep = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown;
    expect(JSON.stringify(bounded({ deep })).length).toBeLessThan(50);
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`m${i}`, i]));
    expect(Object.keys(bounded({ many }) as object)).toEqual(['many']);
    expect(JSON.stringify(bounded({ many })).length).toBeLessThan(2_000);
  });
});
