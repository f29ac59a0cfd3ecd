import type { KeycloakError } from '../../../../../../bridge/keycloak/port/errors.ts';
import { builtInRolesOf } from '../../../../../../bridge/keycloak/adminRest/roles/builtInRoles.ts';

const BUILT_IN = ['default-roles-acme', 'offline_access', 'uma_authorization', 'scim-managed'];

describe('built-in roles', () => {
  const builtIn = builtInRolesOf('Acme');
  const failureOf = (name: string): string | undefined => {
    try {
      builtIn.checkName(name);
      return undefined;
    } catch (error) {
      return (error as KeycloakError).failure;
    }
  };

  it.each([
    ...BUILT_IN.map((name) => ({ name })),
    { name: 'renamed', description: '${role_default-roles}' },
    { name: 'view-profile', clientRole: true },
    { name: '.' },
    { name: '..' },
    { name: '' },
  ])('does not present the role "$name" as a group', (role) => {
    expect(builtIn.isGroup(role)).toBe(false);
  });

  it('presents other roles as groups, also names in another case; "admin" is built in only in master', () => {
    for (const name of ['sales', 'Offline_Access', 'admin', 'create-realm', 'default-roles-other']) {
      expect(builtIn.isGroup({ name, clientRole: false, description: 'x' })).toBe(true);
    }
    expect(['admin', 'create-realm'].map((name) => builtInRolesOf('master').isGroup({ name }))).toEqual([
      false,
      false,
    ]);
  });

  it('refuses the names of built-in roles for groups, ignoring case', () => {
    for (const name of [...BUILT_IN, 'OFFLINE_ACCESS']) expect(failureOf(name)).toBe('conflict');
    for (const name of ['.', '..']) expect(failureOf(name)).toBe('invalid');
    expect(failureOf('sales')).toBeUndefined();
  });
});
