import type { CompareValue } from '../../../scim/filter/ast.ts';
import type { ResolvedFilter } from '../../../scim/filter/targets.ts';
import { attributePath, type ResolvedAttribute } from '../../../scim/schema/lookup.ts';
import type { UserQuery, UserSource } from './users.ts';

/** How a plan finds users by values. */
export interface PlanContext {
  /** Returns where users with this value of an attribute are found; `undefined` if only a scan finds them. */
  readonly sources: (attribute: ResolvedAttribute, value: CompareValue) => readonly UserSource[] | undefined;
  /** The user attribute with the lookup keys. */
  readonly lookupAttribute: string;
  /** Whether the index of lookup keys is complete for this path, so that a miss means that there is no such user. */
  readonly indexed: (path: string) => boolean;
}

/** The cost of each kind of query: the lower, the fewer users it is expected to find. */
const RANK: Readonly<Record<UserQuery['by'], number>> = {
  id: 0,
  username: 1,
  email: 2,
  attribute: 3,
  group: 4,
  lastName: 5,
  firstName: 6,
  enabled: 7,
  all: 8,
};

function toQuery(source: UserSource, context: PlanContext): UserQuery | undefined {
  if (source.by !== 'lookup') return source;
  const byKey: UserQuery = { by: 'attribute', name: context.lookupAttribute, value: source.key };
  if (context.indexed(source.path)) return byKey;
  return source.otherwise === undefined ? undefined : toQuery(source.otherwise, context);
}

/**
 * Keycloak answers 400 to any parameter with a control character other than tab and line breaks (contract/users-search:
 * "with a control character is refused whatever is searched").
 */
const REFUSED_IN_QUERIES = /[^\P{Cc}\t\n\r]/u;

/**
 * Whether Keycloak can answer a query. Its `q` does not reliably find a backslash (contract/users-search: "does not
 * find a value with a backslash before a quote or at its end"), and an empty value in any parameter finds everybody
 * ("by an empty %s answers with everybody").
 */
export function expressible(query: UserQuery): boolean {
  if (!('value' in query) || typeof query.value === 'boolean') return true;
  if (query.value === '' || REFUSED_IN_QUERIES.test(query.value)) return false;
  return query.by !== 'attribute' || !query.value.includes('\\');
}

/** How queries for one kind of resource are planned. */
export interface Planning<Query> {
  /**
   * Returns queries that together find every resource with this value of an attribute; `undefined` if only a scan finds
   * them.
   */
  readonly queries: (attribute: ResolvedAttribute, value: CompareValue) => readonly Query[] | undefined;
  /** The cost of a query: the lower, the fewer resources it is expected to find. */
  readonly rank: (query: Query) => number;
}

/**
 * Finds queries that together return every resource that a filter matches, and perhaps others: the filter is evaluated
 * on the results. `undefined` if every resource has to be read.
 */
export function plan<Query>(filter: ResolvedFilter, planning: Planning<Query>): readonly Query[] | undefined {
  switch (filter.kind) {
    case 'compare': {
      const { resolved } = filter.path;
      if (filter.operator !== 'eq' || resolved === undefined) return undefined;
      const queries = planning.queries(resolved, filter.value);
      return queries === undefined || queries.length === 0 ? undefined : queries;
    }
    case 'element':
      return plan(filter.filter, planning);
    case 'and': {
      const rank = (queries: readonly Query[]): number => Math.max(...queries.map(planning.rank));
      return filter.filters
        .map((part) => plan(part, planning))
        .filter((queries) => queries !== undefined)
        .sort((a, b) => rank(a) - rank(b))[0];
    }
    case 'or': {
      const parts = filter.filters.map((part) => plan(part, planning));
      return parts.some((queries) => queries === undefined)
        ? undefined
        : parts.flatMap((queries) => queries ?? []);
    }
    case 'not':
    case 'present':
      return undefined;
  }
}

/**
 * Plans a filter on users: by id, and by the sources that the mapping knows for a value. `undefined` if all users have
 * to be read.
 */
export function planQueries(filter: ResolvedFilter, context: PlanContext): readonly UserQuery[] | undefined {
  return plan<UserQuery>(filter, {
    rank: ({ by }) => RANK[by],
    queries: (attribute, value) => {
      if (attributePath(attribute) === 'id')
        return typeof value === 'string' ? [{ by: 'id', id: value }] : undefined;
      const queries = context.sources(attribute, value)?.map((source) => toQuery(source, context));
      const answerable = queries?.filter((query) => query !== undefined && expressible(query));
      return answerable?.length === queries?.length
        ? (answerable as readonly UserQuery[] | undefined)
        : undefined;
    },
  });
}
