import type { JsonObject } from '../../../../scim/json.ts';
import { USER_TYPE } from '../../../../scim/schema/resourceTypes.ts';
import { compileMapping } from '../../../../mappers/compile/mapping.ts';
import { ANN, back, GENERIC, plain, resourceOf, storedFields, withRow, x, X } from './oneRow.ts';
import { sourcesAt } from './sources.ts';

describe('emailVerified', () => {
  const verified = withRow({ scim: X, keycloak: 'emailVerified', type: 'boolean' });

  it.each([true, false])('is stored as the client sends it: %s', (value) => {
    expect(storedFields(verified, x(value))).toEqual({
      username: 'ann',
      enabled: true,
      emailVerified: value,
      attributes: {},
    });
    expect(back(verified, x(value))).toEqual({ ...ANN, ...x(value) });
  });

  it('stays as it is if the client does not send it', () => {
    expect(storedFields(verified, {})).not.toHaveProperty('emailVerified');
  });

  it.each<[boolean | undefined, JsonObject]>([
    [true, x(true)],
    [false, x(false)],
    [undefined, {}],
  ])('is shown as stored: %s', (emailVerified, expected) => {
    expect(resourceOf(verified, { emailVerified })).toEqual({ ...ANN, ...expected });
  });

  it('is found by a scan only', () => {
    expect(sourcesAt(verified, X, true)).toBeUndefined();
  });

  it('can be inverted, and mirrored as sent', () => {
    const row = withRow({
      scim: X,
      keycloak: 'emailVerified',
      type: 'boolean',
      transforms: ['not'],
      mirror: 'unverified',
    });
    const fields = storedFields(row, x(true));
    expect(fields).toMatchObject({ emailVerified: false, attributes: { unverified: ['true'] } });
    expect(plain(row.toScim(fields))).toEqual({ ...ANN, ...x(true) });
    expect(storedFields(row, {}).attributes).toEqual({});
  });

  it('belongs to the mapping only with a row', () => {
    expect(verified.ownsField('emailVerified')).toBe(true);
    expect(verified.scimPathOf('emailVerified')).toBe(X);
    const without = compileMapping(GENERIC, USER_TYPE);
    expect(without.ownsField('emailVerified')).toBe(false);
    expect(without.ownsField('enabled')).toBe(true);
  });
});
