import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from './call.ts';
import {
  KeycloakError,
  type KeycloakUser,
  type KeycloakUsers,
  type UserQuery,
  type UserWrite,
} from './port.ts';

type Representation = NonNullable<Awaited<ReturnType<KeycloakAdminClient['users']['findOne']>>>;

/** Keycloak names the account of client x `service-account-x`; no other field of Admin REST tells. */
const SERVICE_ACCOUNT_PREFIX = 'service-account-';

function toUser(user: Representation): KeycloakUser {
  return {
    id: user.id ?? '',
    username: user.username ?? '',
    email: user.email,
    firstName: user.firstName,
    lastName: user.lastName,
    enabled: user.enabled ?? false,
    attributes: (user.attributes as Record<string, string[]> | undefined) ?? {},
    createdTimestamp: user.createdTimestamp,
    serviceAccount: user.username?.startsWith(SERVICE_ACCOUNT_PREFIX) ?? false,
  };
}

/**
 * What Keycloak is sent: `enabled` always, since it would be false without; `attributes` always, so that what is
 * left out is cleared; text fields that are cleared as absent.
 */
function toRepresentation(user: UserWrite): Representation {
  const { password, createdTimestamp, attributes, ...fields } = user;
  const present = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return {
    ...present,
    attributes: { ...attributes },
    ...(createdTimestamp === undefined ? {} : { createdTimestamp }),
    ...(password === undefined
      ? {}
      : { credentials: [{ type: 'password', value: password, temporary: false }] }),
  };
}

/** Ids that could be ids of Keycloak (or paths of a federated user); nobody else exists, and no URL is made of it. */
const ID = /^(?!\.{1,2}$)[^/\\?#%\p{Cc}\p{Cs}]{1,255}$/u;

/** Quotes a value for Keycloak's `q` parameter. */
const quoted = (value: string): string => `"${value.replaceAll('"', '\\"')}"`;

/**
 * The search parameters of a query. An empty value would be dropped from the URL and answer with everybody, so it
 * must not get this far.
 */
function parameters(query: UserQuery): Record<string, string | boolean> {
  if ('value' in query && query.value === '') throw new RangeError(`empty value in a query by ${query.by}`);
  switch (query.by) {
    case 'all':
    case 'id':
      return {};
    case 'enabled':
      return { enabled: query.value };
    case 'attribute':
      return { q: `${query.name}:${quoted(query.value)}`, exact: true };
    default:
      return { [query.by]: query.value, exact: true };
  }
}

/** Creates the users part of a realm. */
export function createUsers(admin: KeycloakAdminClient, call: Caller): KeycloakUsers {
  async function get(id: string): Promise<KeycloakUser | undefined> {
    if (!ID.test(id)) return undefined;
    const found = await call('GET users/{id}', () => admin.users.findOne({ id }));
    return found ? toUser(found) : undefined;
  }
  return {
    get,
    async find(query, { first, max }) {
      if (query.by === 'id') {
        const user = await get(query.id);
        return user === undefined || first > 0 ? [] : [user];
      }
      const found = await call(`GET users by ${query.by}`, () =>
        admin.users.find({ ...parameters(query), first, max, briefRepresentation: false }),
      );
      return found.map(toUser);
    },
    count: () => call('GET users/count', () => admin.users.count()),
    async create(user) {
      const { id } = await call('POST users', () => admin.users.create(toRepresentation(user)), {
        idempotent: false,
      });
      return id;
    },
    async replace(id, user) {
      await call('PUT users/{id}', () => admin.users.update({ id }, toRepresentation(user)));
    },
    async delete(id) {
      try {
        await call('DELETE users/{id}', () => admin.users.del({ id }));
        return true;
      } catch (error) {
        if (error instanceof KeycloakError && error.failure === 'notFound') return false;
        throw error;
      }
    },
    async endSessions(id) {
      await call('POST users/{id}/logout', () => admin.users.logout({ id }));
    },
  };
}
