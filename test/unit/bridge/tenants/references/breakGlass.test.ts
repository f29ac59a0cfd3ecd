import { breakGlassPattern } from '../../../../../bridge/tenants/references/breakGlass.ts';
import { matchesPattern } from '../../../../../bridge/tenants/references/namePattern.ts';

describe('a break-glass pattern', () => {
  it.each([
    { pattern: 'root', text: 'root' },
    { pattern: 'ROOT', text: 'rOOt' },
    { pattern: ' root ', text: 'root' },
    { pattern: 'root', text: ' root ' },
    { pattern: '*', text: '' },
    { pattern: '*', text: 'anything' },
    { pattern: '*@contoso.onmicrosoft.com', text: 'Anna@Contoso.OnMicrosoft.com' },
    { pattern: 'admin*', text: 'admin' },
    { pattern: 'admin*', text: 'administrator' },
    { pattern: 'a*b*c', text: 'abc' },
    { pattern: 'a*b*c', text: 'a-b-b-c' },
    { pattern: 'a**c', text: 'abc' },
    { pattern: '*b*', text: 'abc' },
    { pattern: 'a.b+c(d)[e]', text: 'A.B+C(D)[E]' },
    { pattern: 'a*\nb', text: 'a x\ny\nb' },
    { pattern: 'ab*ba', text: 'abba' },
    { pattern: 'ärger*', text: 'ÄRGER-1' },
  ])('"$pattern" matches "$text"', ({ pattern, text }) => {
    expect(matchesPattern(pattern, text)).toBe(true);
  });

  it.each([
    { pattern: 'root', text: 'roots' },
    { pattern: 'root', text: 'a root' },
    { pattern: '', text: 'x' },
    { pattern: 'a.c', text: 'abc' },
    { pattern: '[a-z]*', text: 'abc' },
    { pattern: 'a|b', text: 'a' },
    { pattern: '*@contoso.com', text: 'anna@contoso.com.evil.test' },
    { pattern: '*@contoso.com', text: 'anna@xcontoso-com' },
    { pattern: 'ab*ba', text: 'aba' },
    { pattern: 'a*b*c', text: 'acb' },
    { pattern: 'a*bc*c', text: 'abc' },
    { pattern: 'a*b*b', text: 'ab' },
  ])('"$pattern" does not match "$text"', ({ pattern, text }) => {
    expect(matchesPattern(pattern, text)).toBe(false);
  });

  it('is matched in under a second, whatever the pattern', () => {
    const start = performance.now();
    expect(matchesPattern(`${'*a'.repeat(200)}*b`, 'a'.repeat(100_000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('matches the user name or the e-mail address', () => {
    const patterns = ['root', '*@glass.test'];
    expect(breakGlassPattern(patterns, { username: 'ROOT' })).toBe('root');
    expect(breakGlassPattern(patterns, { username: 'x', email: 'x@glass.test' })).toBe('*@glass.test');
    expect(breakGlassPattern(patterns, { username: 'x', email: 'root' })).toBe('root');
    expect(breakGlassPattern(patterns, { username: 'x' })).toBeUndefined();
    expect(breakGlassPattern(undefined, { username: 'root' })).toBeUndefined();
  });
});
