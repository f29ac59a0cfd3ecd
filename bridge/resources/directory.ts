import type { Filter } from '../../scim/filter/ast.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** The resources of one type in one realm, as lists and searches need them. */
export interface Directory {
  readonly type: ResourceType;
  /** The attribute by which Keycloak itself orders just as SCIM does, in lower case. */
  readonly naturalOrder: string | undefined;
  /** The attribute that costs calls of its own (`groups` of a user, `members` of a group) and is read only on demand. */
  readonly costly: string;
  count(): Promise<number>;
  /** A window on all resources in Keycloak's order, without the costly attribute; `first` counts from 0. */
  window(first: number, max: number): Promise<JsonObject[]>;
  /**
   * Every resource that a filter can match, and perhaps others, with the costly attribute as far as the filter needs
   * it; all resources without a filter. `undefined` when there are more than `limit`.
   */
  candidates(filter: Filter | undefined, limit: number): Promise<JsonObject[] | undefined>;
  /** A resource with its costly attribute. */
  complete(resource: JsonObject): Promise<JsonObject>;
}

/** Opens the directory of a resource type. */
export type OpenDirectory = (tenant: Tenant) => Directory;

/** Reads what several queries answer with, each resource once, in the order given. */
export async function readUnion<T extends { readonly id: string }>(
  reads: readonly Promise<T[] | undefined>[],
  order: (a: T, b: T) => number,
): Promise<T[] | undefined> {
  const answers = await Promise.all(reads);
  const found = new Map<string, T>();
  for (const answer of answers) {
    if (answer === undefined) return undefined;
    for (const resource of answer) found.set(resource.id, resource);
  }
  return reads.length === 1 ? [...found.values()] : [...found.values()].sort(order);
}

/** How many terms of a filter speak of an attribute. */
export function mentions(filter: Filter | undefined, attribute: string): number {
  const speaks = (path: string): boolean => new RegExp(`(^|:)${attribute}(\\.|$)`, 'i').test(path);
  const count = (part: Filter, within: boolean): number => {
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
