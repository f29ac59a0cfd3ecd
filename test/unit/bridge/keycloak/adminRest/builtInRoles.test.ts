import type { KeycloakError } from '../../../../../bridge/keycloak/port/errors.ts';
import { ownRolesOf } from '../../../../../bridge/keycloak/adminRest/builtInRoles.ts';

const OWN = ['default-roles-acme', 'offline_access', 'uma_authorization', 'scim-managed'];

describe('roles that are no groups', () => {
  const own = ownRolesOf('Acme');
  const failureOf = (name: string): string | undefined => {
    try {
      own.checkName(name);
      return undefined;
    } catch (error) {
      return (error as KeycloakError).failure;
    }
  };

  it.each([
    ...OWN.map((name) => ({ name })),
    { name: 'renamed', description: '${role_default-roles}' },
    { name: 'view-profile', clientRole: true },
    { name: '.' },
    { name: '..' },
    { name: '' },
  ])('$name', (role) => {
    expect(own.isGroup(role)).toBe(false);
  });

  it('others are, in other cases of letters too; "admin" is none in the realm of all administrators only', () => {
    for (const name of ['sales', 'Offline_Access', 'admin', 'create-realm', 'default-roles-other']) {
      expect(own.isGroup({ name, clientRole: false, description: 'x' })).toBe(true);
    }
    expect(['admin', 'create-realm'].map((name) => ownRolesOf('master').isGroup({ name }))).toEqual([
      false,
      false,
    ]);
  });

  it('their names are not given to groups', () => {
    for (const name of [...OWN, 'OFFLINE_ACCESS']) expect(failureOf(name)).toBe('conflict');
    for (const name of ['.', '..']) expect(failureOf(name)).toBe('invalid');
    expect(failureOf('sales')).toBeUndefined();
  });
});
