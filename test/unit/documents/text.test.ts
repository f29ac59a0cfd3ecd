import { cutText, formatText, formatTexts, message, shorten, type Text } from '../../../documents/text.ts';

const NESTED = message('{who} has {count} of {names}.', {
  who: message('The group "{path}"', { path: '/staff' }),
  count: 2,
  names: ['a', message('none')],
});

const GERMAN: Readonly<Record<string, string>> = {
  '{who} has {count} of {names}.': '{count} von {names} hat {who}.',
  'The group "{path}"': 'die Gruppe „{path}“',
  none: 'keiner',
};

describe('a sentence as data', () => {
  it('is printed in English with what its values say', () => {
    expect(formatText(NESTED)).toBe('The group "/staff" has 2 of a, none.');
    expect(formatTexts([NESTED, 'As it is.'])).toBe('The group "/staff" has 2 of a, none. As it is.');
  });

  it('is printed in another language, sentences within it too, and words of others as they are', () => {
    expect(formatText(NESTED, (template) => GERMAN[template])).toBe(
      '2 von a, keiner hat die Gruppe „/staff“.',
    );
    expect(formatText('none', (template) => GERMAN[template])).toBe('none');
    expect(formatText(message('unknown {x}', { x: 1 }), () => undefined)).toBe('unknown 1');
  });

  it('takes nothing from its values that they do not hold themselves, and no placeholder out of one', () => {
    const text: Text = { template: '{constructor} {x}', values: { x: '{constructor} $& {x}' } };
    expect(formatText(text)).toBe('{constructor} {constructor} $& {x}');
  });

  it('is bounded in every value', () => {
    const short = cutText(NESTED, (text) => text.slice(0, 1));
    expect(formatText(short)).toBe('The group "/" has 2 of a, none.');
  });
});

describe('a long text', () => {
  it.each([
    ['stays if it fits', 'abc', 'abc'],
    ['ends where it is cut', 'abcd', 'abc…'],
    ['does not end within a character', 'ab😀', 'ab…'],
  ])('%s', (_what, text, shortened) => {
    expect(shorten(text, 3)).toBe(shortened);
  });
});
