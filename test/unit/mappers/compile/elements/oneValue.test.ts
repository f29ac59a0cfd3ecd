import type { Json } from '../../../../../scim/json.ts';
import { sourcesAt } from '../sources.ts';
import { after, CELL, GENERIC, HOME, mappingOf, mobile, NUMBERS, storedFields, WORK } from './valueRows.ts';

const numbersAfter = (list: readonly Json[], console: Readonly<Record<string, string | undefined>>) =>
  after(mobile, { phoneNumbers: [...list] }, console).phoneNumbers;

describe('one value of a list with its own target', () => {
  it('is stored at its target', () => {
    const { attributes } = storedFields(mobile, { phoneNumbers: NUMBERS });
    expect(attributes.mobile).toEqual(['2']);
    expect(attributes['scim.exact']).toBeUndefined();
  });

  it('is not stored if no element has it', () => {
    expect(storedFields(mobile, {}).attributes).toEqual({});
    expect(storedFields(mobile, { phoneNumbers: [WORK, HOME] }).attributes).not.toHaveProperty('mobile');
    expect(storedFields(mobile, { phoneNumbers: [{ type: 'mobile' }] }).attributes).not.toHaveProperty(
      'mobile',
    );
  });

  it.each<[string, Json[]]>([
    ['in the middle', NUMBERS],
    ['first', [CELL, WORK]],
    ['last', [WORK, HOME, CELL]],
    ['alone', [CELL]],
    ['twice', [WORK, CELL, { value: '4', type: 'mobile' }]],
    ['of a type in another case', [{ value: '2', type: 'MOBILE' }, WORK]],
    ['without a value', [{ type: 'mobile', display: 'none' }, WORK]],
    ['without a value, and another with one', [{ type: 'mobile' }, CELL]],
    ['nowhere', [WORK, HOME]],
  ])('keeps its place in the list: %s', (_name, phoneNumbers) => {
    expect(after(mobile, { phoneNumbers })).toEqual({ userName: 'ann', active: true, phoneNumbers });
  });

  it('is that of the first of several elements', () => {
    const two = [
      { value: '8', type: 'Mobile' },
      { value: '9', type: 'mobile' },
    ];
    expect(storedFields(mobile, { phoneNumbers: two }).attributes.mobile).toEqual(['8']);
    expect(numbersAfter(two, { mobile: '7' })).toEqual([{ value: '7', type: 'Mobile' }, two[1]]);
    expect(numbersAfter(two, { mobile: undefined })).toEqual([two[1]]);
  });

  it('shows in its element when it is changed in the console', () => {
    expect(numbersAfter(NUMBERS, { mobile: '9' })).toEqual([WORK, { ...CELL, value: '9' }, HOME]);
  });

  it('is removed with its element when it is removed in the console', () => {
    expect(numbersAfter([WORK, { value: '2', type: 'mobile' }, HOME], { mobile: undefined })).toEqual([
      WORK,
      HOME,
    ]);
    expect(numbersAfter([{ value: '2', type: 'mobile' }], { mobile: undefined })).toBeUndefined();
  });

  it('leaves the rest of its element when it is removed in the console', () => {
    expect(numbersAfter(NUMBERS, { mobile: undefined })).toEqual([
      WORK,
      { type: 'mobile', primary: true },
      HOME,
    ]);
  });

  it('becomes an element when it appears in the console', () => {
    expect(numbersAfter([], { mobile: '9' })).toEqual([{ type: 'mobile', value: '9' }]);
    expect(numbersAfter([WORK], { mobile: '9' })).toEqual([WORK, { type: 'mobile', value: '9' }]);
  });

  it('joins an existing element when it appears in the console', () => {
    const empty = { type: 'Mobile', display: 'none' };
    expect(numbersAfter([empty, WORK], { mobile: '9' })).toEqual([{ ...empty, value: '9' }, WORK]);
  });

  it.each([
    ['an empty text', ''],
    ['a blank text', ' \t'],
    ['a text of blanks that do not fit', ' '.repeat(3000)],
    ['a text with blanks at its ends', ' 2 '],
    ['a text that does not fit', 'x'.repeat(3000)],
    ['a text that is cut within a character', `a${'😀'.repeat(1024)}`],
    ['a text like our own notation', '0:{"p":"userName"}'],
  ])('comes back exactly: %s', (_name, value) => {
    const phoneNumbers = [WORK, { value, type: 'mobile', display: 'x' }];
    const fields = storedFields(mobile, { phoneNumbers });
    const values = Object.values(fields.attributes).flat();
    expect(values.filter((text) => text.trim() === '' || text.length > 2048)).toEqual([]);
    expect(mobile.toScim(fields).phoneNumbers).toEqual(phoneNumbers);
  });

  it('is shown as the console has it after a change there', () => {
    const long = 'x'.repeat(3000);
    expect(numbersAfter([{ value: long, type: 'mobile' }], { mobile: 'x' })).toEqual([
      { value: 'x', type: 'mobile' },
    ]);
    expect(numbersAfter([{ value: ' ', type: 'mobile' }], { mobile: '9' })).toEqual([
      { value: '9', type: 'mobile' },
    ]);
  });

  it('has the path of its list', () => {
    expect(mobile.scimPathOf('mobile')).toBe('phoneNumbers');
    expect(mobile.ownedAttributes.has('mobile')).toBe(true);
    expect(sourcesAt(mobile, 'phoneNumbers.value', '2')).toBeUndefined();
  });
});

describe('users and the row of one value', () => {
  const before = mappingOf(GENERIC);

  it('that were written before it was added still have their value', () => {
    const fields = storedFields(before, { phoneNumbers: NUMBERS });
    expect(mobile.toScim(fields).phoneNumbers).toEqual(NUMBERS);
  });

  it('that were written before it was added have the value of the console if there is one', () => {
    const { attributes, ...fields } = storedFields(before, { phoneNumbers: NUMBERS });
    const now = { ...fields, attributes: { ...attributes, mobile: ['9'] } };
    expect(mobile.toScim(now).phoneNumbers).toEqual([WORK, { ...CELL, value: '9' }, HOME]);
  });

  it('that are written again after it was added have the value at its target', () => {
    const resource = mobile.toScim(storedFields(before, { phoneNumbers: NUMBERS }));
    expect(mobile.toKeycloak(resource)).toEqual(storedFields(mobile, { phoneNumbers: NUMBERS }));
  });
});
