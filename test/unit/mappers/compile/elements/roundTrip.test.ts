import fc from 'fast-check';
import type { JsonObject } from '../../../../../scim/json.ts';
import type { Row } from '../../../../../mappers/document/types.ts';
import type { KeycloakFields } from '../../../../../mappers/compile/storage/fields.ts';
import { frozen } from '../../../scim/reading.ts';
import { anyText, anyUser } from '../users.ts';
import { beside, COUNTRY, GENERIC, LOCALITY, mappingOf, mobileRow } from './valueRows.ts';

describe('a mapping with rows of values of lists', () => {
  const rows: Row[] = [
    mobileRow,
    { scim: 'phoneNumbers[type eq "work"].value', keycloak: 'attributes.desk', mirror: 'extension' },
    { scim: LOCALITY, keycloak: 'attributes.city' },
    { scim: COUNTRY, keycloak: 'attributes.country' },
  ];
  const mapping = beside(...rows);
  const before = mappingOf(GENERIC);
  /** The part that a mapping can know of: it always has `active`. */
  const mapped = (user: JsonObject): JsonObject => ({ ...user, active: user.active !== false });
  const reversed = ({ attributes, ...fields }: KeycloakFields): KeycloakFields => ({
    ...fields,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, values]) => [name, values.toReversed()]),
    ),
  });
  /** Elements of the types that have rows, more often than by chance. */
  const types = fc.constantFrom('mobile', 'MOBILE', 'work', 'home', 'fax');
  const lists = fc.record(
    {
      phoneNumbers: fc.array(
        fc.record(
          { value: anyText, type: types, display: anyText },
          { requiredKeys: ['type'], noNullPrototype: true },
        ),
        { minLength: 1, maxLength: 5 },
      ),
      addresses: fc.array(
        fc.record(
          { type: types, locality: anyText, country: anyText, region: anyText },
          { requiredKeys: ['type'], noNullPrototype: true },
        ),
        { minLength: 1, maxLength: 4 },
      ),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  const users = fc.tuple(anyUser, lists).map(([user, more]): JsonObject => ({ ...user, ...more }));

  it.each([
    ['any user', anyUser],
    ['any user with such elements', users],
  ])('gives back exactly what was sent, of %s', (_name, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (user) => {
        const fields = mapping.toKeycloak(frozen(user));
        expect(mapping.toScim(frozen(reversed(fields)))).toEqual(mapped(user));
      }),
      { numRuns: 300 },
    );
  });

  it('writes only its own attributes, with values that Keycloak stores', () => {
    fc.assert(
      fc.property(users, (user) => {
        const { attributes } = mapping.toKeycloak(user);
        const values = Object.values(attributes).flat();
        expect(values.filter((text) => text.length > 2048 || text.trim() === '')).toEqual([]);
        expect(Object.keys(attributes).filter((name) => !mapping.ownedAttributes.has(name))).toEqual([]);
      }),
    );
  });

  it('writes the same again for what it gives back', () => {
    fc.assert(
      fc.property(users, (user) => {
        const fields = mapping.toKeycloak(user);
        expect(mapping.toKeycloak(mapping.toScim(fields))).toEqual(fields);
      }),
    );
  });

  it('shows users unchanged that were written before the rows were added', () => {
    fc.assert(
      fc.property(users, (user) => {
        expect(mapping.toScim(before.toKeycloak(user))).toEqual(mapped(user));
      }),
    );
  });
});
