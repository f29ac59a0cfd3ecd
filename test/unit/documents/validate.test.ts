import { createValidator } from '../../../documents/validate.ts';
import { assertLinear } from '../scim/quickly.ts';

const PLACE = { file: 'a.json', pointer: '/list' };
const CHOICE = { anyOf: [{ type: 'string' }, { type: 'object', required: ['name'] }] };
const find = createValidator(
  { type: 'array', items: CHOICE },
  { explainChoice: () => ['wrongType', 'It is a name or an object.'] },
);
const placesOf = (value: unknown): string[] =>
  find(value, PLACE).map(({ code, pointer }) => `${code} ${pointer}`);

describe('a choice between shapes', () => {
  it('is told once for each value that has none of them, and not branch by branch', () => {
    expect(placesOf(['a', 1, { name: 'b' }, {}, null])).toEqual([
      'wrongType /list/1',
      'wrongType /list/3',
      'wrongType /list/4',
    ]);
  });

  it('says nothing of mistakes that are in no branch', () => {
    expect(placesOf({})).toEqual(['wrongType /list']);
  });

  it('is told in a time that grows as the number of values does', async () => {
    await assertLinear((count) => {
      const values = Array.from({ length: count }, () => 1);
      return () => find(values, PLACE);
    }, 2_000);
  });
});
