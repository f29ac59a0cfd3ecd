import pLimit from 'p-limit';
import { isVisible, seesEverybody } from '../../lifecycle/visibility.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { MembershipOutcome } from '../../keycloak/port/groups.ts';
import type { KeycloakUser } from '../../keycloak/port/users.ts';
import { readAll } from '../../keycloak/port/readAll.ts';
import type { Protection } from '../../lifecycle/protection/protection.ts';
import { ScimError } from '../../../scim/errors.ts';
import { objectOf, textAt, type JsonObject } from '../../../scim/json.ts';
import { LIMITS } from '../../../scim/limits.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import type { Context } from '../../lifecycle/context.ts';
import { toScimError } from '../failures.ts';
import { withMembers } from './groupView.ts';
import type { MemberChange } from './memberChange.ts';
import { memberReferences, type Member } from '../references.ts';

/** How many joins and leaves of one request are under way at once. */
const CONCURRENCY = 8;

/** The direct members of a group, accounts of clients left out. */
async function membersOf(tenant: Tenant, groupId: string): Promise<KeycloakUser[]> {
  const brief = seesEverybody(tenant);
  const found = await readAll((window) => tenant.realm.groups.members(groupId, { ...window, brief }));
  return found.filter((user) => !user.serviceAccount && (brief || isVisible(tenant, user)));
}

/** A group with its members, read now. */
export async function readMembers(tenant: Tenant, resource: JsonObject): Promise<JsonObject> {
  const members = await membersOf(tenant, textAt(resource, 'id'));
  return withMembers(resource, memberReferences(tenant, members));
}

/** Refuses, in strict profiles, ids of nobody; to be called before anything is written. */
export async function checkMembers({ tenant }: Context, { joins }: MemberChange): Promise<void> {
  if (tenant.behaviours.unknownMembers !== 'reject') return;
  const limit = pLimit(CONCURRENCY);
  await Promise.all(
    [...joins].map((id) =>
      limit(async () => {
        const user = await tenant.realm.users.get(id);
        if (user === undefined || !isVisible(tenant, user)) {
          throw new ScimError('invalidValue', `"members" names "${id.slice(0, 60)}", which is no user.`);
        }
      }),
    ),
  );
}

/** The joins and leaves that a change comes to, and the members before it where they were read. */
export interface Moves {
  readonly before: readonly KeycloakUser[] | undefined;
  readonly joins: readonly string[];
  readonly leaves: readonly string[];
}

/** Whom the client that asks does not see is nobody to it: passed over, neither to join nor to leave. */
async function ofVisible({ tenant, report }: Context, { before, ...moves }: Moves): Promise<Moves> {
  if (seesEverybody(tenant)) return { before, ...moves };
  const present = new Set(before?.map(({ id }) => id));
  const unknown = [...moves.joins, ...moves.leaves].filter((id) => !present.has(id));
  const found = unknown.length === 0 ? [] : await tenant.realm.users.byIds(unknown, { brief: false });
  const unseen = new Set(found.filter((user) => !isVisible(tenant, user)).map(({ id }) => id));
  for (const id of unseen) report.ignored(`members[value eq "${id}"]`);
  const [joins, leaves] = [moves.joins, moves.leaves].map((ids) => ids.filter((id) => !unseen.has(id)));
  return { before, joins: joins ?? [], leaves: leaves ?? [] };
}

/** Finds the joins and leaves that a change of a group comes to, or a new group begins with. */
export async function movesOf(
  context: Context,
  groupId: string | undefined,
  change: MemberChange,
): Promise<Moves> {
  const moves =
    groupId === undefined
      ? { before: undefined, joins: [...change.joins], leaves: [] }
      : await difference(context.tenant, groupId, change);
  const left = await ofVisible(context, moves);
  const [named, seen] = [moves, left].map(({ joins, leaves }) => joins.length + leaves.length);
  // Nothing is left by which Keycloak would say whether it knows the group, as it does for ids of nobody.
  if (groupId !== undefined && named !== 0 && seen === 0) await checkGroup(context.tenant, groupId);
  return left;
}

/** Refuses a change that compares too many members: each departure looks at all of them. */
function checkDepartures(comparisons: number): void {
  const { max } = LIMITS.memberComparisons;
  if (comparisons <= max) return;
  throw new ScimError(
    'tooLarge',
    `The operations compare ${comparisons} members, of which at most ${max} are compared; name members by their ids ("value eq …").`,
  );
}

/** Members are read only when a change speaks of all of them. */
async function difference(tenant: Tenant, groupId: string, change: MemberChange): Promise<Moves> {
  const { replacesAll, departures } = change;
  if (!replacesAll && departures.length === 0) {
    return { before: undefined, joins: [...change.joins], leaves: [...change.leaves] };
  }
  const before = await membersOf(tenant, groupId);
  checkDepartures((before.length + change.joins.size) * departures.length);
  const present = new Map(before.map((member) => [member.id, member]));
  const departs = (member: Member): boolean => {
    const element = memberReferences(tenant, [member])[0] ?? objectOf([]);
    return departures.some(({ matches, spares }) => !spares(member.id) && matches(element));
  };
  const wanted = new Set([...change.joins].filter((id) => !departs(present.get(id) ?? { id })));
  const leaves = before.filter(
    (member) => !wanted.has(member.id) && (replacesAll || change.leaves.has(member.id) || departs(member)),
  );
  return {
    before,
    joins: [...wanted].filter((id) => !present.has(id)),
    leaves: leaves.map(({ id }) => id),
  };
}

