import type { KeycloakUser, UserQuery } from '../keycloak/port/users.ts';
import { readAll, readWindows } from '../keycloak/port/readAll.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { HIDDEN, HIDDEN_ATTRIBUTE, SOURCE_ATTRIBUTE } from '../tenants/scimAttributes.ts';

const seesOwnOnly = ({ config }: Tenant): boolean => config.ownership === 'own';

/** Whether the realm soft-deletes users: disables and hides them instead of deleting them. */
export const softDeletes = ({ config }: Tenant): boolean => config.offboarding?.delete === 'hide';

/** Whether a user was soft-deleted. */
export const isSoftDeleted = (tenant: Tenant, { attributes }: KeycloakUser): boolean =>
  softDeletes(tenant) && attributes[HIDDEN_ATTRIBUTE] !== undefined;

/** Whether a user belongs to the client's source; always true if the realm does not separate sources. */
export const isOwn = (tenant: Tenant, { attributes }: KeycloakUser): boolean =>
  !seesOwnOnly(tenant) || attributes[SOURCE_ATTRIBUTE]?.[0] === tenant.source;

/** Whether the client may see a user. */
export const isVisible = (tenant: Tenant, user: KeycloakUser): boolean =>
  isOwn(tenant, user) && !isSoftDeleted(tenant, user);

/**
 * Whether the client may see a user, also if Keycloak does not show our attributes because nobody declared them. A
 * search still finds them (contract/user-profile: "still found by a search").
 */
export async function checkVisible(tenant: Tenant, user: KeycloakUser): Promise<boolean> {
  const { users } = tenant.realm;
  const hasUndeclared = async (name: string, value: string): Promise<boolean> => {
    if (tenant.dropped.get(name) !== 'undeclared') return false;
    const query = { by: 'attribute', name, value, username: user.username } as const;
    return (await users.find(query, { first: 0, max: 2 })).some(({ id }) => id === user.id);
  };
  if (!isOwn(tenant, user) && !(await hasUndeclared(SOURCE_ATTRIBUTE, tenant.source))) return false;
  return (
    !isSoftDeleted(tenant, user) && !(softDeletes(tenant) && (await hasUndeclared(HIDDEN_ATTRIBUTE, HIDDEN)))
  );
}

/** Whether the client may see every user of the realm, so that no attributes have to be checked. */
export const seesEverybody = (tenant: Tenant): boolean => !seesOwnOnly(tenant) && !softDeletes(tenant);

/** The query for all users of the client's source, soft-deleted users included. */
export const ownUsersQuery = (tenant: Tenant): UserQuery =>
  seesOwnOnly(tenant) ? { by: 'attribute', name: SOURCE_ATTRIBUTE, value: tenant.source } : { by: 'all' };

/** Counts the users that the client may see. */
export async function countVisible(tenant: Tenant): Promise<number> {
  const { users } = tenant.realm;
  const [all, softDeleted] = await Promise.all([
    users.count(ownUsersQuery(tenant)),
    countSoftDeleted(tenant),
  ]);
  return all - softDeleted;
}

async function countSoftDeleted(tenant: Tenant): Promise<number> {
  if (!softDeletes(tenant)) return 0;
  const { users } = tenant.realm;
  const query = { by: 'attribute', name: HIDDEN_ATTRIBUTE, value: HIDDEN } as const;
  if (!seesOwnOnly(tenant)) return users.count(query);
  const softDeleted = await readAll((window) => users.find(query, window));
  return softDeleted.filter((user) => isOwn(tenant, user)).length;
}

/**
 * Reads a window on the visible users in Keycloak's order. Keycloak has no search for users without an attribute: if
 * some are soft-deleted, all users are read from the first to the end of the window.
 */
export async function readVisible(tenant: Tenant, first: number, max: number): Promise<KeycloakUser[]> {
  const { users } = tenant.realm;
  const query = ownUsersQuery(tenant);
  if (!softDeletes(tenant) || (await countSoftDeleted(tenant)) === 0)
    return users.find(query, { first, max });
  const page: KeycloakUser[] = [];
  let visibleCount = 0;
  for await (const window of readWindows((at) => users.find(query, at))) {
    for (const user of window) {
      if (isSoftDeleted(tenant, user)) continue;
      visibleCount += 1;
      if (visibleCount > first && page.length < max) page.push(user);
    }
    if (page.length === max) return page;
  }
  return page;
}
