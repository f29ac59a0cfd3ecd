import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { hclQuoted, powerShellQuoted, shellQuoted, shellWord } from '../../../../providers/scripts/quote.ts';

/** Texts of what means something in one of the languages, and of anything else on one line. */
const TEXT = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...["'", "''", '"', '\\', '$', '${', '$${', '%{', '%%{', '}', '`', '$(', '#', '@', '\u2018'],
      ),
      fc.constantFrom(
        ...['\u2019', '\u201a', '\u201b', '\u201c', '\u00d1', '😀', 'EOF', '<<', '\\u0024', '!', '~'],
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join('').replace(/[\p{Cc}\u2028\u2029\ufffd]/gu, ''));

/** What bash makes of words. */
const wordsOf = (script: string): string[] =>
  execFileSync('bash', ['-c', `printf '%s\\0' ${script}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

/** What PowerShell makes of the expressions that are printed: texts in quotes and characters by number, with plus signs. */
function powerShellValue(expression: string): string {
  const source = /^\((.*)\)$/.exec(expression)?.[1] ?? expression;
  const term = /'((?:[^'\u2018-\u201b]|'')*)'|\[char\]0x([\da-f]{4})/y;
  let value = '';
  while (term.lastIndex < source.length) {
    const at = term.lastIndex;
    const [whole, text, code] = term.exec(source) ?? [];
    if (whole === undefined) throw new Error(`no term at ${at}: ${source}`);
    value +=
      code === undefined ? (text ?? '').replaceAll("''", "'") : String.fromCharCode(parseInt(code, 16));
    if (term.lastIndex === source.length) break;
    if (!source.startsWith(' + ', term.lastIndex)) throw new Error(`no plus sign: ${source}`);
    term.lastIndex += 3;
  }
  return value;
}

/** What HCL makes of a quoted text, by its specification; a template in it, or a quote that ends it early, is an error. */
function hclValue(source: string): string {
  const literal = /\\([nrt"\\])|\\u([\da-fA-F]{4})|\$\$(?=\{)|%%(?=\{)|(?:\$(?!\{)|%(?!\{)|[^\\"$%\n])/y;
  let value = '';
  literal.lastIndex = 1;
  while (literal.lastIndex < source.length - 1) {
    const at = literal.lastIndex;
    const [whole, escaped, code] = literal.exec(source) ?? [];
    if (whole === undefined) throw new Error(`not literal at ${at}: ${source}`);
    if (code !== undefined) value += String.fromCharCode(parseInt(code, 16));
    else value += escaped ?? (/^([$%])\1$/.test(whole) ? whole.slice(1) : whole);
  }
  if (!/^".*"$/s.test(source)) throw new Error(`no quotes: ${source}`);
  return value;
}

describe('a quoted text', () => {
  it('is that text and one word for bash', () => {
    fc.assert(
      fc.property(fc.array(TEXT, { minLength: 1, maxLength: 200 }), (texts) => {
        expect(wordsOf(texts.map(shellQuoted).join(' '))).toEqual(texts);
        const words = texts.filter((text) => text !== '');
        if (words.length > 0) expect(wordsOf(words.map(shellWord).join(' '))).toEqual(words);
      }),
      { numRuns: 10 },
    );
  });

  it('is that text for PowerShell, in ASCII whatever the code page of the machine', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        const quoted = powerShellQuoted(text);
        expect(quoted).toMatch(/^[\x20-\x7e]*$/);
        expect(powerShellValue(quoted)).toBe(text);
      }),
    );
    expect(powerShellQuoted('\u00d1')).toBe("('' + [char]0x00d1)");
    expect(powerShellQuoted("Ann's")).toBe("'Ann''s'");
  });

  it('is that text for HCL, and no template', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        expect(hclValue(hclQuoted(text))).toBe(text);
      }),
    );
    expect(hclQuoted('${a} $${b} %{c} 5% "q" \\')).toBe(
      String.raw`"\u0024{a} $\u0024{b} \u0025{c} 5% \"q\" \\"`,
    );
  });

  it('is left as it is where a shell needs no quotes', () => {
    expect(['acme', 'a.b-c_d', 'a b', '~', ''].map(shellWord)).toEqual([
      'acme',
      'a.b-c_d',
      "'a b'",
      "'~'",
      "''",
    ]);
  });
});
