import { after, GENERIC, mappingOf, mobileRow, NUMBERS, storedFields } from './valueRows.ts';

describe('rows of values without a row of their list', () => {
  const alone = mappingOf([
    ...GENERIC.filter(({ scim }) => scim !== 'phoneNumbers'),
    mobileRow,
    { scim: 'phoneNumbers[type eq "work"].value', keycloak: 'attributes.desk' },
  ]);

  it('store these values only', () => {
    const fields = storedFields(alone, { phoneNumbers: NUMBERS });
    expect(fields.attributes).toEqual({ mobile: ['2'], desk: ['1'] });
    expect(alone.toScim(fields).phoneNumbers).toEqual([
      { type: 'mobile', value: '2' },
      { type: 'work', value: '1' },
    ]);
  });

  it.each([['', ' ', 'x'.repeat(3000)]])('give back exactly %j', (value) => {
    const phoneNumbers = [{ type: 'mobile', value }];
    expect(after(alone, { phoneNumbers }).phoneNumbers).toEqual(phoneNumbers);
  });

  it('show changes made in the console', () => {
    const list = { phoneNumbers: NUMBERS };
    expect(after(alone, list, { mobile: '9', desk: undefined }).phoneNumbers).toEqual([
      { type: 'mobile', value: '9' },
    ]);
    expect(after(alone, {}, { desk: '5' }).phoneNumbers).toEqual([{ type: 'work', value: '5' }]);
    expect(after(alone, list, { mobile: undefined, desk: undefined })).not.toHaveProperty('phoneNumbers');
    expect(after(alone, { phoneNumbers: [{ type: 'mobile', value: ' ' }] }, { mobile: '9' })).toMatchObject({
      phoneNumbers: [{ type: 'mobile', value: '9' }],
    });
  });

  it('have the path of the list', () => {
    expect(alone.scimPathOf('desk')).toBe('phoneNumbers');
    expect(alone.ownedAttributes.has('scim.phoneNumbers')).toBe(false);
  });
});
