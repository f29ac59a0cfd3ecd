import { ScimError } from './errors.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { resolve, type ResolvedAttribute } from './schema/lookup.ts';
import type { ResourceType } from './schema/types.ts';

/** The order of a list (RFC 7644 §3.4.2.3). */
export interface Sorting {
  readonly sortBy: string;
  readonly descending: boolean;
}

/** Reads `sortBy` and `sortOrder`; `undefined` without `sortBy`. */
export function readSorting(query: {
  sortBy?: string | undefined;
  sortOrder?: string | undefined;
}): Sorting | undefined {
  if (query.sortBy === undefined || query.sortBy.trim() === '') return undefined;
  const order = (query.sortOrder ?? 'ascending').toLowerCase();
  if (order !== 'ascending' && order !== 'descending') {
    throw new ScimError('invalidValue', `"sortOrder" is "ascending" or "descending", not "${order}".`);
  }
  return { sortBy: query.sortBy.trim(), descending: order === 'descending' };
}

/** Resolves the attribute that `sortBy` names; refuses one that resources cannot be sorted by. */
export function sortAttribute(type: ResourceType, sortBy: string): ResolvedAttribute {
  const resolved = resolve(type, sortBy);
  if (resolved.kind !== 'attribute') {
    throw new ScimError('invalidValue', `"sortBy" names no attribute of ${type.name}: "${sortBy}".`);
  }
  if (resolved.attribute.type !== 'complex' || resolved.sub !== undefined) return resolved;
  const value = resolved.attribute.subAttributes?.find(({ name }) => name === 'value');
  if (value === undefined) {
    throw new ScimError('invalidValue', `"sortBy" must name a sub-attribute of "${sortBy}".`);
  }
  return { ...resolved, sub: value };
}

/** The value to sort a resource by; of a list, the primary element or else the first (RFC 7644 §3.4.2.3). */
function sortValue(resource: JsonObject, { extension, attribute, sub }: ResolvedAttribute): Json | undefined {
  const holder = extension === undefined ? resource : resource[extension.id];
  let value = isObject(holder) ? holder[attribute.name] : undefined;
  if (Array.isArray(value)) {
    value = value.find((element) => isObject(element) && element.primary === true) ?? value[0];
  }
  if (sub !== undefined) value = isObject(value) ? value[sub.name] : undefined;
  const leaf = sub ?? attribute;
  if (typeof value !== 'string') return value;
  if (leaf.type === 'dateTime') return Date.parse(value);
  return leaf.caseExact ? value : value.toLowerCase();
}

function compare(a: Json | undefined, b: Json | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return (a as string | number | boolean) < (b as string | number | boolean) ? -1 : 1;
}

/** Sorts stably; resources without a value come last ascending and first descending (RFC 7644 §3.4.2.3). */
export function sortResources(
  type: ResourceType,
  resources: readonly JsonObject[],
  sorting: Sorting,
): JsonObject[] {
  const attribute = sortAttribute(type, sorting.sortBy);
  const direction = sorting.descending ? -1 : 1;
  return resources
    .map((resource) => ({ resource, value: sortValue(resource, attribute) }))
    .sort((a, b) => direction * compare(a.value, b.value))
    .map(({ resource }) => resource);
}
