import { terminalText } from '../../../../realm-config/render/escapeTerminal.ts';

describe('text for the terminal', () => {
  it('has its own line breaks, and those of values escaped', () => {
    expect(terminalText(['a\nb', 'c\u061c'])).toBe('a\\u000ab\nc\\u061c');
    expect(terminalText('a\nb')).toBe('a\\u000ab');
  });
});
