/** The client whose roles are the rights over a realm; those over `master` have a client of their own (contract/administration). */
export const managementClient = (realm: string): string =>
  realm === 'master' ? 'master-realm' : 'realm-management';
