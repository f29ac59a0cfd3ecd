import type { Json } from '../../../../../scim/json.ts';
import { after, beside, COUNTRY, LOCALITY, storedFields } from './valueRows.ts';

const address = beside(
  { scim: LOCALITY, keycloak: 'attributes.city' },
  { scim: COUNTRY, keycloak: 'attributes.country' },
);

describe('several parts of one element', () => {
  const ULM = { type: 'home', locality: 'Ulm', country: 'DE' };
  const BONN = { type: 'work', locality: 'Bonn', country: 'DE', streetAddress: 'Hofgarten 1' };
  const resourceOf = (list: readonly Json[], console: Readonly<Record<string, string | undefined>> = {}) =>
    after(address, { addresses: [...list] }, console).addresses;

  it('have their own targets', () => {
    expect(storedFields(address, { addresses: [ULM, BONN] }).attributes).toMatchObject({
      city: ['Bonn'],
      country: ['DE'],
    });
    expect(resourceOf([ULM, BONN])).toEqual([ULM, BONN]);
  });

  it.each<[string, Readonly<Record<string, string | undefined>>, Json]>([
    ['one is changed', { city: 'Köln' }, { ...BONN, locality: 'Köln' }],
    ['both are changed', { city: 'Wien', country: 'AT' }, { ...BONN, locality: 'Wien', country: 'AT' }],
    ['one is removed', { city: undefined }, { type: 'work', country: 'DE', streetAddress: 'Hofgarten 1' }],
    [
      'both are removed',
      { city: undefined, country: undefined },
      { type: 'work', streetAddress: 'Hofgarten 1' },
    ],
    [
      'one is changed and one removed',
      { city: 'Wien', country: undefined },
      { type: 'work', locality: 'Wien', streetAddress: 'Hofgarten 1' },
    ],
  ])('show in their element when %s in the console', (_name, console, expected) => {
    expect(resourceOf([ULM, BONN], console)).toEqual([ULM, expected]);
  });

  it('are removed with their element when all of them are removed in the console', () => {
    const bare = { type: 'work', locality: 'Bonn', country: 'DE' };
    expect(resourceOf([ULM, bare], { city: undefined })).toEqual([ULM, { type: 'work', country: 'DE' }]);
    expect(resourceOf([ULM, bare], { city: undefined, country: undefined })).toEqual([ULM]);
  });

  it('become one element when they appear in the console', () => {
    expect(resourceOf([ULM], { city: 'Wien', country: 'AT' })).toEqual([
      ULM,
      { type: 'work', locality: 'Wien', country: 'AT' },
    ]);
    expect(resourceOf([{ type: 'work', locality: 'Bonn' }], { country: 'DE' })).toEqual([
      { type: 'work', locality: 'Bonn', country: 'DE' },
    ]);
  });
});
