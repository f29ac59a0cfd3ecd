import type { KeycloakUser, UserQuery } from '../keycloak/port/users.ts';
import { readAll, WINDOW } from '../keycloak/port/readAll.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { HIDDEN, HIDDEN_ATTRIBUTE, SOURCE_ATTRIBUTE } from '../tenants/scimAttributes.ts';

const ownsOnly = ({ config }: Tenant): boolean => config.ownership === 'own';

/** Whether the realm hides users whom clients delete. */
export const hidesDeleted = ({ config }: Tenant): boolean => config.offboarding?.delete === 'hide';

/** Whether a user is one whom a client deleted, and who is hidden since. */
export const isHidden = (tenant: Tenant, { attributes }: KeycloakUser): boolean =>
  hidesDeleted(tenant) && attributes[HIDDEN_ATTRIBUTE] !== undefined;

/** Whether a user belongs to the source that asks; where users are not kept apart, everybody does. */
export const isOwn = (tenant: Tenant, { attributes }: KeycloakUser): boolean =>
  !ownsOnly(tenant) || attributes[SOURCE_ATTRIBUTE]?.[0] === tenant.source;

/** Whether the client that asks is to see a user at all. */
export const isVisible = (tenant: Tenant, user: KeycloakUser): boolean =>
  isOwn(tenant, user) && !isHidden(tenant, user);

/**
 * Whether the client that asks is to see a user, in a realm that may hide undeclared attributes, too: there the notes of
 * a user are still found.
 */
export async function isSeen(tenant: Tenant, user: KeycloakUser): Promise<boolean> {
  const { users } = tenant.realm;
  const isNoted = async (name: string, value: string): Promise<boolean> => {
    if (tenant.dropped.get(name) !== 'undeclared') return false;
    const query = { by: 'attribute', name, value, username: user.username } as const;
    return (await users.find(query, { first: 0, max: 2 })).some(({ id }) => id === user.id);
  };
  if (!isOwn(tenant, user) && !(await isNoted(SOURCE_ATTRIBUTE, tenant.source))) return false;
  return !isHidden(tenant, user) && !(hidesDeleted(tenant) && (await isNoted(HIDDEN_ATTRIBUTE, HIDDEN)));
}

/** Whether every user of the realm is visible, so that nobody's attributes have to be looked at. */
export const seesEverybody = (tenant: Tenant): boolean => !ownsOnly(tenant) && !hidesDeleted(tenant);

/** The query for all users that belong to the source that asks, hidden ones included. */
export const everybody = (tenant: Tenant): UserQuery =>
  ownsOnly(tenant) ? { by: 'attribute', name: SOURCE_ATTRIBUTE, value: tenant.source } : { by: 'all' };

/** How many of the visible users there are. */
export async function countVisible(tenant: Tenant): Promise<number> {
  const { users } = tenant.realm;
  const [all, hidden] = await Promise.all([users.count(everybody(tenant)), countHidden(tenant)]);
  return all - hidden;
}

async function countHidden(tenant: Tenant): Promise<number> {
  if (!hidesDeleted(tenant)) return 0;
  const { users } = tenant.realm;
  const query = { by: 'attribute', name: HIDDEN_ATTRIBUTE, value: HIDDEN } as const;
  if (!ownsOnly(tenant)) return users.count(query);
  const hidden = await readAll((window) => users.find(query, window));
  return hidden.filter((user) => isOwn(tenant, user)).length;
}

/**
 * A window on the visible users in Keycloak's order. Keycloak cannot leave hidden ones out: once there are some, it is
 * read from the beginning, up to the end of the window.
 */
export async function windowOfVisible(tenant: Tenant, first: number, max: number): Promise<KeycloakUser[]> {
  const { users } = tenant.realm;
  const query = everybody(tenant);
  if (!hidesDeleted(tenant) || (await countHidden(tenant)) === 0) return users.find(query, { first, max });
  const page: KeycloakUser[] = [];
  let passed = 0;
  for (let start = 0; ; start += WINDOW) {
    const found = await users.find(query, { first: start, max: WINDOW });
    for (const user of found) {
      if (isHidden(tenant, user)) continue;
      passed += 1;
      if (passed > first && page.length < max) page.push(user);
    }
    if (found.length < WINDOW || page.length === max) return page;
  }
}
