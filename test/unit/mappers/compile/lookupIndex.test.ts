import { lookupKey } from '../../../../mappers/compile/lookupKey.ts';
import type { Row } from '../../../../mappers/document/types.ts';
import { storedFields, withRow, x, X } from './oneRow.ts';
import { sourcesAt } from './sources.ts';

describe('the index of lookup keys', () => {
  const row: Row = {
    scim: 'title',
    keycloak: 'attributes.job',
    lookup: true,
    transforms: [{ table: { E: 'Employee' } }],
  };

  it('has keys of the values as sent', () => {
    const mapping = withRow(row);
    const key = lookupKey('title', 'E', false);
    expect(storedFields(mapping, { title: 'E' }).attributes).toEqual({
      job: ['Employee'],
      'scim.lookup': [key],
    });
    expect(mapping.indexed).toEqual(['emails', 'externalId', 'title']);
    expect(sourcesAt(mapping, 'title', 'E')).toEqual([
      { by: 'lookup', path: 'title', key, otherwise: undefined },
    ]);
  });

  it('has a key for each value of a list', () => {
    const mapping = withRow({ scim: X, keycloak: 'attributes.x', multiValued: true, lookup: true });
    expect(storedFields(mapping, x(['p', 'q', 'P'])).attributes['scim.lookup']).toEqual(
      [lookupKey(X, 'p', false), lookupKey(X, 'q', false)].sort(),
    );
  });

  it('has no key without a value', () => {
    expect(storedFields(withRow(row), {}).attributes).toEqual({});
  });
});
