import { LOOKUP_ATTRIBUTE } from '../../../mappers/compile/lookupKey.ts';
import {
  countVisible,
  everybody,
  isVisible,
  seesEverybody,
  windowOfVisible,
} from '../../lifecycle/visibility.ts';
import { planQueries } from '../../keycloak/port/queryPlan.ts';
import type { KeycloakUser, UserQuery, UserSource } from '../../keycloak/port/users.ts';
import { readAll } from '../../keycloak/port/readAll.ts';
import type { CompareValue } from '../../../scim/filter/ast.ts';
import { objectOf, textAt, type JsonObject } from '../../../scim/json.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { mentions, readUnion, type Directory } from '../directory.ts';
import { groupReferences, withList } from '../references.ts';
import { toResource } from './userView.ts';

const GROUP_ID = /^(urn:[^[]*:)?groups(\.value)?$/i;

/** The users of a tenant, service accounts left out. */
export function openUsers(tenant: Tenant): Directory {
  const { users, groups } = tenant.realm;
  const people = (found: readonly KeycloakUser[]): KeycloakUser[] =>
    found.filter((user) => !user.serviceAccount && isVisible(tenant, user));
  const withGroups = async (resource: JsonObject): Promise<JsonObject> => {
    const userId = textAt(resource, 'id');
    const found = await readAll((window) => groups.find({ by: 'member', userId }, window));
    return withList(resource, 'groups', groupReferences(tenant, found));
  };

  const sources = (path: string, value: CompareValue): readonly UserSource[] | undefined =>
    GROUP_ID.test(path) && typeof value === 'string'
      ? [{ by: 'group', groupId: value }]
      : tenant.userMapping.sources(path, value)?.flatMap((source) => (source.by === 'name' ? [] : [source]));

  const answersOf = (queries: readonly UserQuery[], limit: number): Promise<KeycloakUser[] | undefined> =>
    readUnion(
      queries.map((query) => readAll((window) => users.find(query, window), limit)),
      (a, b) => (a.username < b.username ? -1 : 1),
    );

  /** All whom the client sees, and hidden ones; how many others there are makes no difference. */
  async function everybodyIfFew(limit: number): Promise<KeycloakUser[] | undefined> {
    if ((await countVisible(tenant)) > limit) return undefined;
    return readAll((window) => users.find(everybody(tenant), window));
  }

  return {
    type: tenant.userType,
    naturalOrder: 'username',
    costly: 'groups',
    count: () => countVisible(tenant),
    window: async (first, max) =>
      people(await windowOfVisible(tenant, first, max)).map((user) => toResource(tenant, user)),

    async candidates(filter, limit) {
      const planned =
        filter === undefined
          ? undefined
          : planQueries(filter, {
              sources,
              lookupAttribute: LOOKUP_ATTRIBUTE,
              indexed: (path) => tenant.indexed.has(path),
            });
      const answers = planned === undefined ? undefined : await answersOf(planned, limit);
      const isTooMuch = planned !== undefined && seesEverybody(tenant);
      const found = answers ?? (isTooMuch ? undefined : await everybodyIfFew(limit));
      const resources =
        found === undefined ? undefined : people(found).map((user) => toResource(tenant, user));
      const spoken = mentions(filter, 'groups');
      if (resources === undefined || spoken === 0) return resources;
      const [query, ...others] = answers === undefined ? [] : (planned ?? []);
      if (spoken === 1 && others.length === 0 && query?.by === 'group') {
        return resources.map((resource) =>
          withList(resource, 'groups', [objectOf([['value', query.groupId]])]),
        );
      }
      return Promise.all(resources.map(withGroups));
    },

    complete: withGroups,
  };
}
