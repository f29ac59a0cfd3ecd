import { ScimError } from '../errors.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { ResolvedAttribute } from '../schema/lookup.ts';
import type { Filter } from './ast.ts';
import { comparison } from './compare.ts';
import {
  attributeTarget,
  resolveElementFilter,
  subTarget,
  type ResolvedFilter,
  type Target,
} from './targets.ts';

type Predicate = (from: JsonObject) => boolean;

/** Lists the attribute paths in a filter as the client spelt them, each once: `emails.type` for `emails[type pr]`. */
export function filterPaths(filter: Filter): string[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return [...new Set(filter.filters.flatMap(filterPaths))];
    case 'not':
      return filterPaths(filter.filter);
    case 'element':
      return filterPaths(filter.filter).map((path) => `${filter.path}.${path}`);
    case 'compare':
    case 'present':
      return [filter.path];
  }
}

/**
 * Turns a filter into a test of canonical resources (names as in the schema, no nulls), once for many resources.
 *
 * A list matches if one of its values does (RFC 7644 §3.4.2.2). `ne` is also true of an attribute without values,
 * and an attribute that no schema declares never has any.
 */
export function compileFilter(filter: ResolvedFilter): Predicate {
  switch (filter.kind) {
    case 'and': {
      const tests = filter.filters.map(compileFilter);
      return (from) => tests.every((test) => test(from));
    }
    case 'or': {
      const tests = filter.filters.map(compileFilter);
      return (from) => tests.some((test) => test(from));
    }
    case 'not': {
      const test = compileFilter(filter.filter);
      return (from) => !test(from);
    }
    case 'element': {
      const test = compileFilter(filter.filter);
      return (from) => filter.path.read(from).some((element) => isObject(element) && test(element));
    }
    case 'present':
      return present(filter.path);
    case 'compare':
      return compare(filter);
  }
}

/** Narrows a list to the elements that match a filter. */
export function elementsWhere(list: Target, filter: Filter): Target {
  const test = compileFilter(resolveElementFilter(filter, list, 'reject'));
  return { ...list, read: (from) => list.read(from).filter((element) => isObject(element) && test(element)) };
}

/**
 * Turns the filter between the square brackets of a list into a test of its elements, once for many; refuses a filter
 * that names what the elements do not have.
 */
export function compileElementFilter(list: ResolvedAttribute, filter: Filter): (element: Json) => boolean {
  const test = compileFilter(resolveElementFilter(filter, attributeTarget(list), 'reject'));
  return (element) => isObject(element) && test(element);
}

/** Counts the comparisons in a filter. */
export function countComparisons(filter: Filter): number {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.reduce((sum, inner) => sum + countComparisons(inner), 0);
    case 'not':
    case 'element':
      return countComparisons(filter.filter);
    case 'compare':
    case 'present':
      return 1;
  }
}

function present(target: Target): Predicate {
  return (from) => target.read(from).some(isFilled);
}

/** Whether a value counts as present (RFC 7644 §3.4.2.2, `pr`): it or a value in it is neither null nor empty text. */
function isFilled(value: Json): boolean {
  if (Array.isArray(value)) return value.some(isFilled);
  if (isObject(value)) return Object.values(value).some(isFilled);
  return value !== null && value !== '';
}

function compare({ path: target, operator, value }: Extract<ResolvedFilter, { kind: 'compare' }>): Predicate {
  if (value === null) return compareWithNull(operator, target);
  const scalar = target.attribute?.type === 'complex' ? valueOf(target) : target;
  const test = comparison(scalar, operator, value);
  return (from) => {
    const values = scalar.read(from);
    return values.length === 0 ? operator === 'ne' : values.some(test);
  };
}

/** An attribute that is null has no value (RFC 7643 §2.5). */
function compareWithNull(operator: string, target: Target): Predicate {
  const isPresent = present(target);
  if (operator === 'ne') return isPresent;
  if (operator === 'eq') return (from) => !isPresent(from);
  const detail = `The operator "${operator}" does not apply to null; "eq" and "ne" do.`;
  throw new ScimError('invalidFilter', detail);
}

/** The sub-attribute that a complex attribute is compared by: `value`, as in `emails co "x"` (RFC 7644 §3.4.2.2). */
function valueOf(target: Target): Target {
  const value = subTarget(target, 'value');
  if (value !== undefined) return value;
  const [first] = target.attribute?.subAttributes ?? [];
  const example = first === undefined ? '' : `, such as "${target.name}.${first.name}"`;
  throw new ScimError('invalidFilter', `"${target.name}" is complex: name an attribute in it${example}.`);
}
