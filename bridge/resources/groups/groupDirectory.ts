import { expressible, plan } from '../../keycloak/port/queryPlan.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { GroupQuery, KeycloakGroup, KeycloakGroups } from '../../keycloak/port/groups.ts';
import { readAll } from '../../keycloak/port/readAll.ts';
import { isVisible } from '../../lifecycle/visibility.ts';
import type { CompareValue } from '../../../scim/filter/ast.ts';
import { objectOf, type JsonObject } from '../../../scim/json.ts';
import { attributePath, type ResolvedAttribute } from '../../../scim/schema/lookup.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { mentions, readUnion, type Directory } from '../directory.ts';
import { toGroupResource } from './groupView.ts';
import { withList } from '../references.ts';
import { readMembers } from './membership.ts';

/** The order of queries, those that find few groups first; `member` is first, because it answers two terms at once. */
const RANK: Readonly<Record<GroupQuery['by'], number>> = { member: 0, id: 1, attribute: 2, name: 3, all: 4 };

/** Number of groups with a text in their names from which on Keycloak is asked for the very name. */
const MANY_NAMES = 20;

function queriesOf(
  tenant: Tenant,
  attribute: ResolvedAttribute,
  value: CompareValue,
): readonly GroupQuery[] | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const path = attributePath(attribute);
  if (path === 'id') return [{ by: 'id', id: value }];
  if (path === 'members' || path === 'members.value') return [{ by: 'member', userId: value }];
  const sources = tenant.groupMapping.sources(attribute, value);
  const queries = sources?.flatMap((source): GroupQuery[] => {
    if (source.by === 'name') return [{ by: 'name', value: source.value }];
    return source.by === 'attribute' && expressible(source) ? [source] : [];
  });
  return queries?.length === sources?.length ? queries : undefined;
}

/**
 * Keycloak finds every name that contains a text (contract/groups: "finds any part of the name"). Only names that equal
 * the text count: if many contain it, Keycloak is asked for the very name, and all are read only if there is no group
 * of that name. Another group of the same name in another case, which SCIM does not create, is then left out.
 */
async function findByName(groups: Pick<KeycloakGroups, 'find'>, value: string): Promise<KeycloakGroup[]> {
  const folded = value.toLowerCase();
  const find = (window: { first: number; max: number }) => groups.find({ by: 'name', value }, window);
  const isNamed = ({ name }: KeycloakGroup): boolean => name.toLowerCase() === folded;
  const first = await find({ first: 0, max: MANY_NAMES });
  if (first.length < MANY_NAMES) return first.filter(isNamed);
  const exact = await readAll((window) => groups.find({ by: 'name', value, exact: true }, window));
  const sameName = exact.filter(({ name }) => name === value);
  return sameName.length > 0 ? sameName : (await readAll(find)).filter(isNamed);
}

/** Opens the directory of a tenant's groups, subgroups included. */
export function openGroups(tenant: Tenant): Directory {
  const { groups } = tenant.realm;
  /** Adds the members; a group that was deleted since it was read has none. */
  async function withMembers(resource: JsonObject): Promise<JsonObject> {
    try {
      return await readMembers(tenant, resource);
    } catch (error) {
      if (error instanceof KeycloakError && error.failure === 'notFound')
        return withList(resource, 'members', []);
      throw error;
    }
  }

  /** Reads the groups that show a user among their members: none for the account of a client, or a user whom the client may not see. */
  async function groupsOf(query: GroupQuery & { readonly by: 'member' }): Promise<KeycloakGroup[]> {
    const joined = await readAll((window) => groups.find(query, window));
    const user = joined.length === 0 ? undefined : await tenant.realm.users.get(query.userId);
    return user !== undefined && !user.serviceAccount && isVisible(tenant, user) ? joined : [];
  }

  async function runQuery(query: GroupQuery, limit: number): Promise<KeycloakGroup[] | undefined> {
    if (query.by === 'member') {
      const joined = await groupsOf(query);
      return joined.length > limit ? undefined : joined;
    }
    if (query.by === 'name') return findByName(groups, query.value);
    return readAll((window) => groups.find(query, window), limit);
  }

  return {
    type: tenant.groupType,
    // Keycloak sorts capital letters first (contract/groups: "capitals first").
    naturalOrder: undefined,
    costly: 'members',
    count: () => groups.count(),
    window: async (first, max) =>
      (await groups.find({ by: 'all' }, { first, max })).map((group) => toGroupResource(tenant, group)),

    async candidates(filter, limit) {
      const plannedQueries =
        filter === undefined
          ? undefined
          : plan<GroupQuery>(filter, {
              queries: (attribute, value) => queriesOf(tenant, attribute, value),
              rank: ({ by }) => RANK[by],
            });
      if (plannedQueries === undefined && (await groups.count()) > limit) return undefined;
      const queries: readonly GroupQuery[] = plannedQueries ?? [{ by: 'all' }];
      const matchingGroups = await readUnion(
        queries.map((query) => runQuery(query, limit)),
        (a, b) => (a.name < b.name ? -1 : 1),
      );
      const resources = matchingGroups?.map((group) => toGroupResource(tenant, group));
      const mentionCount = mentions(filter, 'members');
      if (resources === undefined || mentionCount === 0) return resources;
      const [query] = queries;
      // The user is a member of all groups that a search by member found, so the members need not be read.
      if (mentionCount === 1 && queries.length === 1 && query?.by === 'member') {
        return resources.map((resource) =>
          withList(resource, 'members', [objectOf([['value', query.userId]])]),
        );
      }
      return Promise.all(resources.map(withMembers));
    },

    complete: withMembers,
  };
}
