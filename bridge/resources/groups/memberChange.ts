import { ScimError } from '../../../scim/errors.ts';
import type { Filter } from '../../../scim/filter/ast.ts';
import { isObject, memberOf, objectOf, type Json, type JsonObject } from '../../../scim/json.ts';
import { compileElementFilter } from '../../../scim/filter/evaluate.ts';
import type { PatchOperation } from '../../../scim/patch/operations.ts';
import {
  belongsTo,
  findAttribute,
  findSchema,
  resolve,
  type Resolution,
} from '../../../scim/schema/lookup.ts';
import type { ResourceType } from '../../../scim/schema/types.ts';

/** The change that a request asks for in a group's members, as joins and leaves; the list is never written as a whole. */
export interface MemberChange {
  /** Whether everybody who is not in `joins` leaves. */
  readonly replacesAll: boolean;
  readonly joins: ReadonlySet<string>;
  /** The ids in `joins` that the client sent as a bare text in place of the list; each must be the id of a user. */
  readonly guessed: ReadonlySet<string>;
  readonly leaves: ReadonlySet<string>;
  /** Removals by a filter on more than ids, for which the members have to be read. */
  readonly conditionalRemovals: readonly ConditionalRemoval[];
}

/** A removal of all members that match a filter (RFC 7644 §3.5.2.2). */
interface ConditionalRemoval {
  /** Whether an element of `members` matches the filter. */
  readonly matchesRemoval: (element: Json) => boolean;
  /** Whether a later operation adds the user again, so that the user stays. */
  readonly keepsLaterAdds: (userId: string) => boolean;
}

/** The change that leaves all members as they are. */
export const NO_CHANGE: MemberChange = {
  replacesAll: false,
  joins: new Set(),
  guessed: new Set(),
  leaves: new Set(),
  conditionalRemovals: [],
};

/** Whether a change leaves all members as they are. */
export function isNoChange({ replacesAll, joins, leaves, conditionalRemovals }: MemberChange): boolean {
  return !replacesAll && joins.size === 0 && leaves.size === 0 && conditionalRemovals.length === 0;
}

/** The last segment of a URI, decoded; `undefined` if it has none. */
function lastSegment(uri: string): string | undefined {
  const segment = uri.split('/').findLast((part) => part !== '');
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The refusal of a group as a member of a group. */
export class NestedGroupError extends ScimError {
  /** The id of the group that the request names as a member; `undefined` if the request does not say it. */
  readonly group: string | undefined;

  constructor(group: string | undefined) {
    super('invalidValue', 'A group cannot be a member of a group here; "members" takes users only.');
    this.group = group;
  }
}

/** Reads the user id of an element of `members`, from `value` or else from `$ref` (RFC 7643 §4.2); refuses groups. */
function idOf(element: Json): string {
  if (typeof element === 'string' && element !== '') return element;
  const member: JsonObject = isObject(element) ? element : objectOf([]);
  const textOf = (name: string): string | undefined => {
    const text = memberOf(member, name);
    return typeof text === 'string' && text !== '' ? text : undefined;
  };
  const ref = textOf('$ref');
  const id = textOf('value') ?? (ref === undefined ? undefined : lastSegment(ref));
  if (/^group$/i.test(textOf('type') ?? '') || /(^|\/)groups\/[^/]+\/?$/i.test(ref ?? '')) {
    throw new NestedGroupError(id);
  }
  if (id !== undefined) return id;
  throw new ScimError('invalidValue', 'Every element of "members" needs a "value", the id of a user.');
}

/** Reads the user ids of a value of `members`: a list, a single element, or no value; nulls in a list are passed over. */
export function memberIds(value: Json | undefined): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return [idOf(value)];
  const elements = value.filter((element) => element !== null);
  return (elements.length === 0 ? value : elements).map(idOf);
}

/** Reads the users that a value of `members` adds. */
export function joinsOf(value: Json | undefined): Pick<MemberChange, 'joins' | 'guessed'> {
  const joins = new Set(memberIds(value));
  return { joins, guessed: typeof value === 'string' ? joins : new Set() };
}

/** Reads the ids of a filter such as `value eq "1" or value eq "2"`; `undefined` for any other filter. */
function idsOf(filter: Filter): string[] | undefined {
  if (filter.kind === 'or') {
    const ids = filter.filters.map(idsOf);
    return ids.includes(undefined) ? undefined : ids.flatMap((part) => part ?? []);
  }
  const isId = filter.kind === 'compare' && filter.operator === 'eq' && filter.path.toLowerCase() === 'value';
  return isId && typeof filter.value === 'string' ? [filter.value] : undefined;
}

/** Creates a collector of the changes that the operations of a PATCH make to members, one after the other. */
function createCollector(type: ResourceType) {
  let replacesAll = false;
  /** The users who join, each with the number of conditional removals before the join. */
  const joins = new Map<string, number>();
  const guessed = new Set<string>();
  const leaves = new Set<string>();
  let conditionalRemovals: ConditionalRemoval[] = [];

  return {
    join(value: Json | undefined): void {
      const added = joinsOf(value);
      for (const id of added.joins) {
        joins.set(id, conditionalRemovals.length);
        leaves.delete(id);
      }
      for (const id of added.guessed) guessed.add(id);
    },
    leave(ids: readonly string[]): void {
      for (const id of ids) {
        joins.delete(id);
        leaves.add(id);
      }
    },
    leaveAll(): void {
      replacesAll = true;
      joins.clear();
      leaves.clear();
      conditionalRemovals = [];
    },
    leaveMatching(filter: Filter): void {
      const members = findAttribute(type.schema.attributes, 'members');
      if (members === undefined) return;
      const position = conditionalRemovals.length;
      conditionalRemovals.push({
        matchesRemoval: compileElementFilter({ attribute: members }, filter),
        keepsLaterAdds: (userId) => (joins.get(userId) ?? 0) > position,
      });
    },
    result: (): MemberChange => ({
      replacesAll,
      joins: new Set(joins.keys()),
      guessed,
      leaves,
      conditionalRemovals,
    }),
  };
}

