import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from './call.ts';
import {
  KeycloakError,
  type KeycloakUser,
  type KeycloakUsers,
  type UserQuery,
  type UserWrite,
} from './port.ts';
import {
  attributeQuery,
  deleted,
  isId,
  refuseEmpty,
  membersOf,
  toUser,
  type UserRepresentation,
} from './representation.ts';

/**
 * What Keycloak is sent: `enabled` always, since it would be false without; `attributes` always, so that what is
 * left out is cleared; text fields that are cleared as absent.
 */
function toRepresentation(user: UserWrite): UserRepresentation {
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

type Searched = Exclude<UserQuery, { by: 'id' | 'group' }>;

function parameters(query: Searched): Record<string, string | boolean> {
  refuseEmpty(query);
  switch (query.by) {
    case 'all':
      return {};
    case 'enabled':
      return { enabled: query.value };
    case 'attribute':
      return { q: attributeQuery(query.name, query.value), exact: true };
    default:
      return { [query.by]: query.value, exact: true };
  }
}

/** Keycloak's words for a field that must not be written. */
const READ_ONLY = 'error-user-attribute-read-only';

/** Creates the users part of a realm. */
export function createUsers(admin: KeycloakAdminClient, call: Caller): KeycloakUsers {
  async function get(id: string): Promise<KeycloakUser | undefined> {
    if (!isId(id)) return undefined;
    const found = await call('GET users/{id}', () => admin.users.findOne({ id }));
    return found ? toUser(found) : undefined;
  }

  /** A field that is read-only is the doing of the user's federation, where there is one, and not of the realm. */
  async function refusal(id: string, error: unknown): Promise<unknown> {
    if (!(error instanceof KeycloakError) || !error.problems.some(({ message }) => message === READ_ONLY)) {
      return error;
    }
    const found = await call('GET users/{id}', () => admin.users.findOne({ id }));
    if (found?.federationLink === undefined) return error;
    const { message, problems, status } = error;
    return new KeycloakError('readOnly', message, { problems, status, cause: error });
  }

  async function list(query: UserQuery, first: number, max: number): Promise<UserRepresentation[]> {
    if (query.by === 'group') {
      const { groupId: id } = query;
      if (!isId(id)) return [];
      return (await membersOf(admin, call, { id, first, max, briefRepresentation: false })) ?? [];
    }
    return call(`GET users by ${query.by}`, () =>
      admin.users.find({ ...parameters(query as Searched), first, max, briefRepresentation: false }),
    );
  }

  return {
    get,
    async find(query, { first, max }) {
      if (query.by === 'id') {
        const user = first > 0 ? undefined : await get(query.id);
        return user === undefined ? [] : [user];
      }
      return (await list(query, first, max)).map(toUser);
    },
    count: () => call('GET users/count', () => admin.users.count()),
    async create(user) {
      const { id } = await call('POST users', () => admin.users.create(toRepresentation(user)), {
        idempotent: false,
      });
      return id;
    },
    async replace(id, user) {
      try {
        await call('PUT users/{id}', () => admin.users.update({ id }, toRepresentation(user)));
      } catch (error) {
        throw await refusal(id, error);
      }
    },
    delete: (id) => deleted(call('DELETE users/{id}', () => admin.users.del({ id }))),
    async endSessions(id) {
      await call('POST users/{id}/logout', () => admin.users.logout({ id }));
    },
  };
}
