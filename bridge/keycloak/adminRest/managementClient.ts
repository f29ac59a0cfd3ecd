/** The realm whose administrators administer all realms. */
export const MASTER_REALM = 'master';

/** The realm roles of `master` that administer all realms. */
export const MASTER_ADMIN_ROLES: readonly string[] = ['admin', 'create-realm'];

/** The client whose roles are the rights over its realm. */
export const REALM_MANAGEMENT = 'realm-management';

/** The client whose roles are the rights over a realm; those over `master` have a client of their own (contract/administration). */
export const managementClient = (realm: string): string =>
  realm === MASTER_REALM ? 'master-realm' : REALM_MANAGEMENT;
