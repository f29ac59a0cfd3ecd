import { ScimError } from '../../scim/errors.ts';
import type { Filter } from '../../scim/filter/ast.ts';
import { compileFilter, filterPaths } from '../../scim/filter/evaluate.ts';
import { parseFilter } from '../../scim/filter/parse.ts';
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

/** Resources in a page when the client does not say, and at most. */
export const PAGE_LIMITS = { defaultCount: 100, maxCount: LIMITS.page.max };

/** Keycloak counts in 32-bit integers. */
const MAX_FIRST = 2 ** 31 - 1;

/** What a list is asked for, read. */
interface Question {
  readonly filter: Filter | undefined;
  readonly sorting: Sorting | undefined;
}

interface Found {
  readonly total: number;
  readonly resources: JsonObject[];
}

function tooMany({ tenant }: Context, { filter, sorting }: Question): ScimError {
  const what =
    filter === undefined
      ? `Sorting by "${sorting?.sortBy ?? ''}"`
      : `The filter on ${filterPaths(filter)
          .map((path) => `"${path}"`)
          .join(', ')}`;
  return new ScimError(
    'tooMany',
    `${what} would mean reading more than ${tenant.scanLimit} resources. Narrow the request with an equality on userName, displayName, externalId, id or emails.value.`,
  );
}

/** Keycloak's own order needs no more than the page that is asked for. */
const isNatural = ({ naturalOrder }: Directory, { filter, sorting }: Question): boolean =>
  filter === undefined &&
  (sorting === undefined || (!sorting.descending && sorting.sortBy.toLowerCase() === naturalOrder));

async function pageOf(directory: Directory, page: Page): Promise<Found> {
  const first = page.startIndex - 1;
  const reads = page.count > 0 && first <= MAX_FIRST;
  const resources = reads ? await directory.window(first, page.count) : [];
  const tells = reads && resources.length < page.count && (resources.length > 0 || first === 0);
  return { total: tells ? first + resources.length : await directory.count(), resources };
}

const hasSortAttribute = ({ type }: Directory, { sortBy }: Sorting): boolean =>
  resolve(type, sortBy).kind === 'attribute';

/** Refuses an order by what none of the types has; a type that lacks it alone stays in its own order. */
function checkSorting(directories: readonly Directory[], sorting: Sorting | undefined): void {
  if (sorting === undefined) return;
  const [first] = directories;
  const sorted = directories.filter((directory) => hasSortAttribute(directory, sorting));
  for (const { type } of sorted.length === 0 && first !== undefined ? [first] : sorted) {
    sortAttribute(type, sorting.sortBy);
  }
}

/** Every resource of a directory that the question asks for, in its order. */
async function matching(
  context: Context,
  directory: Directory,
  question: Question,
  types: number,
): Promise<JsonObject[]> {
  const { filter, sorting } = question;
  const { tenant } = context;
  const unknown = types > 1 ? 'noMatch' : tenant.behaviours.unknownFilterAttributes;
  const matches = filter === undefined ? () => true : compileFilter(filter, directory.type, { unknown });
  const candidates = await directory.candidates(filter, tenant.scanLimit);
  if (candidates === undefined) throw tooMany(context, question);
  const found = candidates.filter(matches);
  return sorting === undefined || !hasSortAttribute(directory, sorting)
    ? found
    : sortResources(directory.type, found, sorting);
}

/** A resource as far as the client wants to see it: the costly attribute is read only when it is wanted. */
export async function completed(
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

/**
 * Lists the resources that a client asks for (RFC 7644 §3.4.2, §3.4.3), of one type or of several one after the
 * other: never a part of them without saying so.
 */
export async function search(
  context: Context,
  open: readonly OpenDirectory[],
  query: ListQuery,
): Promise<JsonObject> {
  const page = readPage(query, PAGE_LIMITS);
  const { filter: text } = query;
  const question: Question = {
    filter: text === undefined || text.trim() === '' ? undefined : parseFilter(text),
    sorting: readSorting(query),
  };
  const resources: JsonObject[] = [];
  let total = 0;
  const directories = open.map((one) => one(context.tenant));
  checkSorting(directories, question.sorting);
  for (const directory of directories) {
    const rest: Page = {
      startIndex: Math.max(1, page.startIndex - total),
      count: page.count - resources.length,
    };
    const found: Found = isNatural(directory, question)
      ? await pageOf(directory, rest)
      : await matching(context, directory, question, open.length).then((all) => ({
          total: all.length,
          resources: slice(all, rest),
        }));
    total += found.total;
    const projector = compileProjection(directory.type, query);
    const whole = await Promise.all(
      found.resources.map((resource) => complete(directory, resource, projector)),
    );
    resources.push(...whole.map((resource) => projector.show(resource)));
  }
  return listResponse({ total, startIndex: page.startIndex, resources });
}
