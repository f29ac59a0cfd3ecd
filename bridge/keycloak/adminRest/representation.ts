import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from './call.ts';
import { KeycloakError } from '../port/errors.ts';
import { required } from '../port/required.ts';
import type { KeycloakUser } from '../port/users.ts';

/** A user as the admin client types it. */
export type UserRepresentation = NonNullable<Awaited<ReturnType<KeycloakAdminClient['users']['findOne']>>>;

/**
 * Only the username tells a service account from a person: it is this prefix and the client id (contract/users-search:
 * "are named service-account- and the client id in lower case", "differ from other users in their name only").
 */
export const SERVICE_ACCOUNT_PREFIX = 'service-account-';

/** Converts a user of Admin REST. */
export function toUser(user: UserRepresentation): KeycloakUser {
  return {
    id: required(user.id, 'the id of a user'),
    username: required(user.username, 'the username of a user'),
    email: user.email,
    firstName: user.firstName,
    lastName: user.lastName,
    enabled: user.enabled ?? false,
    emailVerified: user.emailVerified,
    attributes: (user.attributes as Record<string, string[]> | undefined) ?? {},
    createdTimestamp: user.createdTimestamp,
    serviceAccount: user.username?.startsWith(SERVICE_ACCOUNT_PREFIX) ?? false,
    // Users of a federation without a local copy have no link, but an id with this prefix (contract/federation: "has an
    // id made of the provider and the user name, and can be read by it").
    federated: user.federationLink !== undefined || user.id?.startsWith('f:') === true,
  };
}

/**
 * `count` and `profile` are routes of their own beside the ids, and half an id of a federated user is answered with 500
 * (contract/users-read: "answers with a number for the id "count"", "answers 500 to half the id of a federated user").
 * The admin client lets `..` as an id change the URL.
 */
const ID = /^(?!\.{1,2}$|count$|profile$|f:[^:]*$)[^/\\?#%\p{Cc}\p{Cs}]{1,255}$/u;

/** Whether a text can be an id in Keycloak; only such texts are put into URLs, everything else does not exist. */
export const isId = (text: string): boolean => ID.test(text);

/** Builds the `q` parameter for users or groups with a value of an attribute. */
export const attributeQuery = (name: string, value: string): string =>
  `${name}:"${value.replaceAll('"', '\\"')}"`;

/**
 * Throws for an empty value, which the admin client drops from the URL, so that Keycloak answers with everybody
 * (contract/admin-client: "drops empty values from a search, so Keycloak answers with everybody").
 */
export function refuseEmpty(query: { readonly by: string; readonly value?: unknown }): void {
  if (query.value === '') throw new RangeError(`empty value in a query by ${query.by}`);
}

const MAX_DELETE_ATTEMPTS = 4;

/**
 * Deletes something that may be deleted or changed at the same time; false if it does not exist. Keycloak answers 409
 * to the deletion of a user beside a join: the next attempt deletes the new membership too. It may answer 500 beside
 * another deletion of the same: `exists` then tells whether that one succeeded (contract/groups covers the join and the
 * PUT beside a deletion: "are answered 204, 404 "User not found", 409 or 500 if they are deleted while joining; a
 * repeat is answered 204 or that 404", "a group that is deleted while it is written").
 */
export async function deleteOnce(
  call: Caller,
  name: string,
  work: () => Promise<unknown>,
  exists: () => Promise<boolean> = () => Promise.resolve(true),
): Promise<boolean> {
  let requests = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await call(name, () => {
        requests += 1;
        return work();
      });
      return true;
    } catch (error) {
      if (!(error instanceof KeycloakError)) throw error;
      // 404 after an earlier request, whose answer was lost: that request deleted it.
      if (error.failure === 'notFound') return requests > 1;
      if (error.failure === 'unexpected' && !(await exists())) return false;
      if (error.failure !== 'conflict' || attempt === MAX_DELETE_ATTEMPTS) throw error;
    }
  }
}

/**
 * Reads one window of the members of a group; `undefined` if the group does not exist, which the admin client's types
 * hide.
 */
export async function listMembers(
  admin: KeycloakAdminClient,
  call: Caller,
  query: { id: string; first: number; max: number; briefRepresentation: boolean },
): Promise<UserRepresentation[] | undefined> {
  const members: unknown = await call('GET groups/{id}/members', () => admin.groups.listMembers(query));
  return Array.isArray(members) ? (members as UserRepresentation[]) : undefined;
}
