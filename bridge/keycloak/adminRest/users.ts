import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from './call.ts';
import { KeycloakError } from '../port/errors.ts';
import type {
  FederatedIdentity,
  KeycloakUser,
  KeycloakUsers,
  NewUser,
  UserQuery,
  UserReplacement,
  UserWrites,
} from '../port/users.ts';
import { expressible } from '../port/queryPlan.ts';
import {
  attributeQuery,
  deleted,
  isId,
  refuseEmpty,
  membersOf,
  toUser,
  type UserRepresentation,
} from './representation.ts';

const toFederatedIdentity = ({ provider, userId, userName }: FederatedIdentity) => ({
  identityProvider: provider,
  userId,
  userName,
});

/**
 * What Keycloak is sent: `attributes` always, so that what is left out is cleared; text fields that are cleared as
 * absent. Without `enabled` a new user would be disabled; one who is replaced stays as it is.
 */
function toRepresentation(
  user: Omit<NewUser, 'enabled'> & Pick<UserReplacement, 'enabled'>,
): UserRepresentation {
  const { password, createdTimestamp, attributes, groups, requiredActions, identity, ...fields } = user;
  const present = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return {
    ...present,
    attributes: { ...attributes },
    ...(createdTimestamp === undefined ? {} : { createdTimestamp }),
    ...(password === undefined
      ? {}
      : { credentials: [{ type: 'password', value: password, temporary: false }] }),
    ...(groups === undefined ? {} : { groups: [...groups] }),
    ...(requiredActions === undefined ? {} : { requiredActions: [...requiredActions] }),
    ...(identity === undefined ? {} : { federatedIdentities: [toFederatedIdentity(identity)] }),
  };
}

/** What a user lets a client do, as Keycloak lists it: offline tokens are additional grants. */
interface Consent {
  readonly clientId: string;
  readonly additionalGrants?: readonly unknown[];
}

/** Most characters of the ids that are asked for in one call: about ninety; Keycloak takes 4096 in the first line of a request. */
const MAX_IDS = 3_400;

/** Ids in portions that each fit into one search, where they stand with blanks between them. */
function portions(ids: readonly string[]): string[] {
  const texts: string[] = [];
  for (const id of ids) {
    const last = texts.at(-1);
    if (last === undefined || encodeURIComponent(`${last}${id}`).length > MAX_IDS) texts.push(id);
    else texts[texts.length - 1] = `${last} ${id}`;
  }
  return texts;
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
      return {
        q: attributeQuery(query.name, query.value),
        exact: true,
        ...(query.username === undefined ? {} : { username: query.username }),
      };
    default:
      return { [query.by]: query.value, exact: true };
  }
}

/** What reads the users of a realm. */
function createReads(admin: KeycloakAdminClient, call: Caller): Omit<KeycloakUsers, keyof UserWrites> {
  async function get(id: string): Promise<KeycloakUser | undefined> {
    if (!isId(id)) return undefined;
    const found = await call('GET users/{id}', () => admin.users.findOne({ id }));
    if (!found) return undefined;
    if (found.id !== id) throw new KeycloakError('unexpected', 'GET users/{id}: the answer is not this user');
    return toUser(found);
  }

  async function list(query: UserQuery, first: number, max: number): Promise<UserRepresentation[]> {
    if (query.by === 'group') {
      const { groupId: id } = query;
      if (!isId(id)) return [];
      return (await membersOf(admin, call, { id, first, max, briefRepresentation: false })) ?? [];
    }
    // Keycloak takes no such name or address for a user, and answers 400 when it is asked for one.
    if ((query.by === 'username' || query.by === 'email') && !expressible(query)) return [];
    const found: unknown = await call(`GET users by ${query.by}`, () =>
      admin.users.find({ ...parameters(query as Searched), first, max, briefRepresentation: false }),
    );
    if (Array.isArray(found)) return found as UserRepresentation[];
    throw new KeycloakError('unexpected', `GET users by ${query.by}: the answer is no list`);
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
    async byIds(ids, { brief: briefRepresentation }) {
      const known = ids.filter(isId);
      const [odd, plain] = [known.filter((id) => /\s/.test(id)), known.filter((id) => !/\s/.test(id))];
      const found = await Promise.all([
        ...odd.map(async (id) => [await get(id)].filter((user) => user !== undefined)),
        ...portions(plain).map(async (text) => {
          const users = await call('GET users by ids', () =>
            admin.users.find({ search: `id:${text}`, briefRepresentation }),
          );
          return users.map(toUser);
        }),
      ]);
      return found.flat();
    },
    count: (query = { by: 'all' }) =>
      call('GET users/count', () => admin.users.count(parameters(query as Searched))),
    async isWritable(id) {
      const found = await call('GET users/{id}', () =>
        admin.users.findOne({ id, userProfileMetadata: true }),
      );
      const email = found?.userProfileMetadata?.attributes?.find(({ name }) => name === 'email');
      return email?.readOnly !== true;
    },
    async offlineGrants(id) {
      const consents: unknown = await call('GET users/{id}/consents', () => admin.users.listConsents({ id }));
      return (consents as Consent[]).flatMap(({ clientId, additionalGrants = [] }) =>
        additionalGrants.length > 0 ? [clientId] : [],
      );
    },
    async isLinked(idpAlias, idpUserId) {
      refuseEmpty({ by: 'identity', value: idpUserId });
      const found: unknown = await call('GET users by identity', () =>
        admin.users.find({ idpAlias, idpUserId, max: 1, briefRepresentation: true }),
      );
      if (!Array.isArray(found)) {
        throw new KeycloakError('unexpected', 'GET users by identity: the answer is no list');
      }
      return found.length > 0;
    },
  };
}

