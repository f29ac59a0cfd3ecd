import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from './call.ts';
import { KeycloakError } from '../port/errors.ts';
import type { KeycloakUser } from '../port/users.ts';

/** A user as the admin client types it. */
export type UserRepresentation = NonNullable<Awaited<ReturnType<KeycloakAdminClient['users']['findOne']>>>;

/** Keycloak names the account of client x `service-account-x`; no other field of Admin REST tells. */
const SERVICE_ACCOUNT_PREFIX = 'service-account-';

/** A user of Admin REST in our words. */
export function toUser(user: UserRepresentation): KeycloakUser {
  return {
    id: user.id ?? '',
    username: user.username ?? '',
    email: user.email,
    firstName: user.firstName,
    lastName: user.lastName,
    enabled: user.enabled ?? false,
    emailVerified: user.emailVerified,
    attributes: (user.attributes as Record<string, string[]> | undefined) ?? {},
    createdTimestamp: user.createdTimestamp,
    serviceAccount: user.username?.startsWith(SERVICE_ACCOUNT_PREFIX) ?? false,
    federated: user.federationLink !== undefined || user.id?.startsWith('f:') === true,
  };
}

/** `count` and `profile` are routes beside the ids; half an id of a federated user (`f:x`) is answered with 500. */
const ID = /^(?!\.{1,2}$|count$|profile$|f:[^:]*$)[^/\\?#%\p{Cc}\p{Cs}]{1,255}$/u;

/** Whether this could be an id in Keycloak; nothing else exists, and no URL is made of anything else. */
export const isId = (text: string): boolean => ID.test(text);

/** A search for an attribute, for Keycloak's `q` parameter. */
export const attributeQuery = (name: string, value: string): string =>
  `${name}:"${value.replaceAll('"', '\\"')}"`;

/** Refuses an empty value: the admin client would drop it from the URL, and the answer would be everything. */
export function refuseEmpty(query: { readonly by: string; readonly value?: unknown }): void {
  if (query.value === '') throw new RangeError(`empty value in a query by ${query.by}`);
}

/** How often a deletion is tried. */
const DELETIONS = 4;

/**
 * Runs a deletion; false when there was nothing to delete. Keycloak answers 409 when a membership comes into being in
 * the same instant; the next try takes that along. It may answer 500 when somebody else deletes the same: whether it is
 * still there is then asked, where that can be.
 */
export async function deleted(
  call: Caller,
  name: string,
  work: () => Promise<unknown>,
  isThere: () => Promise<boolean> = () => Promise.resolve(true),
): Promise<boolean> {
  let tries = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await call(name, () => {
        tries += 1;
        return work();
      });
      return true;
    } catch (error) {
      if (!(error instanceof KeycloakError)) throw error;
      // Not there after a try whose answer was lost: that try deleted it.
      if (error.failure === 'notFound') return tries > 1;
      if (error.failure === 'unexpected' && !(await isThere())) return false;
      if (error.failure !== 'conflict' || attempt === DELETIONS) throw error;
    }
  }
}

/** A window on the members of a group; `undefined` when there is no such group, which the client's types conceal. */
export async function membersOf(
  admin: KeycloakAdminClient,
  call: Caller,
  query: { id: string; first: number; max: number; briefRepresentation: boolean },
): Promise<UserRepresentation[] | undefined> {
  const found: unknown = await call('GET groups/{id}/members', () => admin.groups.listMembers(query));
  return Array.isArray(found) ? (found as UserRepresentation[]) : undefined;
}
