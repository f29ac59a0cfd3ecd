import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from '../call.ts';
import { KeycloakError } from '../../port/errors.ts';
import type {
  FederatedIdentity,
  KeycloakUser,
  NewUser,
  UserCalls,
  UserQuery,
  UserReplacement,
  UserWrites,
} from '../../port/users.ts';
import { expressible } from '../../port/queryPlan.ts';
import { required } from '../../port/required.ts';
import {
  attributeQuery,
  deleteOnce,
  isId,
  refuseEmpty,
  listMembers,
  toUser,
  type UserRepresentation,
} from '../representation.ts';

const toFederatedIdentity = ({ provider, userId, userName }: FederatedIdentity) => ({
  identityProvider: provider,
  userId,
  userName,
});

/**
 * Builds the body of a POST or PUT. It always has `attributes`, because only then does Keycloak clear the names, e-mail
 * address and attributes that are left out (contract/users-write: "with attributes clears names and e-mail address that
 * are left out", "without attributes keeps everything that is left out"). A new user needs `enabled`: without it
 * Keycloak creates a disabled one ("makes a disabled user without "enabled""), while a PUT leaves it as it is.
 */
function toRepresentation(
  user: Omit<NewUser, 'enabled'> & Pick<UserReplacement, 'enabled'>,
): UserRepresentation {
  const { password, createdTimestamp, attributes, groups, requiredActions, identity, ...fields } = user;
  const definedFields = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return {
    ...definedFields,
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

/** The consent of a user to a client, as Keycloak lists it; an additional grant is an offline token. */
interface Consent {
  readonly clientId: string;
  readonly additionalGrants?: readonly unknown[];
}

/**
 * Maximum length of the ids in one search, about ninety of them: Keycloak takes 4,096 characters in the request line.
 */
const MAX_IDS_LENGTH = 3_400;

/** Joins ids by spaces into texts that each fit into one search. */
function batchIds(ids: readonly string[]): string[] {
  const texts: string[] = [];
  for (const id of ids) {
    const last = texts.at(-1);
    if (last === undefined || encodeURIComponent(`${last}${id}`).length > MAX_IDS_LENGTH) texts.push(id);
    else texts[texts.length - 1] = `${last} ${id}`;
  }
  return texts;
}

type SearchQuery = Exclude<UserQuery, { by: 'id' | 'group' }>;

/** Returns the URL parameters of a query; `exact` makes it an equality, which Keycloak finds by an index. */
function parameters(query: SearchQuery): Record<string, string | boolean> {
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

/** Creates the operations that read the users of a realm. */
function createReads(admin: KeycloakAdminClient, call: Caller): Omit<UserCalls, keyof UserWrites> {
  async function get(id: string): Promise<KeycloakUser | undefined> {
    if (!isId(id)) return undefined;
    const user = await call('GET users/{id}', () => admin.users.findOne({ id }));
    if (!user) return undefined;
    if (user.id !== id) throw new KeycloakError('unexpected', 'GET users/{id}: the answer is not this user');
    return toUser(user);
  }

  async function list(query: UserQuery, first: number, max: number): Promise<UserRepresentation[]> {
    if (query.by === 'group') {
      const { groupId: id } = query;
      if (!isId(id)) return [];
      return (await listMembers(admin, call, { id, first, max, briefRepresentation: false })) ?? [];
    }
    // No user can have such a name or address, and Keycloak answers 400 to the search (contract/users-search: "with a
    // control character is refused whatever is searched").
    if ((query.by === 'username' || query.by === 'email') && !expressible(query)) return [];
    const users: unknown = await call(`GET users by ${query.by}`, () =>
      admin.users.find({ ...parameters(query as SearchQuery), first, max, briefRepresentation: false }),
    );
    if (Array.isArray(users)) return users as UserRepresentation[];
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
      const validIds = ids.filter(isId);
      // The search separates ids by spaces, so that an id with one (of a federation) is read on its own.
      const [idsWithSpace, plainIds] = [
        validIds.filter((id) => /\s/.test(id)),
        validIds.filter((id) => !/\s/.test(id)),
      ];
      const batches = await Promise.all([
        ...idsWithSpace.map(async (id) => [await get(id)].filter((user) => user !== undefined)),
        ...batchIds(plainIds).map(async (text) => {
          const users = await call('GET users by ids', () =>
            admin.users.find({ search: `id:${text}`, briefRepresentation }),
          );
          return users.map(toUser);
        }),
      ]);
      return batches.flat();
    },
    count: (query = { by: 'all' }) =>
      call('GET users/count', () => admin.users.count(parameters(query as SearchQuery))),
    async isWritable(id) {
      const user = await call('GET users/{id}', () => admin.users.findOne({ id, userProfileMetadata: true }));
      // A read-only federation makes every field read-only.
      const email = user?.userProfileMetadata?.attributes?.find(({ name }) => name === 'email');
      return email?.readOnly !== true;
    },
    async offlineGrants(id) {
      const consents: unknown = await call('GET users/{id}/consents', () => admin.users.listConsents({ id }));
      return (consents as Consent[]).flatMap(({ clientId, additionalGrants = [] }) =>
        additionalGrants.length > 0 ? [clientId] : [],
      );
    },
    async linkedTo(idpAlias, idpUserId) {
      refuseEmpty({ by: 'identity', value: idpUserId });
      const users: unknown = await call('GET users by identity', () =>
        admin.users.find({ idpAlias, idpUserId, max: 1, briefRepresentation: true }),
      );
      if (!Array.isArray(users)) {
        throw new KeycloakError('unexpected', 'GET users by identity: the answer is no list');
      }
      const [user] = users as UserRepresentation[];
      return user === undefined ? undefined : toUser(user);
    },
  };
}

/** Creates the operations that change the users of a realm. */
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
      // Without `attributes` Keycloak leaves everything else as it is (contract/users-write: "without attributes keeps
      // everything that is left out").
      await call('PUT users/{id}', () => admin.users.update({ id }, { enabled }));
    },
    delete: (id) => deleteOnce(call, 'DELETE users/{id}', () => admin.users.del({ id })),
    async endSessions(id) {
      await call('POST users/{id}/logout', () => admin.users.logout({ id }));
    },
    async endOfflineGrant(id, clientId) {
      await deleteOnce(call, 'DELETE users/{id}/consents/{client}', () =>
        admin.users.revokeConsent({ id, clientId }),
      );
    },
    async removeAccess(id) {
      const [credentials, links, consents] = await Promise.all([
        call('GET users/{id}/credentials', () => admin.users.getCredentials({ id })),
        call('GET users/{id}/federated-identity', () => admin.users.listFederatedIdentities({ id })),
        call('GET users/{id}/consents', () => admin.users.listConsents({ id })) as Promise<unknown>,
      ]);
      for (const { id: credentialId } of credentials) {
        // The password of a user in a directory has no id: it is not Keycloak's to delete.
        if (credentialId === undefined) continue;
        await deleteOnce(call, 'DELETE users/{id}/credentials/{id}', () =>
          admin.users.deleteCredential({ id, credentialId }),
        );
      }
      for (const { identityProvider } of links) {
        const federatedIdentityId = required(identityProvider, 'the identity provider of a link');
        await deleteOnce(call, 'DELETE users/{id}/federated-identity/{provider}', () =>
          admin.users.delFromFederatedIdentity({ id, federatedIdentityId }),
        );
      }
      for (const { clientId } of consents as Consent[]) {
        await deleteOnce(call, 'DELETE users/{id}/consents/{client}', () =>
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

/** Creates the part of the port for users. */
export const createUsers = (admin: KeycloakAdminClient, call: Caller): UserCalls => ({
  ...createReads(admin, call),
  ...createWrites(admin, call),
});
