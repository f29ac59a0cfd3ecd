import { told } from '../../../../../bridge/journal/redaction/cutText.ts';

describe('what is told', () => {
  it('is as it was where it is short', () => {
    const fields = { a: 'b', n: 1, none: undefined, nothing: null, yes: true, list: [{ call: 'GET users' }] };
    expect(told(fields)).toEqual(fields);
  });

  it('says how much of a list is left out', () => {
    const ignored = Array.from({ length: 20_000 }, (_, i) => `unknown-${i}`);
    const { ignored: list } = told({ ignored }) as { ignored: string[] };
    expect(list.slice(-2)).toEqual(['unknown-99', '… 19900 more']);
    expect(list).toHaveLength(101);
  });

  it('is cut where a text is long or nested deep', () => {
    expect(told({ hint: 'x'.repeat(5_000) })).toEqual({ hint: `${'x'.repeat(2_000)}…` });
    const deep = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown;
    expect(JSON.stringify(told({ deep })).length).toBeLessThan(50);
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`m${i}`, i]));
    expect(Object.keys(told({ many }) as object)).toEqual(['many']);
    expect(JSON.stringify(told({ many })).length).toBeLessThan(2_000);
  });
});
