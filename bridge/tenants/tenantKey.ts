/** What identifies a tenant in the keys of caches and locks: a realm, or later an organization of a realm. */
export interface TenantKey {
  /** The name or the id of the realm; one kind of keys uses one of the two throughout. */
  readonly realm: string;
  /** The id of the organization; `undefined` for the realm itself, which is the only tenant today. */
  readonly organization?: string;
}

/** Returns the key of the tenant that is a whole realm. */
export const tenantKey = (realm: string): TenantKey => ({ realm });

/**
 * Formats a key as text: the realm alone, or `realm/organizations/id`. Names and ids of realms contain no slash, so
 * that keys of different tenants differ.
 */
export const formatTenantKey = ({ realm, organization }: TenantKey): string =>
  organization === undefined ? realm : `${realm}/organizations/${organization}`;

/** Returns the formatted key of the tenant that is a whole realm. */
export const realmKey = (realm: string): string => formatTenantKey(tenantKey(realm));
