import type { CompareValue, Filter } from '../../../scim/filter/ast.ts';
import type { UserQuery, UserSource } from './users.ts';

/** What a plan is made from. */
export interface PlanContext {
  /** Where users with this value at this path are found; `undefined`: only a scan finds them. */
  readonly sources: (path: string, value: CompareValue) => readonly UserSource[] | undefined;
  /** The user attribute that holds lookup keys. */
  readonly lookupAttribute: string;
  /** Whether every user with a value at this path is in the index of lookup keys, so that a miss can be believed. */
  readonly indexed: (path: string) => boolean;
}

/** How few users a query is expected to answer with; the lower, the better. */
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
  const keyed: UserQuery = { by: 'attribute', name: context.lookupAttribute, value: source.key };
  if (context.indexed(source.path)) return keyed;
  return source.otherwise === undefined ? undefined : toQuery(source.otherwise, context);
}

/** Keycloak refuses any parameter with a control character other than tab and line breaks. */
const REFUSED_IN_QUERIES = /[^\P{Cc}\t\n\r]/u;

/** Whether Keycloak can be asked: a backslash cannot be expressed reliably in its `q`, nor an empty value in any parameter. */
export function expressible(query: UserQuery): boolean {
  if (!('value' in query) || typeof query.value === 'boolean') return true;
  if (query.value === '' || REFUSED_IN_QUERIES.test(query.value)) return false;
  return query.by !== 'attribute' || !query.value.includes('\\');
}

/** How filters spell `id`. */
export const ID_PATH = /^(urn:[^[]*:)?id$/i;

/** Queries of one kind, and how few resources each is expected to answer with. */
export interface Planning<Query> {
  /** Queries that together hold every resource with this value at this path; `undefined`: only a scan finds them. */
  readonly queries: (path: string, value: CompareValue) => readonly Query[] | undefined;
  /** The lower, the fewer resources. */
  readonly rank: (query: Query) => number;
}

/**
 * Finds queries whose answers together hold every resource that a filter matches (and perhaps others: the filter is
 * evaluated on what comes back). `undefined` means that every resource has to be looked at.
 */
export function plan<Query>(
  filter: Filter,
  planning: Planning<Query>,
  prefix = '',
): readonly Query[] | undefined {
  switch (filter.kind) {
    case 'compare': {
      if (filter.operator !== 'eq') return undefined;
      const queries = planning.queries(`${prefix}${filter.path}`, filter.value);
      return queries === undefined || queries.length === 0 ? undefined : queries;
    }
    case 'element':
      return plan(filter.filter, planning, `${prefix}${filter.path}.`);
    case 'and': {
      const rank = (queries: readonly Query[]): number => Math.max(...queries.map(planning.rank));
      return filter.filters
        .map((part) => plan(part, planning, prefix))
        .filter((queries) => queries !== undefined)
        .sort((a, b) => rank(a) - rank(b))[0];
    }
    case 'or': {
      const parts = filter.filters.map((part) => plan(part, planning, prefix));
      return parts.some((queries) => queries === undefined)
        ? undefined
        : parts.flatMap((queries) => queries ?? []);
    }
    case 'not':
    case 'present':
      return undefined;
  }
}

/** Plans a filter on users: by id, and wherever their mapping finds values. */
export function planQueries(filter: Filter, context: PlanContext): readonly UserQuery[] | undefined {
  return plan<UserQuery>(filter, {
    rank: ({ by }) => RANK[by],
    queries: (path, value) => {
      if (ID_PATH.test(path)) return typeof value === 'string' ? [{ by: 'id', id: value }] : undefined;
      const queries = context.sources(path, value)?.map((source) => toQuery(source, context));
      const known = queries?.filter((query) => query !== undefined && expressible(query));
      return known?.length === queries?.length ? (known as readonly UserQuery[] | undefined) : undefined;
    },
  });
}