/** What changes the users of a realm. */
function createWrites(admin: KeycloakAdminClient, call: Caller): UserWrites {
  return {
    async create(user) {
      const { id } = await call('POST users', () => admin.users.create(toRepresentation(user)), {
        idempotent: false,
      });
      return id;
    },
    async replace(id, user) {
      await call('PUT users/{id}', () => admin.users.update({ id }, toRepresentation(user)));
    },
    async setEnabled(id, enabled) {
      await call('PUT users/{id}', () => admin.users.update({ id }, { enabled }));
    },
    delete: (id) => deleted(call, 'DELETE users/{id}', () => admin.users.del({ id })),
    async endSessions(id) {
      await call('POST users/{id}/logout', () => admin.users.logout({ id }));
    },
    async endOfflineGrant(id, clientId) {
      await deleted(call, 'DELETE users/{id}/consents/{client}', () =>
        admin.users.revokeConsent({ id, clientId }),
      );
    },
    async removeAccess(id) {
      const [credentials, links, consents] = await Promise.all([
        call('GET users/{id}/credentials', () => admin.users.getCredentials({ id })),
        call('GET users/{id}/federated-identity', () => admin.users.listFederatedIdentities({ id })),
        call('GET users/{id}/consents', () => admin.users.listConsents({ id })) as Promise<unknown>,
      ]);
      for (const { id: credentialId = '' } of credentials) {
        await deleted(call, 'DELETE users/{id}/credentials/{id}', () =>
          admin.users.deleteCredential({ id, credentialId }),
        );
      }
      for (const { identityProvider: federatedIdentityId = '' } of links) {
        await deleted(call, 'DELETE users/{id}/federated-identity/{provider}', () =>
          admin.users.delFromFederatedIdentity({ id, federatedIdentityId }),
        );
      }
      for (const { clientId } of consents as Consent[]) {
        await deleted(call, 'DELETE users/{id}/consents/{client}', () =>
          admin.users.revokeConsent({ id, clientId }),
        );
      }
    },
    async sendActions(id, { actions, lifespanSeconds: lifespan, clientId, redirectUri }) {
      const query = {
        ...(lifespan === undefined ? {} : { lifespan }),
        ...(clientId === undefined ? {} : { clientId }),
        ...(redirectUri === undefined ? {} : { redirectUri }),
      };
      await call(
        'PUT users/{id}/execute-actions-email',
        () => admin.users.executeActionsEmail({ id, actions: [...actions], ...query }),
        { idempotent: false },
      );
    },
  };
}

/** Creates the users part of a realm. */
export const createUsers = (admin: KeycloakAdminClient, call: Caller): KeycloakUsers => ({
  ...createReads(admin, call),
  ...createWrites(admin, call),
});
