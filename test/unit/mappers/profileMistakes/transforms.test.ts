import type { RowChange } from '../../../../mappers/document/types.ts';
import { MOBILE, ofUsers, own, user } from './mistakes.ts';

describe('transforms', () => {
  it.each<[string, RowChange]>([
    ['not of text', { scim: 'title', transforms: ['not'] }],
    ['not of a list', own({ multiValued: true, transforms: ['not'] })],
    ['not of an integer', own({ type: 'integer', transforms: ['not'] })],
    ['trim of a boolean', { scim: 'active', transforms: ['trim'] }],
    ['case of a boolean', { scim: 'active', transforms: [{ case: 'lower' }] }],
    ['table of a boolean', { scim: 'active', transforms: [{ table: { a: 'b' } }] }],
    ['join of text', { scim: 'title', transforms: [{ join: ',' }] }],
    ['join of one value of a list', { scim: MOBILE, keycloak: 'attributes.m', transforms: [{ join: ',' }] }],
    [
      'split of one value of a list',
      { scim: MOBILE, keycloak: 'attributes.m', transforms: [{ split: ',' }] },
    ],
    ['split of a boolean', { scim: 'active', keycloak: 'attributes.a', transforms: [{ split: ',' }] }],
    ['split of an integer', own({ type: 'integer', transforms: [{ split: ',' }] })],
    ['split of a list', own({ multiValued: true, transforms: [{ split: ',' }] })],
    ['any of objects', { scim: 'emails', transforms: ['trim', { case: 'lower' }] }],
    ['a table with a value twice', { scim: 'title', transforms: [{ table: { a: 'b', c: 'b' } }] }],
    ['a second one with a mistake', { scim: 'title', transforms: ['trim', { table: { a: 'b', e: 'b' } }] }],
    ['a default of another type', own({ type: 'integer', transforms: [{ default: 'x' }] })],
    ['a constant of another type', { scim: 'active', transforms: [{ constant: 'yes' }] }],
  ])('cannot be %s', (_what, row) => {
    expect(ofUsers(row)).toEqual(user('wrongTransform /transforms'));
  });

  it.each<[string, RowChange]>([
    ['not of a boolean', { scim: 'active', transforms: ['not'] }],
    ['split of text, then join', { scim: 'title', transforms: [{ split: ',' }, { join: ';' }] }],
    ['join of a list, then split', own({ multiValued: true, transforms: [{ join: ',' }, { split: ';' }] })],
    [
      'those for text, of a list of texts',
      own({ multiValued: true, transforms: ['trim', { case: 'upper' }, { table: { a: 'b' } }] }),
    ],
    ['constant and default', own({ transforms: [{ default: 'a' }, { constant: 'b' }] })],
    ['none, of objects', { scim: 'emails', transforms: [] }],
  ])('can be %s', (_what, row) => {
    expect(ofUsers(row)).toEqual([]);
  });
});