const immutableMember = (): ScimError =>
  new ScimError('mutability', 'A member cannot be changed, only added and removed.');

/** Adds one operation on `members` to those before it. */
function collect(collector: ReturnType<typeof createCollector>, { op, path, value }: PatchOperation): void {
  if (path?.sub !== undefined) throw immutableMember();
  const filter = path?.filter;
  if (filter === undefined) {
    // "remove" without a value empties the list (RFC 7644 §3.5.2.2); with one, some clients list whom to remove.
    const namesMembers = op !== 'remove' || (value !== undefined && value !== null);
    if (op === 'replace' || !namesMembers) collector.leaveAll();
    if (op === 'remove') collector.leave(memberIds(value));
    else collector.join(value);
    return;
  }
  const ids = idsOf(filter);
  if (op === 'remove') {
    if (ids === undefined) collector.leaveMatching(filter);
    else collector.leave(ids);
    return;
  }
  if (ids === undefined) {
    throw new ScimError(
      'noTarget',
      'A filter on "members" can only name ids ("value eq …") when members are added.',
    );
  }
  if (op === 'replace') collector.leave(ids);
  collector.join(op === 'add' ? ids : value);
}

/** Whether a resolved path or name is `members`; refuses a sub-attribute of all members, which cannot be changed. */
function isMembersAttribute(resolved: Resolution): boolean {
  if (resolved.kind !== 'attribute' || !belongsTo(resolved, 'members')) return false;
  if (resolved.sub !== undefined) throw immutableMember();
  return true;
}

/** Whether a name in a value means `members` of the type; refuses a sub-attribute of all members. */
export const isMembers = (type: ResourceType, name: string): boolean =>
  isMembersAttribute(resolve(type, name));

const isUnknown = (type: ResourceType, name: string): boolean => resolve(type, name).kind === 'unknown';

/**
 * Whether an unknown name in a value could be meant as `members`: it holds a list or an object, or is called so. Such a
 * name is refused, since passing over it could leave a user in the group.
 */
const couldBeMembers = (name: string, value: Json): boolean =>
  (typeof value === 'object' && value !== null) || /(^|:)members?\b/i.test(name);

const unknownAttribute = (type: ResourceType, name: string): ScimError =>
  new ScimError('invalidPath', `There is no attribute "${name.slice(0, 100)}" on ${type.name}.`);

/** The value of an operation without a path: the values of `members` in it, and the rest. */
interface DividedValue {
  readonly members: readonly Json[];
  readonly rest: JsonObject;
}

/** Takes `members` out of the value of an operation without a path. */
function divideValue(type: ResourceType, value: JsonObject): DividedValue {
  const members: Json[] = [];
  const rest: [string, Json][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (findSchema(type, name) === type.schema && isObject(member)) {
      const inner = divideValue(type, member);
      members.push(...inner.members);
      if (Object.keys(inner.rest).length > 0) rest.push([name, inner.rest]);
    } else if (isMembers(type, name)) members.push(member);
    else if (isUnknown(type, name) && couldBeMembers(name, member)) throw unknownAttribute(type, name);
    else rest.push([name, member]);
  }
  return { members, rest: objectOf(rest) };
}

/**
 * The value of an operation on the group as a whole: without a path, or with the URN of its core schema as the path;
 * `undefined` for an operation on one attribute.
 */
function wholeOf(type: ResourceType, { op, path, value = null }: PatchOperation): JsonObject | undefined {
  if (path === undefined) return isObject(value) ? value : objectOf([]);
  const isWhole = op !== 'remove' && path.filter === undefined && findSchema(type, path.path) === type.schema;
  return isWhole && isObject(value) ? value : undefined;
}

/** Divides the operations of a PATCH into the change of the members and the operations on the group itself. */
export function divideOperations(
  type: ResourceType,
  operations: readonly PatchOperation[],
): { members: MemberChange; rest: PatchOperation[] } {
  const members = createCollector(type);
  const rest: PatchOperation[] = [];
  for (const operation of operations) {
    const { op, path } = operation;
    const whole = wholeOf(type, operation);
    if (whole === undefined) {
      if (path !== undefined && isMembersAttribute(path.resolved)) collect(members, operation);
      else rest.push(operation);
      continue;
    }
    const parts = divideValue(type, whole);
    for (const list of parts.members) collect(members, { op, value: list });
    const names = Object.keys(parts.rest);
    const [first] = names;
    if (first === undefined) continue;
    if (
      parts.members.length === 0 &&
      names.every((name) => isUnknown(type, name) && findSchema(type, name) === undefined)
    )
      throw unknownAttribute(type, first);
    rest.push({ op, value: parts.rest });
  }
  return { members: members.result(), rest };
}
