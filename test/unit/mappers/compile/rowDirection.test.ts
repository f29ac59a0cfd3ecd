import type { Row } from '../../../../mappers/document/types.ts';
import { ANN, resourceOf, source, storedFields, withRow, x, X } from './oneRow.ts';
import { sourcesAt } from './sources.ts';

describe('the direction of a row', () => {
  type Direction = NonNullable<Row['direction']>;
  const DIRECTIONS: [Direction, boolean, boolean][] = [
    ['both', true, true],
    ['toKeycloak', true, false],
    ['toScim', false, true],
  ];

  describe.each(DIRECTIONS)('%s', (direction, isWritten, isRead) => {
    const isOwn = isWritten && isRead;

    it('for a user attribute', () => {
      const mapping = withRow({ scim: 'title', keycloak: 'attributes.job', mirror: 'pos', direction });
      expect(storedFields(mapping, { title: 'Chief' }).attributes).toEqual(
        isWritten ? { job: ['Chief'], pos: ['Chief'] } : {},
      );
      expect(resourceOf(mapping, { attributes: { job: ['Boss'] } })).toEqual(
        isRead ? { ...ANN, title: 'Boss' } : ANN,
      );
      expect(mapping.ownedAttributes.has('job')).toBe(isOwn);
      expect(mapping.ownedAttributes.has('pos')).toBe(isOwn);
      expect(sourcesAt(mapping, 'title', 'Boss')).toEqual(isRead ? source('job', 'Boss') : undefined);
      expect(mapping.scimPathOf('job')).toBe('title');
    });

    it('for a field', () => {
      const mapping = withRow({ scim: 'name.givenName', keycloak: 'firstName', direction });
      const fields = storedFields(mapping, { name: { givenName: 'Ann' } });
      expect(fields.firstName).toBe(isWritten ? 'Ann' : undefined);
      expect(resourceOf(mapping, { firstName: 'Bo' })).toEqual(
        isRead ? { ...ANN, name: { givenName: 'Bo' } } : ANN,
      );
      expect(mapping.ownsField('firstName')).toBe(isOwn);
      expect(sourcesAt(mapping, 'name.givenName', 'Bo')).toEqual(
        isRead ? [{ by: 'firstName', value: 'Bo' }] : undefined,
      );
    });

    it('for a flag', () => {
      const mapping = withRow({ scim: 'active', keycloak: 'enabled', mirror: 'act', direction });
      expect(storedFields(mapping, { active: false }).enabled).toBe(isWritten ? false : undefined);
      expect(storedFields(mapping, { active: false }).attributes).toEqual(
        isWritten ? { act: ['false'] } : {},
      );
      expect(storedFields(mapping, {}).enabled).toBe(isWritten ? true : undefined);
      expect(resourceOf(mapping, { enabled: false })).toEqual({
        userName: 'ann',
        ...(isRead ? { active: false } : {}),
      });
      expect(mapping.ownsField('enabled')).toBe(isOwn);
      expect(mapping.ownedAttributes.has('act')).toBe(isOwn);
      expect(sourcesAt(mapping, 'active', false)).toEqual(
        isRead ? [{ by: 'enabled', value: false }] : undefined,
      );
    });

    it('for an attribute of an extension', () => {
      const mapping = withRow({ scim: X, keycloak: 'attributes.x', type: 'integer', direction });
      expect(storedFields(mapping, x(7)).attributes).toEqual(isWritten ? { x: ['7'] } : {});
      expect(resourceOf(mapping, { attributes: { x: ['7'] } })).toEqual(isRead ? { ...ANN, ...x(7) } : ANN);
    });
  });
});
