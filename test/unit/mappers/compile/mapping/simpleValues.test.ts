import type { JsonObject } from '../../../../../scim/json.ts';
import { boolean, dateTime, integer, string } from '../../../../../scim/schema/define.ts';
import { USER_TYPE } from '../../../../../scim/schema/resourceTypes.ts';
import type { ResourceType } from '../../../../../scim/schema/types.ts';
import { compileMapping } from '../../../../../mappers/compile/mapping.ts';
import { lookupKey } from '../../../../../mappers/compile/lookupKey.ts';
import { sourcesAt } from '../sources.ts';
import { ENTERPRISE, mapping, roundTrip } from './genericMapping.ts';

describe('simple values', () => {
  it('are stored where the operator sees them', () => {
    const fields = mapping.toKeycloak({
      userName: 'ann',
      externalId: 'E1',
      active: false,
      name: { givenName: 'Ann', familyName: 'Lee', formatted: 'Ann Lee' },
      title: 'Chief',
      [ENTERPRISE]: { department: 'Sales', manager: { value: '42' } },
    });
    expect(fields).toEqual({
      username: 'ann',
      enabled: false,
      firstName: 'Ann',
      lastName: 'Lee',
      attributes: {
        formattedName: ['Ann Lee'],
        externalId: ['E1'],
        title: ['Chief'],
        department: ['Sales'],
        manager: ['42'],
        'scim.lookup': [lookupKey('externalId', 'E1', true)],
      },
    });
  });

  it('that are missing write nothing', () => {
    expect(mapping.toKeycloak({ userName: 'ann' })).toEqual({
      username: 'ann',
      enabled: true,
      attributes: {},
    });
    expect(mapping.toScim({ username: 'ann', email: '', firstName: '', attributes: {} })).toEqual({
      userName: 'ann',
      active: true,
    });
  });

  it('do not include attributes without a row', () => {
    const user = { userName: 'ann', active: true, password: 's3cret', groups: [{ value: 'g' }], id: '1' };
    expect(JSON.stringify(mapping.toKeycloak(user))).not.toMatch(/s3cret|"g"/);
    expect(roundTrip(user)).toEqual({ userName: 'ann', active: true });
  });
});

describe('types other than text', () => {
  const type: ResourceType = {
    ...USER_TYPE,
    schema: {
      ...USER_TYPE.schema,
      attributes: [
        integer('int', ''),
        { ...integer('dec', ''), type: 'decimal' },
        boolean('bool', ''),
        dateTime('at', ''),
        string('text', ''),
      ],
    },
  };
  const typed = compileMapping(
    ['int', 'dec', 'bool', 'at', 'text'].map((name) => ({ scim: name, keycloak: `attributes.${name}` })),
    type,
  );

  it.each<JsonObject>([
    { int: 0, dec: -1.5e-7, bool: false, at: '2026-01-31T08:00:00+01:00', text: '0' },
    { int: -9007199254740991, dec: 1e300, bool: true, text: 'true' },
  ])('come back as they were: %j', (resource) => {
    expect(typed.toScim(typed.toKeycloak(resource))).toEqual(resource);
  });

  it('are left out if the console has no such value', () => {
    const attributes = { int: ['seven'], dec: [' '], bool: ['yes'], text: ['yes'] };
    expect(typed.toScim({ attributes })).toEqual({ text: 'yes' });
  });

  it('are searched as text', () => {
    expect(sourcesAt(typed, 'int', 7)).toEqual([{ by: 'attribute', name: 'int', value: '7' }]);
    expect(sourcesAt(typed, 'bool', false)).toEqual([{ by: 'attribute', name: 'bool', value: 'false' }]);
  });
});
