/** The comparison operators of RFC 7644 §3.4.2.2, in lower case. */
export type CompareOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

/** A value to compare with. */
export type CompareValue = string | number | boolean | null;

/**
 * A parsed filter. Attribute paths stay as the client spelt them (any case, perhaps with a URN); they get their
 * meaning from a resource type in `scim/schema/lookup.ts`.
 */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | {
      readonly kind: 'compare';
      readonly path: string;
      readonly operator: CompareOperator;
      readonly value: CompareValue;
    }
  | { readonly kind: 'present'; readonly path: string }
  /** `emails[type eq "work"]`: one and the same element must satisfy the inner filter. */
  | { readonly kind: 'element'; readonly path: string; readonly filter: Filter };
