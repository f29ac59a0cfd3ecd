import { LOOKUP_ATTRIBUTE } from '../../../mappers/compile/lookupKey.ts';
import { KEPT_EMAIL_ATTRIBUTE } from '../../../mappers/compile/storage/keptEmail.ts';
import {
  countVisible,
  isVisible,
  ownUsersQuery,
  readVisible,
  seesEverybody,
} from '../../lifecycle/visibility.ts';
import { planQueries } from '../../keycloak/port/queryPlan.ts';
import type { KeycloakUser, UserQuery, UserSource } from '../../keycloak/port/users.ts';
import { readAll } from '../../keycloak/port/readAll.ts';
import type { CompareValue } from '../../../scim/filter/ast.ts';
import { objectOf, textAt, type JsonObject } from '../../../scim/json.ts';
import { attributePath, type ResolvedAttribute } from '../../../scim/schema/lookup.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { mentions, readUnion, type Directory } from '../directory.ts';
import { groupReferences, withList } from '../references.ts';
import { toResource } from './userView.ts';

/**
 * Adds the source of kept e-mail addresses, in realms that keep them or did so before, unless lookup keys find them:
 * `keepEmail` of the mapping writes those.
 */
function withKeptEmails(
  { config }: Tenant,
  sources: readonly UserSource[] | undefined,
): readonly UserSource[] | undefined {
  if (config.email === undefined || sources?.some(({ by }) => by === 'lookup') === true) return sources;
  return sources?.flatMap((source): UserSource[] =>
    source.by === 'email'
      ? [source, { by: 'attribute', name: KEPT_EMAIL_ATTRIBUTE, value: source.value }]
      : [source],
  );
}

/** Opens the directory of a tenant's users, without service accounts. */
export function openUsers(tenant: Tenant): Directory {
  const { users, groups } = tenant.realm;
  // Keycloak finds service accounts too (contract/users-search: "are among the answers to a search").
  const visibleUsers = (stored: readonly KeycloakUser[]): KeycloakUser[] =>
    stored.filter((user) => !user.serviceAccount && isVisible(tenant, user));
  const withGroups = async (resource: JsonObject): Promise<JsonObject> => {
    const userId = textAt(resource, 'id');
    const joined = await readAll((window) => groups.find({ by: 'member', userId }, window));
    return withList(resource, 'groups', groupReferences(tenant, joined));
  };

  const sources = (attribute: ResolvedAttribute, value: CompareValue): readonly UserSource[] | undefined =>
    ['groups', 'groups.value'].includes(attributePath(attribute)) && typeof value === 'string'
      ? [{ by: 'group', groupId: value }]
      : withKeptEmails(
          tenant,
          tenant.userMapping
            .sources(attribute, value)
            ?.flatMap((source) => (source.by === 'name' ? [] : [source])),
        );

  const runQueries = (queries: readonly UserQuery[], limit: number): Promise<KeycloakUser[] | undefined> =>
    readUnion(
      queries.map((query) => readAll((window) => users.find(query, window), limit)),
      (a, b) => (a.username < b.username ? -1 : 1),
    );

  /** Reads all users of the client's source, if no more than `limit` of them are visible; else `undefined`. */
  async function readAllIfFew(limit: number): Promise<KeycloakUser[] | undefined> {
    if ((await countVisible(tenant)) > limit) return undefined;
    return readAll((window) => users.find(ownUsersQuery(tenant), window));
  }

  return {
    type: tenant.userType,
    // contract/users-search: "is ordered by user name".
    naturalOrder: 'username',
    costly: 'groups',
    count: () => countVisible(tenant),
    window: async (first, max) =>
      visibleUsers(await readVisible(tenant, first, max)).map((user) => toResource(tenant, user)),

    async candidates(filter, limit) {
      const queries =
        filter === undefined
          ? undefined
          : planQueries(filter, {
              sources,
              lookupAttribute: LOOKUP_ATTRIBUTE,
              indexed: (path) => tenant.indexed.has(path),
            });
      const matches = queries === undefined ? undefined : await runQueries(queries, limit);
      // A query with too many matches settles it, unless some of the matches may be invisible to the client.
      const isTooMany = queries !== undefined && seesEverybody(tenant);
      const stored = matches ?? (isTooMany ? undefined : await readAllIfFew(limit));
      const resources =
        stored === undefined ? undefined : visibleUsers(stored).map((user) => toResource(tenant, user));
      const mentionCount = mentions(filter, 'groups');
      if (resources === undefined || mentionCount === 0) return resources;
      const [query, ...others] = matches === undefined ? [] : (queries ?? []);
      // All users that a search by group found are members of it, so their groups need not be read.
      if (mentionCount === 1 && others.length === 0 && query?.by === 'group') {
        return resources.map((resource) =>
          withList(resource, 'groups', [objectOf([['value', query.groupId]])]),
        );
      }
      return Promise.all(resources.map(withGroups));
    },

    complete: withGroups,
  };
}
