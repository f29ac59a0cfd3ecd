import type { ResolvedFilter, Target } from '../../scim/filter/targets.ts';
import type { JsonObject } from '../../scim/json.ts';
import { belongsTo } from '../../scim/schema/lookup.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** The resources of one type in one realm, for lists and searches. */
export interface Directory {
  readonly type: ResourceType;
  /** The attribute, in lower case, by which Keycloak sorts as SCIM does; `undefined` if there is none. */
  readonly naturalOrder: string | undefined;
  /** The attribute that is read on demand, because it costs further calls: `groups` of a user, `members` of a group. */
  readonly costly: string;
  count(): Promise<number>;
  /** Reads a window on all resources in Keycloak's order, without the costly attribute; `first` counts from 0. */
  window(first: number, max: number): Promise<JsonObject[]>;
  /**
   * Reads every resource that a filter can match, and maybe others, with the costly attribute as far as the filter
   * needs it; without a filter, reads all resources. `undefined` if there are more than `limit`.
   */
  candidates(filter: ResolvedFilter | undefined, limit: number): Promise<JsonObject[] | undefined>;
  /** Adds the costly attribute to a resource. */
  complete(resource: JsonObject): Promise<JsonObject>;
}

/** Opens the directory of a resource type. */
export type OpenDirectory = (tenant: Tenant) => Directory;

/**
 * Merges the results of several queries, each resource once, in the given order; `undefined` if one query found too
 * many.
 */
export async function readUnion<T extends { readonly id: string }>(
  reads: readonly Promise<T[] | undefined>[],
  order: (a: T, b: T) => number,
): Promise<T[] | undefined> {
  const results = await Promise.all(reads);
  const union = new Map<string, T>();
  for (const result of results) {
    if (result === undefined) return undefined;
    for (const resource of result) union.set(resource.id, resource);
  }
  return reads.length === 1 ? [...union.values()] : [...union.values()].sort(order);
}

/** Counts the terms of a filter that name an attribute. */
export function mentions(filter: ResolvedFilter | undefined, attribute: string): number {
  const speaks = ({ resolved }: Target): boolean => resolved !== undefined && belongsTo(resolved, attribute);
  const count = (part: ResolvedFilter, within: boolean): number => {
    switch (part.kind) {
      case 'and':
      case 'or':
        return part.filters.reduce((sum, inner) => sum + count(inner, within), 0);
      case 'not':
        return count(part.filter, within);
      case 'element':
        return count(part.filter, within || speaks(part.path));
      case 'compare':
      case 'present':
        return within || speaks(part.path) ? 1 : 0;
    }
  };
  return filter === undefined ? 0 : count(filter, false);
}
