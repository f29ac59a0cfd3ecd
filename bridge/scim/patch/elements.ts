import { ScimError } from '../errors.ts';
import type { Filter } from '../filter/ast.ts';
import { compileFilter } from '../filter/evaluate.ts';
import { emptyObject, equal, isObject, objectOf, type Json, type JsonObject } from '../json.ts';
import { findAttribute } from '../schema/lookup.ts';
import type { Attribute, ResourceType } from '../schema/types.ts';
import { primaries } from '../values.ts';

/** A test for single elements of a multi-valued attribute. */
export function elementFilter(
  type: ResourceType,
  urn: string | undefined,
  attribute: Attribute,
  filter: Filter,
) {
  const path = urn === undefined ? attribute.name : `${urn}:${attribute.name}`;
  const matches = compileFilter({ kind: 'element', path, filter }, type);
  return (element: Json): boolean => {
    const holder = objectOf([[attribute.name, [element]]]);
    return matches(urn === undefined ? holder : objectOf([[urn, holder]]));
  };
}

/** The element that a filter of equalities describes, such as `{type: "work"}`; `undefined` for any other filter. */
export function describedElement(attribute: Attribute, filter: Filter): JsonObject | undefined {
  if (filter.kind === 'and') {
    const parts = filter.filters.map((part) => describedElement(attribute, part));
    const result = emptyObject();
    for (const part of parts) {
      if (part === undefined) return undefined;
      Object.assign(result, part);
    }
    return result;
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq') return undefined;
  const sub = findAttribute(attribute.subAttributes ?? [], filter.path);
  return sub === undefined ? undefined : objectOf([[sub.name, filter.value]]);
}

/** Takes out of a list the elements that a client listed: equal ones, or those with the same `value`. */
export function withoutListed(list: readonly Json[], listed: readonly Json[]): Json[] {
  const key = (element: Json): Json | undefined =>
    isObject(element) ? (element.value ?? undefined) : element;
  return list.filter(
    (element) =>
      !listed.some((one) => equal(one, element) || (key(one) !== undefined && equal(key(one), key(element)))),
  );
}

/** Lets an element that became primary take that mark from the others (RFC 7644 §3.5.2). */
export function settlePrimary(before: readonly Json[], after: Json[], path: string): Json[] {
  const marked = primaries(after);
  if (marked.length < 2) return after;
  const old = primaries(before);
  const fresh = marked.filter((element) => !old.some((one) => equal(one, element)));
  if (fresh.length !== 1) {
    throw new ScimError(
      'invalidValue',
      `"${path}" would have more than one primary value; at most one may be primary.`,
    );
  }
  return after.map((element) =>
    isObject(element) && element.primary === true && element !== fresh[0]
      ? objectOf([...Object.entries(element), ['primary', false]])
      : element,
  );
}
