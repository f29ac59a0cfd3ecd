import { createValidator } from '../../../documents/validate.ts';
import { assertLinear } from '../../support/load/quickly.ts';

const PLACE = { file: 'a.json', pointer: '/list' };
const CHOICE = { anyOf: [{ type: 'string' }, { type: 'object', required: ['name'] }] };
const find = createValidator(
  { type: 'array', items: CHOICE },
  { explainChoice: () => ['wrongType', 'It is a name or an object.'] },
);
const placesOf = (value: unknown): string[] =>
  find(value, PLACE).map(({ code, pointer }) => `${code} ${pointer}`);

describe('a value that fits none of several shapes', () => {
  it('is one mistake, not one for each shape', () => {
    expect(placesOf(['a', 1, { name: 'b' }, {}, null])).toEqual([
      'wrongType /list/1',
      'wrongType /list/3',
      'wrongType /list/4',
    ]);
  });

  it('does not hide other mistakes', () => {
    expect(placesOf({})).toEqual(['wrongType /list']);
  });

  it('is found in linear time', async () => {
    await assertLinear((count) => {
      const values = Array.from({ length: count }, () => 1);
      return () => find(values, PLACE);
    }, 2_000);
  });
});