/** What a change of members is part of. */
interface Occasion {
  readonly protection: Protection;
  readonly change: MemberChange;
  /** Whether something else of a group that is there is changed as well. */
  readonly alters: boolean;
}

/** How many ids a note names. */
const NAMED = 5;

/**
 * The joins and leaves without those that are refused, which strict profiles and changes of nothing else are told.
 * Refuses, too, what would empty a group by mistake: a list of members of whom none is a user. To be called before
 * anything is written.
 */
export async function permitted(
  { tenant, report }: Context,
  { before, ...moves }: Moves,
  { protection, change, alters }: Occasion,
): Promise<Moves> {
  const present = new Set(before?.map(({ id }) => id));
  const ids = [...moves.joins, ...moves.leaves].filter((id) => !present.has(id));
  const keepsNobody =
    change.replacesAll &&
    change.departures.length === 0 &&
    change.joins.size > 0 &&
    ![...change.joins].some((id) => present.has(id));
  const { users, refused } = await protection.classifyMembers(
    tenant,
    ids,
    keepsNobody ? 'fresh' : 'remembered',
  );
  const isPermitted = (id: string): boolean => !refused.has(id);
  const joins = moves.joins.filter(isPermitted);
  const leaves = moves.leaves.filter(isPermitted);
  const [first] = refused.values();
  const isAll = !alters && joins.length + leaves.length === 0 && !isNamed(change, present);
  if (first !== undefined && (isAll || tenant.behaviours.unknownAttributes === 'reject')) throw first;
  if (keepsNobody && !joins.some((id) => users.has(id))) throw first ?? nobody(change.joins.size);
  for (const id of change.guessed) {
    if (change.joins.has(id) && !present.has(id) && !users.has(id)) throw first ?? nobody(1);
  }
  if (refused.size > 0) {
    const named = [...refused.keys()].slice(0, NAMED).map((id) => id.slice(0, 60));
    const more = refused.size > NAMED ? ` and ${refused.size - NAMED} more` : '';
    report.note(`Members that SCIM does not move were passed over: ${named.join(', ')}${more}.`);
    for (const id of refused.keys()) report.ignored(`members[value eq "${id}"]`);
  }
  return { before, joins, leaves };
}

const isNamed = ({ joins, leaves }: MemberChange, ids: ReadonlySet<string>): boolean =>
  [...joins, ...leaves].some((id) => ids.has(id));

const nobody = (count: number): ScimError =>
  new ScimError(
    'invalidValue',
    count === 1
      ? '"members" names nobody who is a user here; the members stay as they are.'
      : `None of the ${count} ids in "members" is a user here; the members stay as they are.`,
  );

/** Says how far a large change got; repeating the request completes it, since joins and leaves can be repeated. */
function halfDone(error: unknown, tenant: Tenant, done: number, all: number): unknown {
  const answer = toScimError(error, tenant, 'group');
  if (!(answer instanceof ScimError) || answer.code === 'notFound' || all < 2) return answer;
  const detail = `${answer.message} Of ${all} changes of members ${done} were made; repeat the request to make the others.`;
  return new ScimError(answer.code, detail, {
    headers: { ...answer.headers },
    cause: error,
    ...(answer.hint === undefined ? {} : { hint: answer.hint }),
  });
}

/**
 * Makes joins and leaves. Ids of nobody are passed over and logged; one who disappears meanwhile
 * counts as nobody. Returns those who joined and, where they were read, those who stayed.
 */
export async function applyMoves(
  { tenant, report }: Context,
  groupId: string,
  { before, joins, leaves }: Moves,
): Promise<Member[]> {
  const { groups } = tenant.realm;
  const limit = pLimit(CONCURRENCY);
  const nobody = new Set<string>();
  const failures: unknown[] = [];
  let done = 0;
  const make = (userId: string, work: () => Promise<MembershipOutcome>): Promise<void> =>
    limit(async () => {
      if (failures.length > 0) return;
      try {
        if ((await work()) === 'noSuchUser') nobody.add(userId);
        done += 1;
      } catch (error) {
        failures.push(error);
      }
    });
  await Promise.all([
    ...leaves.map((id) => make(id, () => groups.leave(groupId, id))),
    ...joins.map((id) => make(id, () => groups.join(groupId, id))),
  ]);
  if (failures.length > 0) throw halfDone(failures[0], tenant, done, joins.length + leaves.length);
  for (const id of nobody) report.ignored(`members[value eq "${id}"]`);
  if (nobody.size > 0 && nobody.size === joins.length + leaves.length) await checkGroup(tenant, groupId);
  const left = new Set(leaves);
  return [
    ...(before ?? []).filter(({ id }) => !left.has(id)),
    ...joins.filter((id) => !nobody.has(id)).map((id) => ({ id })),
  ];
}

/** When Keycloak found none of the users, it has not said yet whether it knows the group. */
async function checkGroup(tenant: Tenant, groupId: string): Promise<void> {
  if ((await tenant.realm.groups.get(groupId)) === undefined) {
    throw new KeycloakError('notFound', 'no such group');
  }
}
