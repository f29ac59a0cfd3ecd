import { at, brief, inDocument, mistakesOf } from './mistakes.ts';

describe('unknown names', () => {
  it('of quirks are refused', () => {
    expect(inDocument({ quirks: ['aliases', 'alias', 'Aliases', 'shoeSize'] }).map(brief)).toEqual(
      at('unknownValue /quirks/1', 'unknownValue /quirks/2', 'unknownValue /quirks/3'),
    );
  });

  it.each(['azur', 'Generic', 'shoeSize', '__proto__'])('of profiles are refused: %s', (preset) => {
    expect(mistakesOf({ preset }).map(brief)).toEqual(['unknownValue scim.profile#']);
    const presetPlace = { file: 'acme.json', pointer: '/extends' };
    expect(mistakesOf({ preset, presetPlace }).map(brief)).toEqual(at('unknownValue /extends'));
  });
});
