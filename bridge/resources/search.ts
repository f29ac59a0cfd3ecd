import { LOOKUP_ATTRIBUTE } from '../../mappers/lookupKey.ts';
import { planQueries } from '../keycloak/plan.ts';
import type { KeycloakUser, UserQuery } from '../keycloak/port.ts';
import { ScimError } from '../scim/errors.ts';
import type { Filter } from '../scim/filter/ast.ts';
import { compileFilter, filterPaths } from '../scim/filter/evaluate.ts';
import { parseFilter } from '../scim/filter/parse.ts';
import type { JsonObject } from '../scim/json.ts';
import { listResponse } from '../scim/messages.ts';
import { readPage, slice, type Page } from '../scim/paging.ts';
import { project } from '../scim/projection.ts';
import { readSorting, sortAttribute, sortResources, type Sorting } from '../scim/sort.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { Context, ListQuery } from './context.ts';
import { toScimError } from './failures.ts';
import { toResource } from './userView.ts';

/** Resources in a page when the client does not say, and at most. */
export const PAGE_LIMITS = { defaultCount: 100, maxCount: 1_000 };

/** How many users are read from Keycloak in one call. */
const WINDOW = 100;

/** Keycloak counts in 32-bit integers. */
const MAX_FIRST = 2 ** 31 - 1;

interface Found {
  readonly total: number;
  readonly resources: JsonObject[];
}

/** Reads all users that a query answers with, service accounts left out; `undefined` when there are more than `limit`. */
async function readAll(tenant: Tenant, query: UserQuery, limit: number): Promise<KeycloakUser[] | undefined> {
  const users: KeycloakUser[] = [];
  for (let first = 0; ; first += WINDOW) {
    const window = await tenant.realm.users.find(query, { first, max: WINDOW });
    users.push(...window.filter(({ serviceAccount }) => !serviceAccount));
    if (users.length > limit) return undefined;
    if (window.length < WINDOW) return users;
  }
}

function tooMany(tenant: Tenant, what: string): ScimError {
  return new ScimError(
    'tooMany',
    `${what} would mean reading more than ${tenant.scanLimit} users. Narrow the request with an equality on userName, externalId, id or emails.value.`,
  );
}

async function candidates(
  tenant: Tenant,
  filter: Filter | undefined,
  sorting: Sorting | undefined,
): Promise<KeycloakUser[]> {
  const plan =
    filter === undefined
      ? undefined
      : planQueries(filter, {
          sources: (path, value) => tenant.userMapping.sources(path, value),
          lookupAttribute: LOOKUP_ATTRIBUTE,
          indexed: tenant.indexed,
        });
  const what =
    filter === undefined
      ? `Sorting by "${sorting?.sortBy ?? ''}"`
      : `The filter on ${filterPaths(filter)
          .map((path) => `"${path}"`)
          .join(', ')}`;
  if (plan === undefined && (await tenant.realm.users.count()) > tenant.scanLimit)
    throw tooMany(tenant, what);
  const queries: readonly UserQuery[] = plan ?? [{ by: 'all' }];
  const answers = await Promise.all(queries.map((query) => readAll(tenant, query, tenant.scanLimit)));
  const users = new Map<string, KeycloakUser>();
  for (const answer of answers) {
    if (answer === undefined) throw tooMany(tenant, what);
    for (const user of answer) users.set(user.id, user);
  }
  return queries.length === 1
    ? [...users.values()]
    : [...users.values()].sort((a, b) => (a.username < b.username ? -1 : 1));
}

async function listAll({ tenant }: Context, page: Page): Promise<Found> {
  const { users } = tenant.realm;
  const first = page.startIndex - 1;
  const found =
    page.count === 0 || first > MAX_FIRST ? [] : await users.find({ by: 'all' }, { first, max: page.count });
  const people = found.filter(({ serviceAccount }) => !serviceAccount);
  const tells = found.length < page.count && (found.length > 0 || first === 0);
  const total = tells ? first + found.length : await users.count();
  return { total, resources: people.map((user) => toResource(tenant, user)) };
}

async function listMatching(
  context: Context,
  filter: Filter | undefined,
  sorting: Sorting | undefined,
  page: Page,
): Promise<Found> {
  const { tenant } = context;
  const unknown = tenant.behaviours.unknownFilterAttributes;
  const matches = filter === undefined ? () => true : compileFilter(filter, tenant.userType, { unknown });
  if (sorting !== undefined) sortAttribute(tenant.userType, sorting.sortBy);
  const users = await candidates(tenant, filter, sorting);
  const resources = users.map((user) => toResource(tenant, user)).filter(matches);
  const ordered = sorting === undefined ? resources : sortResources(tenant.userType, resources, sorting);
  return { total: ordered.length, resources: slice(ordered, page) };
}

/** Keycloak's own order is by username, so that a list sorted that way needs no more than its page. */
const isNatural = (sorting: Sorting | undefined): boolean =>
  sorting === undefined || (!sorting.descending && sorting.sortBy.toLowerCase() === 'username');

/** Lists the users that a client asks for (RFC 7644 §3.4.2): never a part of them without saying so. */
export async function listUsers(context: Context, query: ListQuery): Promise<JsonObject> {
  const { tenant } = context;
  const page = readPage(query, PAGE_LIMITS);
  const sorting = readSorting(query);
  const filter =
    query.filter === undefined || query.filter.trim() === '' ? undefined : parseFilter(query.filter);
  try {
    const found =
      filter === undefined && isNatural(sorting)
        ? await listAll(context, page)
        : await listMatching(context, filter, sorting, page);
    return listResponse({
      total: found.total,
      startIndex: page.startIndex,
      resources: found.resources.map((resource) => project(tenant.userType, resource, query)),
    });
  } catch (error) {
    throw toScimError(error, tenant);
  }
}
