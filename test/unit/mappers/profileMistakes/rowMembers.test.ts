import type { RowChange } from '../../../../mappers/document/types.ts';
import { group, MOBILE, ofGroups, ofUsers, own, user } from './mistakes.ts';

describe('members of a row', () => {
  const mobile = { scim: MOBILE, keycloak: 'attributes.m' };
  const withoutName = { scim: 'name.givenName', keycloak: null } as const;

  it.each<[member: string, of: string, RowChange]>([
    ['type', 'text', { scim: 'title', type: 'integer' }],
    ['type', 'a boolean', { scim: 'active', type: 'string' }],
    ['type', 'a reference', { scim: 'profileUrl', type: 'dateTime' }],
    ['type', 'objects', { scim: 'emails', type: 'string' }],
    ['multiValued', 'one text', { scim: 'title', multiValued: true }],
    ['multiValued', 'a list', { scim: 'emails', multiValued: false }],
    ['direction', 'a list', { scim: 'emails', direction: 'toScim' }],
    ['direction', 'one value of a list', { ...mobile, direction: 'toKeycloak' }],
    ['direction', 'externalId', { scim: 'externalId', lookup: false, direction: 'toScim' }],
    ['lookup', 'one value of a list', { ...mobile, lookup: true }],
    ['lookup', 'values that do not come back', { scim: 'title', lookup: true, transforms: ['trim'] }],
    ['lookup', 'one direction', { scim: 'title', lookup: true, direction: 'toScim' }],
    ['required', 'one value of a list', { ...mobile, required: true }],
    ['required', 'externalId', { scim: 'externalId', required: true }],
    ['required', 'what clients cannot send', { scim: 'title', direction: 'toScim', required: true }],
    ['required', 'what nobody can read again', { scim: 'title', direction: 'toKeycloak', required: true }],
    ['returned', 'one value of a list', { ...mobile, returned: 'never' }],
    ['returned', 'externalId, in any case', { scim: 'EXTERNALID', returned: 'always' }],
    ['principal', 'text', { scim: 'title', principal: 'firstName' }],
    ['principal', 'a boolean', { scim: 'active', principal: 'firstName' }],
    ['principal', 'a list of texts', own({ multiValued: true, principal: 'firstName' })],
    ['principal', 'one value of a list', { ...mobile, principal: 'firstName' }],
  ])('do not include %s of %s', (member, _of, row) => {
    expect(ofUsers(row, withoutName)).toEqual(user(`wrongMember /${member}`));
  });

  it('do not include a direction of userName', () => {
    expect(ofUsers({ scim: 'userName', direction: 'toScim' })).toContainEqual(
      'wrongMember acme.json#/user/0/direction',
    );
  });

  it('do not include lookup of groups', () => {
    expect(ofGroups({ scim: 'externalId', lookup: true })).toEqual(group('wrongMember /lookup'));
  });

  it.each<[string, RowChange]>([
    ['what it is by its schema', { scim: 'title', type: 'string', multiValued: false, direction: 'both' }],
    ['a list as a list', { scim: 'emails', multiValued: true, direction: 'both', required: true }],
    ['the direction of one text', { scim: 'title', direction: 'toScim', returned: 'request' }],
    ['everything that it declares', own({ type: 'integer', multiValued: true, direction: 'toScim' })],
    ['lookup of text', { scim: 'title', lookup: true, required: true }],
    ['the principal of a list', { scim: 'phoneNumbers', principal: 'firstName' }],
  ])('may say %s', (_what, row) => {
    expect(ofUsers(row, withoutName)).toEqual([]);
  });
});
