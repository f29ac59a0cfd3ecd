import { ScimError } from '../../scim/errors.ts';
import type { Filter } from '../../scim/filter/ast.ts';
import { compileFilter, filterPaths } from '../../scim/filter/evaluate.ts';
import { parseFilter } from '../../scim/filter/parse.ts';
import { resolveFilter } from '../../scim/filter/targets.ts';
import type { JsonObject } from '../../scim/json.ts';
import { LIMITS } from '../../scim/limits.ts';
import { listResponse } from '../../scim/messages.ts';
import { readPage, slice, type Page } from '../../scim/paging.ts';
import { compileProjection, type Projection, type Projector } from '../../scim/projection.ts';
import { resolve } from '../../scim/schema/lookup.ts';
import { readSorting, sortAttribute, sortResources, type Sorting } from '../../scim/sort.ts';
import type { Context } from '../lifecycle/context.ts';
import type { ListQuery } from './context.ts';
import type { Directory, OpenDirectory } from './directory.ts';
import { withList } from './references.ts';

/** Number of resources in a page, by default and at most. */
export const PAGE_LIMITS = { defaultCount: 100, maxCount: LIMITS.page.max };

/** Keycloak counts in 32-bit integers (contract/users-search: "if it begins beyond 2^31 - 1"). */
const MAX_FIRST = 2 ** 31 - 1;

/** The filter and the order of a list. */
interface Criteria {
  readonly filter: Filter | undefined;
  readonly sorting: Sorting | undefined;
}

interface Matches {
  readonly total: number;
  readonly resources: JsonObject[];
}

function tooMany({ tenant }: Context, { filter, sorting }: Criteria): ScimError {
  const reason =
    filter === undefined
      ? `Sorting by "${sorting?.sortBy ?? ''}"`
      : `The filter on ${filterPaths(filter)
          .map((path) => `"${path}"`)
          .join(', ')}`;
  return new ScimError(
    'tooMany',
    `${reason} would mean reading more than ${tenant.scanLimit} resources. Narrow the request with an equality on userName, displayName, externalId, id or emails.value.`,
  );
}

/** Whether the list is in Keycloak's own order, so that only the requested page has to be read. */
const isNatural = ({ naturalOrder }: Directory, { filter, sorting }: Criteria): boolean =>
  filter === undefined &&
  (sorting === undefined || (!sorting.descending && sorting.sortBy.toLowerCase() === naturalOrder));

async function readPageOf(directory: Directory, page: Page): Promise<Matches> {
  const first = page.startIndex - 1;
  const readsPage = page.count > 0 && first <= MAX_FIRST;
  const resources = readsPage ? await directory.window(first, page.count) : [];
  const isLastPage = readsPage && resources.length < page.count && (resources.length > 0 || first === 0);
  return { total: isLastPage ? first + resources.length : await directory.count(), resources };
}

const hasSortAttribute = ({ type }: Directory, { sortBy }: Sorting): boolean =>
  resolve(type, sortBy).kind === 'attribute';

/** Refuses to sort by an attribute that no type has; a type without the attribute stays in its own order. */
function checkSorting(directories: readonly Directory[], sorting: Sorting | undefined): void {
  if (sorting === undefined) return;
  const [first] = directories;
  const sorted = directories.filter((directory) => hasSortAttribute(directory, sorting));
  for (const { type } of sorted.length === 0 && first !== undefined ? [first] : sorted) {
    sortAttribute(type, sorting.sortBy);
  }
}

/** Finds all resources of a directory that match the criteria, in their order. */
async function findMatching(
  context: Context,
  directory: Directory,
  criteria: Criteria,
  typeCount: number,
): Promise<JsonObject[]> {
  const { filter, sorting } = criteria;
  const { tenant } = context;
  const unknown = typeCount > 1 ? 'noMatch' : tenant.behaviours.unknownFilterAttributes;
  const resolved = filter === undefined ? undefined : resolveFilter(filter, directory.type, unknown);
  const matches = resolved === undefined ? () => true : compileFilter(resolved);
  const candidates = await directory.candidates(resolved, tenant.scanLimit);
  if (candidates === undefined) throw tooMany(context, criteria);
  const resources = candidates.filter(matches);
  return sorting === undefined || !hasSortAttribute(directory, sorting)
    ? resources
    : sortResources(directory.type, resources, sorting);
}

/** Adds the costly attribute to a resource if the projection includes it; removes it otherwise. */
export async function completeResource(
  directory: Directory,
  resource: JsonObject,
  projection: Projection,
): Promise<JsonObject> {
  return complete(directory, resource, compileProjection(directory.type, projection));
}

async function complete(
  directory: Directory,
  resource: JsonObject,
  projector: Projector,
): Promise<JsonObject> {
  return projector.wants(directory.costly)
    ? directory.complete(resource)
    : withList(resource, directory.costly, []);
}

/** Reads the part of a page that is in one directory. */
async function readPart(
  context: Context,
  directory: Directory,
  { criteria, typeCount }: { readonly criteria: Criteria; readonly typeCount: number },
  page: Page,
): Promise<Matches> {
  if (isNatural(directory, criteria)) return readPageOf(directory, page);
  const all = await findMatching(context, directory, criteria, typeCount);
  return { total: all.length, resources: slice(all, page) };
}

/**
 * Lists resources of one or several types, one type after the other (RFC 7644 §3.4.2, §3.4.3). The list is complete:
 * if too many resources would have to be read, the request is refused.
 */
export async function search(
  context: Context,
  open: readonly OpenDirectory[],
  query: ListQuery,
): Promise<JsonObject> {
  const page = readPage(query, PAGE_LIMITS);
  const { filter: text } = query;
  const criteria: Criteria = {
    filter: text === undefined || text.trim() === '' ? undefined : parseFilter(text),
    sorting: readSorting(query),
  };
  const resources: JsonObject[] = [];
  let total = 0;
  const directories = open.map((openDirectory) => openDirectory(context.tenant));
  checkSorting(directories, criteria.sorting);
  for (const directory of directories) {
    const rest: Page = {
      ...page,
      startIndex: Math.max(1, page.startIndex - total),
      count: page.count - resources.length,
    };
    const part = await readPart(context, directory, { criteria, typeCount: open.length }, rest);
    total += part.total;
    const projector = compileProjection(directory.type, query);
    const completedResources = await Promise.all(
      part.resources.map((resource) => complete(directory, resource, projector)),
    );
    resources.push(...completedResources.map((resource) => projector.show(resource)));
  }
  return listResponse({ total, startIndex: page.startIndex, resources });
}
