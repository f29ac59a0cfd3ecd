import { after, beside, CELL, HOME, NUMBERS, storedFields, WORK } from './valueRows.ts';

describe('elements that are found by something other than a type', () => {
  const primary = beside({ scim: 'phoneNumbers[primary eq true].value', keycloak: 'attributes.main' });
  const both = beside({
    scim: 'phoneNumbers[type eq "work" and primary eq true].value',
    keycloak: 'attributes.main',
  });

  it('by a boolean', () => {
    expect(storedFields(primary, { phoneNumbers: NUMBERS }).attributes.main).toEqual(['2']);
    expect(after(primary, { phoneNumbers: NUMBERS }, { main: '9' }).phoneNumbers).toEqual([
      WORK,
      { ...CELL, value: '9' },
      HOME,
    ]);
    expect(after(primary, {}, { main: '9' }).phoneNumbers).toEqual([{ primary: true, value: '9' }]);
  });

  it('by several sub-attributes', () => {
    expect(storedFields(both, { phoneNumbers: NUMBERS }).attributes).not.toHaveProperty('main');
    const phoneNumbers = [
      { ...WORK, primary: false },
      { value: '5', type: 'WORK', primary: true },
    ];
    expect(storedFields(both, { phoneNumbers }).attributes.main).toEqual(['5']);
    expect(after(both, {}, { main: '9' }).phoneNumbers).toEqual([
      { type: 'work', primary: true, value: '9' },
    ]);
  });

  it('with a boolean as value', () => {
    const flag = beside({ scim: 'phoneNumbers[type eq "mobile"].primary', keycloak: 'attributes.main' });
    expect(storedFields(flag, { phoneNumbers: NUMBERS }).attributes.main).toEqual(['true']);
    expect(after(flag, { phoneNumbers: NUMBERS }).phoneNumbers).toEqual(NUMBERS);
    expect(after(flag, { phoneNumbers: NUMBERS }, { main: 'false' }).phoneNumbers).toEqual([
      WORK,
      { ...CELL, primary: false },
      HOME,
    ]);
  });
});
