import { USER_TYPE } from '../../../../../scim/schema/resourceTypes.ts';
import { compileMapping } from '../../../../../mappers/compile/mapping.ts';
import { ENTERPRISE, mapping } from './genericMapping.ts';

describe('the properties of a mapping', () => {
  it('include its own attributes and those of the bridge', () => {
    const { ownedAttributes } = compileMapping(
      [
        { scim: 'title', keycloak: 'attributes.job' },
        { scim: 'userName', keycloak: 'username' },
        { scim: 'emails', keycloak: 'attributes.scim.emails', principal: 'email' },
      ],
      USER_TYPE,
    );
    expect([...ownedAttributes].sort()).toEqual([
      'job',
      'scim.emails',
      'scim.exact',
      'scim.extensions',
      'scim.keptEmail',
      'scim.lookup',
    ]);
  });

  it.each([
    ['username', 'userName'],
    ['email', 'emails'],
    ['lastName', 'name.familyName'],
    ['title', 'title'],
    ['attributes.title', 'title'],
    ['department', `${ENTERPRISE}:department`],
    ['shoeSize', undefined],
  ])('include the path that is stored in %s', (field, path) => {
    expect(mapping.scimPathOf(field)).toBe(path);
  });
});
