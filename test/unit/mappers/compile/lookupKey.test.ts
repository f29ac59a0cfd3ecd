import { lookupKey } from '../../../../mappers/compile/lookupKey.ts';

describe('lookupKey', () => {
  it('is long enough for the index of hashes, and safe in a query', () => {
    for (const value of ['', 'a', 'x'.repeat(10_000), '😀"\\ :']) {
      expect(lookupKey('externalId', value, true)).toMatch(/^[0-9a-f]{64}\.{196}$/);
    }
  });

  it.each([
    ['emails.value', 'ANN@x', 'ann@X', false, true],
    ['externalId', 'A', 'a', true, false],
    ['externalId', 'a', 'a ', true, false],
  ])('%s: %j and %j, case-exact %j: equal is %j', (path, a, b, caseExact, same) => {
    expect(lookupKey(path, a, caseExact) === lookupKey(path, b, caseExact)).toBe(same);
  });

  it('differs between paths', () => {
    expect(lookupKey('a', 'b', true)).not.toBe(lookupKey('b', 'b', true));
  });
});
