import { findExcess } from '../../../documents/bounds.ts';
import { LIMITS } from '../../../scim/limits.ts';

const excessOf = (document: unknown): string | undefined => {
  const mistake = findExcess(document, { file: 'a.json', pointer: '/mapping' });
  return mistake === undefined ? undefined : `${mistake.code} ${mistake.pointer}`;
};
const listOf = (length: number): number[] => Array.from({ length }, () => 1);
const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
};
const { documentDepth, documentList, documentValues } = LIMITS;

describe('a document', () => {
  it('may be as large as each bound', () => {
    expect(excessOf({ user: listOf(documentList.max) })).toBeUndefined();
    expect(excessOf(nested(documentDepth.max))).toBeUndefined();
  });

  it('has a mistake at a list that is too long', () => {
    expect(excessOf({ 'a/b': [0, listOf(documentList.max + 1)] })).toBe('wrongFormat /mapping/a~1b/1');
  });

  it('has a mistake at a place that is nested too deeply, at any depth', () => {
    const pointer = `/mapping${'/a'.repeat(documentDepth.max)}`;
    expect(excessOf(nested(documentDepth.max + 1))).toBe(`wrongFormat ${pointer}`);
    expect(excessOf(nested(100_000))).toBe(`wrongFormat ${pointer}`);
  });

  it('has a mistake as a whole if it has too many values', () => {
    const lists = documentValues.max / documentList.max;
    expect(excessOf(Array.from({ length: lists }, () => listOf(documentList.max)))).toBe(
      'wrongFormat /mapping',
    );
  });
});
