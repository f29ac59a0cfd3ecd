/** The comparison operators of RFC 7644 §3.4.2.2, in lower case. */
export type CompareOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

/** The value that a filter compares an attribute with. */
export type CompareValue = string | number | boolean | null;

/**
 * A parsed filter (RFC 7644 §3.4.2.2). Its attribute paths are as the client spelt them, in any case and perhaps with a
 * URN; `resolveFilter` in `scim/filter/targets.ts` replaces each by the attribute that it means on a resource type.
 */
export type Filter<Path = string> =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter<Path>[] }
  | { readonly kind: 'not'; readonly filter: Filter<Path> }
  | {
      readonly kind: 'compare';
      readonly path: Path;
      readonly operator: CompareOperator;
      readonly value: CompareValue;
    }
  | { readonly kind: 'present'; readonly path: Path }
  /** `emails[type eq "work"]`: a single element must match the whole inner filter. */
  | { readonly kind: 'element'; readonly path: Path; readonly filter: Filter<Path> };
