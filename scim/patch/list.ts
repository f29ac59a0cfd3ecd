import { ScimError } from '../errors.ts';
import { compileElementFilter, countComparisons } from '../filter/evaluate.ts';
import { clone, emptyObject, isObject, objectOf, type Json, type JsonObject } from '../json.ts';
import { LIMITS } from '../limits.ts';
import { attributePath, findAttribute, type ResolvedAttribute } from '../schema/lookup.ts';
import type { Attribute } from '../schema/types.ts';
import { isHollow, readElement, readValue } from '../values.ts';
import { assign, workOf, type Change } from './change.ts';
import {
  describedElement,
  isPrimary,
  onlyPrimary,
  selectsPrimary,
  withAdded,
  withoutListed,
} from './elements.ts';

/** The elements of a multi-valued attribute after a change; refuses a list that gets longer than allowed. */
export function changedList(before: readonly Json[], resolved: ResolvedAttribute, change: Change): Json[] {
  const { sub, ...whole } = resolved;
  const ofElements = sub !== undefined || change.path?.filter !== undefined;
  const after = ofElements ? changedElements(before, resolved, change) : changedWhole(before, whole, change);
  const { max } = LIMITS.elements;
  if (after.length > Math.max(max, before.length)) {
    const detail = `"${attributePath(whole)}" would have ${after.length} elements, of which ${max} are taken.`;
    throw new ScimError('invalidValue', detail);
  }
  return after;
}

/** Changes the list itself; a `remove` with a value removes only the elements listed there. */
function changedWhole(
  before: readonly Json[],
  resolved: ResolvedAttribute,
  { op, value, options, countWork }: Change,
): Json[] {
  const { attribute } = resolved;
  const path = attributePath(resolved);
  const list = value === null || Array.isArray(value) ? value : [value];
  if (op === 'remove') {
    if (list === null) return [];
    const listed = list.map((element, i) =>
      readElement(attribute, asElement(attribute, element), `${path}[${i}]`, options),
    );
    return withoutListed(
      attribute,
      before,
      listed.filter((element) => element !== undefined),
      countWork,
    );
  }
  const read = readValue(attribute, list, path, options);
  const elements = Array.isArray(read) ? read : [];
  return op === 'add' ? withAdded(attribute, before, elements, countWork) : elements;
}

/** Some clients list an element to be removed by its bare value. */
function asElement(attribute: Attribute, element: Json): Json {
  return attribute.type === 'complex' && typeof element === 'string'
    ? objectOf([['value', element]])
    : element;
}

/** Changes the elements that the filter of the path selects, or all elements if there is none (RFC 7644 §3.5.2). */
function changedElements(before: readonly Json[], resolved: ResolvedAttribute, change: Change): Json[] {
  const { extension, attribute } = resolved;
  const { op, path, value, options, countWork } = change;
  const filter = path?.filter;
  countWork(workOf(before) * (filter === undefined ? 1 : countComparisons(filter)));
  const selects = filter === undefined ? () => true : compileElementFilter({ extension, attribute }, filter);
  const sub = subOf(resolved, change);
  if (sub === 'unknown') return [...before];
  const described = (): JsonObject | undefined =>
    filter === undefined ? emptyObject() : describedElement(attribute, filter, selects, options);
  const name = attributePath(sub === undefined ? resolved : { ...resolved, sub });

  const apply = (element: JsonObject): JsonObject | undefined => {
    if (sub !== undefined) {
      const read = op === 'remove' ? undefined : readValue(sub, value, name, options);
      assign(element, sub.name, read);
      const isGone =
        read === undefined && options.hollowElements === 'remove' && isHollow(attribute, element);
      return isGone ? undefined : element;
    }
    if (op === 'remove') return undefined;
    const read = readElement(attribute, value, name, options);
    if (!isObject(read)) return op === 'add' ? element : undefined;
    const base = op === 'add' ? element : (described() ?? emptyObject());
    return objectOf([...Object.entries(base), ...Object.entries(read)]);
  };

  const isStrict = options.unmatchedElement === 'noTarget';
  const selected = new Set(before.filter(isStrict ? selects : selectsPrimary(before, selects)));
  if (selected.size > 0 || op === 'remove' || value === null) {
    const changes = new Map(
      [...selected].filter(isObject).map((element) => [element, filled(apply(clone(element)))] as const),
    );
    const after = before.flatMap(
      (element) => (isObject(element) ? changes.get(element) : undefined) ?? [element],
    );
    return settlePrimary(after, [...changes.values()].flat().filter(isPrimary), attribute.name);
  }
  const start = filter !== undefined && isStrict ? undefined : described();
  const created = start && apply(start);
  if (start === undefined || (sub !== undefined && !selects(created ?? null))) {
    throw new ScimError('noTarget', `No element of "${attribute.name}" matches the filter of the path.`);
  }
  return withAdded(attribute, before, filled(created), countWork);
}

/** Takes the mark `primary` from all elements but a changed one that has it (RFC 7644 §3.5.2). */
function settlePrimary(list: Json[], primaryElements: readonly Json[], name: string): Json[] {
  const [primary, ...others] = primaryElements;
  if (primary === undefined) return list;
  if (others.length > 0) {
    throw new ScimError(
      'invalidValue',
      `"${name}" would have more than one primary value; at most one may be primary.`,
    );
  }
  return onlyPrimary(list, primary);
}

const filled = (element: JsonObject | undefined): JsonObject[] =>
  element === undefined || Object.keys(element).length === 0 ? [] : [element];

/** The sub-attribute that the path names, after its filter or without one; `undefined` if it names whole elements. */
function subOf(
  { sub, ...whole }: ResolvedAttribute,
  { path, options }: Change,
): Attribute | undefined | 'unknown' {
  const name = attributePath(whole);
  if (sub !== undefined && path?.filter !== undefined) {
    throw new ScimError('invalidPath', `A filter follows "${name}" itself, not one of its sub-attributes.`);
  }
  if (path?.sub === undefined) return sub;
  const named = findAttribute(whole.attribute.subAttributes ?? [], path.sub);
  if (named === undefined) {
    if (options.unknown === 'reject') {
      throw new ScimError('invalidPath', `There is no attribute "${name}.${path.sub}".`);
    }
    options.ignored(`${name}.${path.sub}`);
    return 'unknown';
  }
  if (named.mutability === 'readOnly') {
    throw new ScimError('mutability', `"${name}.${named.name}" is set by the service and cannot be changed.`);
  }
  return named;
}
