import { ScimError } from '../../../scim/errors.ts';
import type { Filter } from '../../../scim/filter/ast.ts';
import { isObject, memberOf, objectOf, type Json, type JsonObject } from '../../../scim/json.ts';
import { elementFilter } from '../../../scim/patch/elements.ts';
import type { PatchOperation } from '../../../scim/patch/operations.ts';
import { findAttribute, findSchema, resolve } from '../../../scim/schema/lookup.ts';
import type { ResourceType } from '../../../scim/schema/types.ts';

/** What is to become of a group's members: joins and leaves, never a list that is read, edited and written back. */
export interface MemberChange {
  /** Everybody who is not in `joins` leaves. */
  readonly replacesAll: boolean;
  readonly joins: ReadonlySet<string>;
  /** Those of `joins` that were given as a bare text in the place of a list, which has to be the id of a user. */
  readonly guessed: ReadonlySet<string>;
  readonly leaves: ReadonlySet<string>;
  /** Members who have to be looked for. */
  readonly departures: readonly Departure[];
}

/** Members who leave because of what they are like. */
interface Departure {
  /** Whether an element of `members` is one of them. */
  readonly matches: (element: Json) => boolean;
  /** Whether a user joined afterwards, and so stays. */
  readonly spares: (id: string) => boolean;
}

/** The change that says nothing about members. */
export const NO_CHANGE: MemberChange = {
  replacesAll: false,
  joins: new Set(),
  guessed: new Set(),
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

/** The users that a value of `members` names: a list, one element, or nothing; a list of nothing but nulls is none. */
export function memberIds(value: Json | undefined): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return [idOf(value)];
  const elements = value.filter((element) => element !== null);
  return (elements.length === 0 ? value : elements).map(idOf);
}

/** What a value of `members` asks for where these are all members that a group is to have. */
export function joinsOf(value: Json | undefined): Pick<MemberChange, 'joins' | 'guessed'> {
  const joins = new Set(memberIds(value));
  return { joins, guessed: typeof value === 'string' ? joins : new Set() };
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
  const guessed = new Set<string>();
  const leaves = new Set<string>();
  let departures: Departure[] = [];

  return {
    join(value: Json | undefined): void {
      const asked = joinsOf(value);
      for (const id of asked.joins) {
        joins.set(id, departures.length);
        leaves.delete(id);
      }
      for (const id of asked.guessed) guessed.add(id);
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
    result: (): MemberChange => ({ replacesAll, joins: new Set(joins.keys()), guessed, leaves, departures }),
  };
}

const unchangeable = (): ScimError =>
  new ScimError('mutability', 'A member cannot be changed, only added and removed.');

/** One operation on `members` after those before it. */
function collect(collector: ReturnType<typeof createCollector>, { op, path, value }: PatchOperation): void {
  if (path?.sub !== undefined) throw unchangeable();
  const filter = path?.filter;
  if (filter === undefined) {
    const listed = op !== 'remove' || (value !== undefined && value !== null);
    if (op === 'replace' || !listed) collector.leaveAll();
    if (op === 'remove') collector.leave(memberIds(value));
    else collector.join(value);
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
  collector.join(op === 'add' ? named : value);
}

/** Whether a name in a request means `members` of the type; a part of all members cannot be changed. */
export function isMembers(type: ResourceType, name: string): boolean {
  const resolved = resolve(type, name);
  if (resolved.kind !== 'attribute' || resolved.attribute.name !== 'members') return false;
  if (resolved.sub !== undefined) throw unchangeable();
  return true;
}

const isUnknown = (type: ResourceType, name: string): boolean => resolve(type, name).kind === 'unknown';

/** Whether a member of a value that a group does not have could be meant as its members: a list, an element, or that name. */
const couldBeMembers = (name: string, value: Json): boolean =>
  (typeof value === 'object' && value !== null) || /(^|:)members?\b/i.test(name);

/** The refusal of a change of what a group does not have: passed over, it could leave somebody in. */
const unknown = (type: ResourceType, name: string): ScimError =>
  new ScimError('invalidPath', `There is no attribute "${name.slice(0, 100)}" on ${type.name}.`);

/** What the value of an operation without a path says of members, and what of the group itself. */
interface Divided {
  readonly members: readonly Json[];
  readonly rest: JsonObject;
}

/** Takes `members` out of the value of an operation without a path. */
function divided(type: ResourceType, value: JsonObject): Divided {
  const members: Json[] = [];
  const rest: [string, Json][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (findSchema(type, name) === type.schema && isObject(member)) {
      const inner = divided(type, member);
      members.push(...inner.members);
      if (Object.keys(inner.rest).length > 0) rest.push([name, inner.rest]);
    } else if (isMembers(type, name)) members.push(member);
    else if (isUnknown(type, name) && couldBeMembers(name, member)) throw unknown(type, name);
    else rest.push([name, member]);
  }
  return { members, rest: objectOf(rest) };
}

/** The value of an operation that speaks of the group as a whole: without a path, or with the URN of its schema as the path. */
function wholeOf(type: ResourceType, { op, path, value = null }: PatchOperation): JsonObject | undefined {
  if (path === undefined) return isObject(value) ? value : objectOf([]);
  const isWhole = op !== 'remove' && path.filter === undefined && findSchema(type, path.path) === type.schema;
  return isWhole && isObject(value) ? value : undefined;
}

/** Splits the operations of a PATCH into what becomes of the members and what is changed in the group itself. */
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
      if (path !== undefined && isMembers(type, path.path)) collect(members, operation);
      else rest.push(operation);
      continue;
    }
    const parts = divided(type, whole);
    for (const list of parts.members) collect(members, { op, value: list });
    const names = Object.keys(parts.rest);
    const [first] = names;
    if (first === undefined) continue;
    if (
      parts.members.length === 0 &&
      names.every((name) => isUnknown(type, name) && findSchema(type, name) === undefined)
    )
      throw unknown(type, first);
    rest.push({ op, value: parts.rest });
  }
  return { members: members.result(), rest };
}
