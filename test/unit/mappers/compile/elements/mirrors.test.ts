import { after, beside, mobileRow, NUMBERS, storedFields, WORK } from './valueRows.ts';

describe('mirrors of one value of a list', () => {
  const mirrored = beside({ ...mobileRow, mirror: ['cell', 'handy'] });

  it('store the value too', () => {
    expect(storedFields(mirrored, { phoneNumbers: NUMBERS }).attributes).toMatchObject({
      mobile: ['2'],
      cell: ['2'],
      handy: ['2'],
    });
    expect(storedFields(mirrored, { phoneNumbers: [WORK] }).attributes).not.toHaveProperty('cell');
    expect(mirrored.ownedAttributes.has('handy')).toBe(true);
  });

  it('are never read', () => {
    const list = { phoneNumbers: NUMBERS };
    expect(after(mirrored, list, { cell: '9', handy: undefined }).phoneNumbers).toEqual(NUMBERS);
    expect(after(mirrored, {}, { cell: '9' })).not.toHaveProperty('phoneNumbers');
  });

  it('store it as sent, even if its target stores another form', () => {
    const upper = beside({
      ...mobileRow,
      scim: 'phoneNumbers[type eq "mobile"].display',
      mirror: 'cell',
      transforms: [{ table: { E: 'Employee' } }],
    });
    const phoneNumbers = [WORK, { value: '2', type: 'mobile', display: 'E' }];
    expect(storedFields(upper, { phoneNumbers }).attributes).toMatchObject({
      mobile: ['Employee'],
      cell: ['E'],
    });
    expect(after(upper, { phoneNumbers }).phoneNumbers).toEqual(phoneNumbers);
    expect(after(upper, { phoneNumbers }, { mobile: 'Boss' }).phoneNumbers).toEqual([
      WORK,
      { value: '2', type: 'mobile', display: 'Boss' },
    ]);
  });
});
