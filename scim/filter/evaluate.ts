import { ScimError } from '../errors.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { ResourceType } from '../schema/types.ts';
import type { Filter } from './ast.ts';
import { comparison } from './compare.ts';
import {
  elementScope,
  resourceScope,
  subTarget,
  type Scope,
  type Target,
  type UnknownAttributes,
} from './targets.ts';

type Predicate = (from: JsonObject) => boolean;

/**
 * Turns a filter into a test of canonical resources (names as in the schema, no nulls), once for many resources.
 *
 * A list matches if one of its values does (RFC 7644 §3.4.2.2). `ne` is also true of an attribute without values,
 * and an attribute that nobody declared never has any, unless such attributes are rejected.
 */
export function compileFilter(
  filter: Filter,
  type: ResourceType,
  options: { unknown?: UnknownAttributes } = {},
): (resource: JsonObject) => boolean {
  const unknown = options.unknown ?? 'noMatch';
  return compile(filter, resourceScope(type, unknown), unknown);
}

/** The attribute paths that a filter names, as it spells them, each once: `emails.type` for `emails[type pr]`. */
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

function compile(filter: Filter, scope: Scope, unknown: UnknownAttributes): Predicate {
  switch (filter.kind) {
    case 'and': {
      const tests = filter.filters.map((f) => compile(f, scope, unknown));
      return (from) => tests.every((test) => test(from));
    }
    case 'or': {
      const tests = filter.filters.map((f) => compile(f, scope, unknown));
      return (from) => tests.some((test) => test(from));
    }
    case 'not': {
      const test = compile(filter.filter, scope, unknown);
      return (from) => !test(from);
    }
    case 'element': {
      const list = scope(filter.path);
      const test = compile(filter.filter, elementScope(list, unknown), unknown);
      return (from) => list.read(from).some((element) => isObject(element) && test(element));
    }
    case 'present':
      return present(scope(filter.path));
    case 'compare':
      return compare(filter, scope(filter.path));
  }
}

/** The elements of a list that satisfy the filter between its brackets. */
export function elementsWhere(list: Target, filter: Filter, unknown: UnknownAttributes): Target {
  const test = compile(filter, elementScope(list, unknown), unknown);
  return { ...list, read: (from) => list.read(from).filter((one) => isObject(one) && test(one)) };
}

/** Turns the filter between the brackets of a list into a test of its elements, once for many. */
export function compileElementFilter(
  type: ResourceType,
  list: string,
  filter: Filter,
): (element: Json) => boolean {
  const target = resourceScope(type, 'reject')(list);
  const test = compile(filter, elementScope(target, 'reject'), 'reject');
  return (element) => isObject(element) && test(element);
}

/** How many comparisons a filter makes. */
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

/** Whether a value counts for `pr`: text that is not empty, any other scalar, a structure that holds one. */
function isFilled(value: Json): boolean {
  if (Array.isArray(value)) return value.some(isFilled);
  if (isObject(value)) return Object.values(value).some(isFilled);
  return value !== null && value !== '';
}

function compare({ operator, value }: Extract<Filter, { kind: 'compare' }>, target: Target): Predicate {
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

/** What stands for a complex value in a comparison: its `value`, as in `emails co "x"` (RFC 7644 §3.4.2.2). */
function valueOf(target: Target): Target {
  const value = subTarget(target, 'value');
  if (value !== undefined) return value;
  const [first] = target.attribute?.subAttributes ?? [];
  const example = first === undefined ? '' : `, such as "${target.name}.${first.name}"`;
  throw new ScimError('invalidFilter', `"${target.name}" is complex: name an attribute in it${example}.`);
}
