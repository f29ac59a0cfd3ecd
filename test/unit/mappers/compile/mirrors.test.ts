import type { JsonObject } from '../../../../scim/json.ts';
import type { Row } from '../../../../mappers/document/types.ts';
import { ANN, resourceOf, source, storedFields, withRow, x, X } from './oneRow.ts';
import { sourcesAt } from './sources.ts';

describe('mirrors of a row', () => {
  it.each<[string, Row, JsonObject, Record<string, string[]>]>([
    [
      'the text as it was sent',
      { scim: 'userName', keycloak: 'username', mirror: 'login' },
      { userName: 'Ann.LEE' },
      { login: ['Ann.LEE'] },
    ],
    [
      'the value before its transforms',
      { scim: 'title', keycloak: 'attributes.job', mirror: ['a', 'b'], transforms: [{ constant: 'c' }] },
      { title: 'Chief' },
      { job: ['c'], a: ['Chief'], b: ['Chief'] },
    ],
    [
      'all values of a list',
      { scim: X, keycloak: 'attributes.x', multiValued: true, transforms: [{ join: ',' }], mirror: 'all' },
      x(['p', 'q']),
      { x: ['p,q'], all: ['p', 'q'] },
    ],
    [
      'the values of all elements of a list',
      { scim: 'phoneNumbers', keycloak: 'attributes.scim.phoneNumbers', mirror: 'phones' },
      { phoneNumbers: [{ value: '1', type: 'work' }, { type: 'home' }, { value: '2' }] },
      { phones: ['1', '2'] },
    ],
    [
      'nothing where nothing is sent',
      { scim: 'title', keycloak: 'attributes.job', mirror: 'a', transforms: [{ default: 'd' }] },
      {},
      { job: ['d'] },
    ],
    [
      'nothing of a blank text',
      { scim: 'title', keycloak: 'attributes.job', mirror: 'a' },
      { title: ' ' },
      {},
    ],
    [
      'a flag as text',
      { scim: 'active', keycloak: 'enabled', mirror: 'act' },
      { active: false },
      { act: ['false'] },
    ],
  ])('hold %s', (_name, row, user, expected) => {
    const { attributes } = storedFields(withRow(row), user);
    const visible = Object.entries(attributes).filter(([name]) => !name.startsWith('scim.'));
    expect(Object.fromEntries(visible)).toEqual(expected);
  });

  it('are never read', () => {
    const mapping = withRow({ scim: 'title', keycloak: 'attributes.job', mirror: 'pos' });
    expect(resourceOf(mapping, { attributes: { pos: ['Boss'] } })).toEqual(ANN);
    expect(sourcesAt(mapping, 'title', 'Boss')).toEqual(source('job', 'Boss'));
    expect(mapping.ownedAttributes.has('pos')).toBe(true);
  });
});
