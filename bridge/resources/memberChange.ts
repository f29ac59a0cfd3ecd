import { ScimError } from '../scim/errors.ts';
import type { Filter } from '../scim/filter/ast.ts';
import { isObject, objectOf, type Json, type JsonObject } from '../scim/json.ts';
import type { PatchOperation } from '../scim/patch/operations.ts';
import { findSchema, resolve } from '../scim/schema/lookup.ts';
import type { ResourceType } from '../scim/schema/types.ts';

/** What is to become of a group's members: joins and leaves, never a list that is read, edited and written back. */
export interface MemberChange {
  /** Everybody who is not in `joins` leaves. */
  readonly replacesAll: boolean;
  readonly joins: ReadonlySet<string>;
  readonly leaves: ReadonlySet<string>;
  /** Members that match one of these leave, and have to be looked for. */
  readonly leavesMatching: readonly Filter[];
}

/** The change that says nothing about members. */
export const NO_CHANGE: MemberChange = {
  replacesAll: false,
  joins: new Set(),
  leaves: new Set(),
  leavesMatching: [],
};

/** Whether a change asks for nothing. */
export function isNoChange({ replacesAll, joins, leaves, leavesMatching }: MemberChange): boolean {
  return !replacesAll && joins.size === 0 && leaves.size === 0 && leavesMatching.length === 0;
}

/** The user that an element of `members` names; refuses groups. */
function idOf(element: Json): string {
  if (typeof element === 'string' && element !== '') return element;
  const member: JsonObject = isObject(element) ? element : {};
  const { type, value, $ref } = member;
  const isGroup =
    (typeof type === 'string' && /^group$/i.test(type)) ||
    (typeof $ref === 'string' && /\/groups\//i.test($ref));
  if (isGroup) {
    throw new ScimError(
      'invalidValue',
      'A group cannot be a member of a group here; "members" takes users only.',
    );
  }
  if (typeof value === 'string' && value !== '') return value;
  const id = typeof $ref === 'string' ? $ref.split('/').at(-1) : undefined;
  if (id !== undefined && id !== '') return id;
  throw new ScimError('invalidValue', 'Every element of "members" needs a "value", the id of a user.');
}

/** The users that a value of `members` names: a list, one element, or nothing. */
export function memberIds(value: Json | undefined): string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).filter((element) => element !== null).map(idOf);
}

/** The ids that a filter such as `value eq "1" or value eq "2"` names; `undefined` for any other filter. */
function idsOf(filter: Filter): string[] | undefined {
  if (filter.kind === 'or') {
    const parts = filter.filters.map(idsOf);
    return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
  }
  const isId = filter.kind === 'compare' && filter.operator === 'eq' && filter.path.toLowerCase() === 'value';
  return isId && typeof filter.value === 'string' ? [filter.value] : undefined;
}

function withJoins(change: MemberChange, ids: readonly string[]): MemberChange {
  const added = new Set(ids);
  return { ...change, joins: change.joins.union(added), leaves: change.leaves.difference(added) };
}

function withLeaves(change: MemberChange, ids: readonly string[]): MemberChange {
  const gone = new Set(ids);
  return { ...change, joins: change.joins.difference(gone), leaves: change.leaves.union(gone) };
}

const everybodyLeaves: MemberChange = { ...NO_CHANGE, replacesAll: true };

/** One operation on `members` after those before it. */
function afterOperation(change: MemberChange, { op, path, value }: PatchOperation): MemberChange {
  if (path?.sub !== undefined) {
    throw new ScimError('mutability', 'A member cannot be changed, only added and removed.');
  }
  const filter = path?.filter;
  if (filter === undefined) {
    if (op === 'add') return withJoins(change, memberIds(value));
    if (op === 'replace') return withJoins(everybodyLeaves, memberIds(value));
    const listed = value !== undefined && value !== null;
    return listed ? withLeaves(change, memberIds(value)) : everybodyLeaves;
  }
  const named = idsOf(filter);
  if (op === 'remove') {
    if (named !== undefined) return withLeaves(change, named);
    return { ...change, leavesMatching: [...change.leavesMatching, filter] };
  }
  if (named === undefined) {
    throw new ScimError(
      'noTarget',
      'A filter on "members" can only name ids ("value eq …") when members are added.',
    );
  }
  return op === 'add' ? withJoins(change, named) : withJoins(withLeaves(change, named), memberIds(value));
}

/** Whether a name in a request means `members` of the type. */
function isMembers(type: ResourceType, name: string): boolean {
  const resolved = resolve(type, name);
  return resolved.kind === 'attribute' && resolved.attribute.name === 'members';
}

/** Takes `members` out of the value of an operation without a path. */
function divided(type: ResourceType, value: JsonObject): { members: Json[]; rest: JsonObject } {
  const members: Json[] = [];
  const rest: [string, Json][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (findSchema(type, name) === type.schema && isObject(member)) {
      const inner = divided(type, member);
      members.push(...inner.members);
      rest.push([name, inner.rest]);
    } else if (isMembers(type, name)) members.push(member);
    else rest.push([name, member]);
  }
  return { members, rest: objectOf(rest) };
}

/** Splits the operations of a PATCH into what becomes of the members and what is changed in the group itself. */
export function divideOperations(
  type: ResourceType,
  operations: readonly PatchOperation[],
): { members: MemberChange; rest: PatchOperation[] } {
  let members = NO_CHANGE;
  const rest: PatchOperation[] = [];
  for (const operation of operations) {
    const { op, path, value } = operation;
    if (path !== undefined) {
      if (!isMembers(type, path.path)) rest.push(operation);
      else if (path.path.replace(/^urn:.*:/i, '').includes('.')) {
        throw new ScimError('mutability', 'A member cannot be changed, only added and removed.');
      } else members = afterOperation(members, operation);
      continue;
    }
    const parts = divided(type, isObject(value) ? value : {});
    for (const list of parts.members) members = afterOperation(members, { op, value: list });
    if (Object.keys(parts.rest).length > 0) rest.push({ op, value: parts.rest });
  }
  return { members, rest };
}
