import type { Filter } from '../scim/filter/ast.ts';
import type { Json } from '../scim/json.ts';
import type { UserQuery, UserSource } from './port.ts';

/** What a plan is made from. */
export interface PlanContext {
  /** Where users with this value at this path are found; `undefined`: only a scan finds them. */
  readonly sources: (path: string, value: Json) => readonly UserSource[] | undefined;
  /** The user attribute that holds lookup keys. */
  readonly lookupAttribute: string;
  /** Whether every user of the realm is in the index of lookup keys, so that a miss can be believed. */
  readonly indexed: boolean;
}

/** How few users a query is expected to answer with; the lower, the better. */
const RANK: Readonly<Record<UserQuery['by'], number>> = {
  id: 0,
  username: 1,
  email: 2,
  attribute: 3,
  lastName: 4,
  firstName: 5,
  enabled: 6,
  all: 7,
};

function toQuery(source: UserSource, context: PlanContext): UserQuery | undefined {
  if (source.by !== 'lookup') return source;
  const keyed: UserQuery = { by: 'attribute', name: context.lookupAttribute, value: source.key };
  if (context.indexed) return keyed;
  return source.otherwise === undefined ? undefined : toQuery(source.otherwise, context);
}

/** A backslash cannot be expressed reliably in Keycloak's `q`, nor can an empty value in any parameter. */
function expressible(query: UserQuery): boolean {
  if (query.by === 'attribute') return query.value !== '' && !query.value.includes('\\');
  return !('value' in query) || query.value !== '';
}

const rank = (queries: readonly UserQuery[]): number => Math.max(...queries.map(({ by }) => RANK[by]));

/**
 * Finds queries whose answers together hold every user that a filter matches (and perhaps others: the filter is
 * evaluated on what comes back). `undefined` means that every user of the realm has to be looked at.
 */
export function planQueries(
  filter: Filter,
  context: PlanContext,
  prefix = '',
): readonly UserQuery[] | undefined {
  switch (filter.kind) {
    case 'compare': {
      if (filter.operator !== 'eq') return undefined;
      const path = `${prefix}${filter.path}`;
      if (path.toLowerCase() === 'id') {
        return typeof filter.value === 'string' ? [{ by: 'id', id: filter.value }] : undefined;
      }
      const queries = context.sources(path, filter.value)?.map((source) => toQuery(source, context));
      if (queries === undefined || queries.length === 0) return undefined;
      const known = queries.filter((query) => query !== undefined && expressible(query));
      return known.length === queries.length ? (known as UserQuery[]) : undefined;
    }
    case 'element':
      return planQueries(filter.filter, context, `${prefix}${filter.path}.`);
    case 'and': {
      const plans = filter.filters
        .map((part) => planQueries(part, context, prefix))
        .filter((plan) => plan !== undefined);
      return plans.sort((a, b) => rank(a) - rank(b))[0];
    }
    case 'or': {
      const plans = filter.filters.map((part) => planQueries(part, context, prefix));
      return plans.some((plan) => plan === undefined) ? undefined : plans.flatMap((plan) => plan ?? []);
    }
    case 'not':
    case 'present':
      return undefined;
  }
}
