import { ScimError } from '../scim/errors.ts';
import type { Filter } from '../scim/filter/ast.ts';
import { isObject, memberOf, objectOf, type Json, type JsonObject } from '../scim/json.ts';
import { elementFilter } from '../scim/patch/elements.ts';
import type { PatchOperation } from '../scim/patch/operations.ts';
import { findAttribute, findSchema, resolve } from '../scim/schema/lookup.ts';
import type { ResourceType } from '../scim/schema/types.ts';

/** What is to become of a group's members: joins and leaves, never a list that is read, edited and written back. */
export interface MemberChange {
  /** Everybody who is not in `joins` leaves. */
  readonly replacesAll: boolean;
  readonly joins: ReadonlySet<string>;
  readonly leaves: ReadonlySet<string>;
  /** Members who have to be looked for. */
  readonly departures: readonly Departure[];
}

/** Members who leave because of what they are like. */
export interface Departure {
  /** Whether an element of `members` is one of them. */
  readonly matches: (element: Json) => boolean;
  /** Whether a user joined afterwards, and so stays. */
  readonly spares: (id: string) => boolean;
}

/** The change that says nothing about members. */
export const NO_CHANGE: MemberChange = {
  replacesAll: false,
  joins: new Set(),
  leaves: new Set(),
  departures: [],
};

/** Whether a change asks for nothing. */
export function isNoChange({ replacesAll, joins, leaves, departures }: MemberChange): boolean {
  return !replacesAll && joins.size === 0 && leaves.size === 0 && departures.length === 0;
}

/** The last segment of a URI. */
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
  /** The id of the group that was to be a member, where the request says it. */
  readonly group: string | undefined;

  constructor(group: string | undefined) {
    super('invalidValue', 'A group cannot be a member of a group here; "members" takes users only.');
    this.group = group;
  }
}

/** The user that an element of `members` names; refuses groups. */
function idOf(element: Json): string {
  if (typeof element === 'string' && element !== '') return element;
  const member: JsonObject = isObject(element) ? element : objectOf([]);
  const textOf = (name: string): string | undefined => {
    const text = memberOf(member, name);
    return typeof text === 'string' && text !== '' ? text : undefined;
  };
  const ref = textOf('$ref');
  const id = textOf('value') ?? (ref === undefined ? undefined : lastSegment(ref));
  if (/^group$/i.test(textOf('type') ?? '') || /(^|\/)groups\//i.test(ref ?? '')) {
    throw new NestedGroupError(id);
  }
  if (id !== undefined) return id;
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

/** Collects what the operations of a PATCH come to, one after the other. */
function createCollector(type: ResourceType) {
  let replacesAll = false;
  /** Who joins, and after how many departures. */
  const joins = new Map<string, number>();
  const leaves = new Set<string>();
  let departures: Departure[] = [];

  return {
    join(ids: readonly string[]): void {
      for (const id of ids) {
        joins.set(id, departures.length);
        leaves.delete(id);
      }
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
      departures = [];
    },
    leaveMatching(filter: Filter): void {
      const members = findAttribute(type.schema.attributes, 'members');
      if (members === undefined) return;
      const matches = elementFilter(type, undefined, members, filter);
      const place = departures.length;
      departures.push({ matches, spares: (id) => (joins.get(id) ?? 0) > place });
    },
    result: (): MemberChange => ({ replacesAll, joins: new Set(joins.keys()), leaves, departures }),
  };
}

/** One operation on `members` after those before it. */
function collect(collector: ReturnType<typeof createCollector>, { op, path, value }: PatchOperation): void {
  if (path?.sub !== undefined) {
    throw new ScimError('mutability', 'A member cannot be changed, only added and removed.');
  }
  const filter = path?.filter;
  if (filter === undefined) {
    const listed = op !== 'remove' || (value !== undefined && value !== null);
    const ids = memberIds(value);
    if (op === 'replace' || !listed) collector.leaveAll();
    if (op === 'remove') collector.leave(ids);
    else collector.join(ids);
    return;
  }
  const named = idsOf(filter);
  if (op === 'remove') {
    if (named === undefined) collector.leaveMatching(filter);
    else collector.leave(named);
    return;
  }
  if (named === undefined) {
    throw new ScimError(
      'noTarget',
      'A filter on "members" can only name ids ("value eq …") when members are added.',
    );
  }
  if (op === 'replace') collector.leave(named);
  collector.join(op === 'add' ? named : memberIds(value));
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
      if (Object.keys(inner.rest).length > 0) rest.push([name, inner.rest]);
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
  const members = createCollector(type);
  const rest: PatchOperation[] = [];
  for (const operation of operations) {
    const { op, path, value } = operation;
    if (path !== undefined) {
      if (!isMembers(type, path.path)) rest.push(operation);
      else if (path.path.replace(/^urn:.*:/i, '').includes('.')) {
        throw new ScimError('mutability', 'A member cannot be changed, only added and removed.');
      } else collect(members, operation);
      continue;
    }
    const parts = divided(type, isObject(value) ? value : {});
    for (const list of parts.members) collect(members, { op, value: list });
    if (Object.keys(parts.rest).length > 0) rest.push({ op, value: parts.rest });
  }
  return { members: members.result(), rest };
}
