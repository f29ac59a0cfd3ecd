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

/** Maximum number of calls for the members of one request at once. */
const CONCURRENCY = 8;

/** Reads the direct members of a group that the client may see; Keycloak lists service accounts too (contract/groups). */
async function membersOf(tenant: Tenant, groupId: string): Promise<KeycloakUser[]> {
  const brief = seesEverybody(tenant);
  // Brief members have no attributes, which tell whether a client may see them (contract/groups).
  const members = await readAll((window) => tenant.realm.groups.members(groupId, { ...window, brief }));
  return members.filter((user) => !user.serviceAccount && (brief || isVisible(tenant, user)));
}

/** Adds the members of a group, as Keycloak has them now. */
export async function readMembers(tenant: Tenant, resource: JsonObject): Promise<JsonObject> {
  const members = await membersOf(tenant, textAt(resource, 'id'));
  return withMembers(resource, memberReferences(tenant, members));
}

/** In profiles that reject unknown members, refuses ids that belong to no user; call it before anything is written. */
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

/** The joins and leaves that turn the members of a group into those that a request asks for. */
export interface MembershipDelta {
  /** The members before the change; `undefined` if the change could be made without reading them. */
  readonly before: readonly KeycloakUser[] | undefined;
  readonly joins: readonly string[];
  readonly leaves: readonly string[];
}

/** Passes over users whom the client may not see, as if they did not exist. */
async function withoutInvisible(
  { tenant, report }: Context,
  { before, joins, leaves }: MembershipDelta,
): Promise<MembershipDelta> {
  if (seesEverybody(tenant)) return { before, joins, leaves };
  const present = new Set(before?.map(({ id }) => id));
  const unread = [...joins, ...leaves].filter((id) => !present.has(id));
  const users = unread.length === 0 ? [] : await tenant.realm.users.byIds(unread, { brief: false });
  const invisible = new Set(users.filter((user) => !isVisible(tenant, user)).map(({ id }) => id));
  for (const id of invisible) report.ignored(`members[value eq "${id}"]`);
  const visible = (ids: readonly string[]): string[] => ids.filter((id) => !invisible.has(id));
  return { before, joins: visible(joins), leaves: visible(leaves) };
}

/** Counts the joins and leaves. */
const sizeOf = ({ joins, leaves }: Pick<MembershipDelta, 'joins' | 'leaves'>): number =>
  joins.length + leaves.length;

/** Finds the joins and leaves that a change needs; `groupId` is `undefined` for a group that is to be created. */
export async function deltaOf(
  context: Context,
  groupId: string | undefined,
  change: MemberChange,
): Promise<MembershipDelta> {
  const delta =
    groupId === undefined
      ? { before: undefined, joins: [...change.joins], leaves: [] }
      : await difference(context.tenant, groupId, change);
  const visible = await withoutInvisible(context, delta);
  // No call will be made that would reveal an unknown group, so check it explicitly.
  if (groupId !== undefined && sizeOf(delta) !== 0 && sizeOf(visible) === 0) {
    await checkGroup(context.tenant, groupId);
  }
  return visible;
}

/** Refuses a change that compares too many members; each conditional removal compares all of them. */
function checkComparisons(comparisons: number): void {
  const { max } = LIMITS.memberComparisons;
  if (comparisons <= max) return;
  throw new ScimError(
    'tooLarge',
    `The operations compare ${comparisons} members, of which at most ${max} are compared; name members by their ids ("value eq …").`,
  );
}

/** Compares a change with the members; reads them only for a replacement of all or a conditional removal. */
async function difference(tenant: Tenant, groupId: string, change: MemberChange): Promise<MembershipDelta> {
  const { replacesAll, conditionalRemovals } = change;
  if (!replacesAll && conditionalRemovals.length === 0) {
    return { before: undefined, joins: [...change.joins], leaves: [...change.leaves] };
  }
  const before = await membersOf(tenant, groupId);
  checkComparisons((before.length + change.joins.size) * conditionalRemovals.length);
  const present = new Map(before.map((member) => [member.id, member]));
  const isRemoved = (member: Member): boolean => {
    const [element = objectOf([])] = memberReferences(tenant, [member]);
    return conditionalRemovals.some(
      ({ matchesRemoval, keepsLaterAdds }) => !keepsLaterAdds(member.id) && matchesRemoval(element),
    );
  };
  const added = new Set([...change.joins].filter((id) => !isRemoved(present.get(id) ?? { id })));
  const leaves = before.filter(
    (member) => !added.has(member.id) && (replacesAll || change.leaves.has(member.id) || isRemoved(member)),
  );
  return {
    before,
    joins: [...added].filter((id) => !present.has(id)),
    leaves: leaves.map(({ id }) => id),
  };
}

/** The request that a delta is part of. */
interface DeltaRequest {
  readonly protection: Protection;
  readonly change: MemberChange;
  /** Whether the request also changes something else of an existing group. */
  readonly alters: boolean;
}

/** Maximum number of ids that a note in the log names. */
const MAX_NOTED_IDS = 5;

/**
 * Takes protected users out of a delta; refuses the request instead in strict profiles, and where nothing else would
 * change. Refuses also a list that names no user at all, which would empty the group by mistake. Call it before
 * anything is written.
 */
export async function permitted(
  { tenant, report }: Context,
  { before, ...delta }: MembershipDelta,
  { protection, change, alters }: DeltaRequest,
): Promise<MembershipDelta> {
  const present = new Set(before?.map(({ id }) => id));
  const ids = [...delta.joins, ...delta.leaves].filter((id) => !present.has(id));
  const keepsNobody =
    change.replacesAll &&
    change.conditionalRemovals.length === 0 &&
    change.joins.size > 0 &&
    ![...change.joins].some((id) => present.has(id));
  const newGuesses = [...change.guessed].filter((id) => change.joins.has(id) && !present.has(id));
  const lookup = keepsNobody || newGuesses.length > 0 ? 'fresh' : 'none';
  const { users, refused } = await protection.classifyMembers(tenant, ids, lookup);
  const isPermitted = (id: string): boolean => !refused.has(id);
  const joins = delta.joins.filter(isPermitted);
  const leaves = delta.leaves.filter(isPermitted);
  const [refusal] = refused.values();
  const changesNothing = !alters && sizeOf({ joins, leaves }) === 0 && !namesAny(change, present);
  if (refusal !== undefined && (changesNothing || tenant.behaviours.unknownAttributes === 'reject')) {
    throw refusal;
  }
  if (keepsNobody && !joins.some((id) => users.has(id))) throw refusal ?? noUser(change.joins.size);
  if (newGuesses.some((id) => !users.has(id))) throw refusal ?? noUser(1);
  if (refused.size > 0) {
    const noted = [...refused.keys()].slice(0, MAX_NOTED_IDS).map((id) => id.slice(0, 60));
    const more = refused.size > MAX_NOTED_IDS ? ` and ${refused.size - MAX_NOTED_IDS} more` : '';
    report.note(`Members that SCIM does not move were passed over: ${noted.join(', ')}${more}.`);
    for (const id of refused.keys()) report.ignored(`members[value eq "${id}"]`);
  }
  return { before, joins, leaves };
}

const namesAny = ({ joins, leaves }: MemberChange, ids: ReadonlySet<string>): boolean =>
  [...joins, ...leaves].some((id) => ids.has(id));

const noUser = (count: number): ScimError =>
  new ScimError(
    'invalidValue',
    count === 1
      ? '"members" names nobody who is a user here; the members stay as they are.'
      : `None of the ${count} ids in "members" is a user here; the members stay as they are.`,
  );

/** Says in an error how far a change got; repeating the request completes it, as joins and leaves can be repeated (contract/groups). */
function incomplete(error: unknown, tenant: Tenant, done: number, total: number): unknown {
  const scimError = toScimError(error, tenant, 'group');
  if (!(scimError instanceof ScimError) || scimError.code === 'notFound' || total < 2) return scimError;
  const detail = `${scimError.message} Of ${total} changes of members ${done} were made; repeat the request to make the others.`;
  return new ScimError(scimError.code, detail, {
    headers: { ...scimError.headers },
    cause: error,
    ...(scimError.hint === undefined ? {} : { hint: scimError.hint }),
  });
}

/** After so many ids of nobody the others are looked up in batches: a join for each would take far longer. */
const UNKNOWN_BEFORE_LOOKUP = 16;

/** Creates the check whether an id is surely nobody's; it says so only once many ids have been. */
function createUnknownCheck(
  { realm }: Tenant,
  ids: readonly string[],
  unknownIds: ReadonlySet<string>,
): (id: string) => Promise<boolean> {
  let lookup: Promise<ReadonlySet<string>> | undefined;

  // Databases may find an id in another case.
  async function knownIds(): Promise<ReadonlySet<string>> {
    const users = await realm.users.byIds(ids, { brief: true });
    return new Set(users.map(({ id }) => id.toLowerCase()));
  }

  return async (id) => {
    // Whether a federation knows a user, only the user's own call tells.
    if (unknownIds.size < UNKNOWN_BEFORE_LOOKUP || id.startsWith('f:')) return false;
    lookup ??= knownIds();
    return !(await lookup).has(id.toLowerCase());
  };
}

/**
 * Makes the joins and leaves of a delta. Ids that belong to no user, or no longer, are passed over and logged. Returns
 * the users who joined and, if the members were read, those who stayed.
 */
export async function applyDelta(
  { tenant, report }: Context,
  groupId: string,
  { before, joins, leaves }: MembershipDelta,
): Promise<Member[]> {
  const { groups } = tenant.realm;
  const limit = pLimit(CONCURRENCY);
  const unknownIds = new Set<string>();
  const isUnknown = createUnknownCheck(tenant, [...leaves, ...joins], unknownIds);
  const failures: unknown[] = [];
  let done = 0;
  const counts = { joined: 0, left: 0 };
  const run = (
    what: 'joined' | 'left',
    userId: string,
    work: () => Promise<MembershipOutcome>,
  ): Promise<void> =>
    limit(async () => {
      if (failures.length > 0) return;
      try {
        // A user may be deleted in the meantime (contract/groups).
        if ((await isUnknown(userId)) || (await work()) === 'noSuchUser') unknownIds.add(userId);
        else counts[what] += 1;
        done += 1;
      } catch (error) {
        failures.push(error);
      }
    });
  await Promise.all([
    ...leaves.map((id) => run('left', id, () => groups.leave(groupId, id))),
    ...joins.map((id) => run('joined', id, () => groups.join(groupId, id))),
  ]);
  for (const what of ['joined', 'left'] as const) {
    if (counts[what] > 0) report.did({ what, count: counts[what] });
  }
  if (failures.length > 0) throw incomplete(failures[0], tenant, done, sizeOf({ joins, leaves }));
  for (const id of unknownIds) report.ignored(`members[value eq "${id}"]`);
  // Keycloak answers for the unknown user before it looks for the group, so the group may be unknown too.
  if (unknownIds.size > 0 && unknownIds.size === sizeOf({ joins, leaves })) await checkGroup(tenant, groupId);
  const leavers = new Set(leaves);
  return [
    ...(before ?? []).filter(({ id }) => !leavers.has(id)),
    ...joins.filter((id) => !unknownIds.has(id)).map((id) => ({ id })),
  ];
}

/** Refuses an unknown group. */
async function checkGroup(tenant: Tenant, groupId: string): Promise<void> {
  if ((await tenant.realm.groups.get(groupId)) === undefined) {
    throw new KeycloakError('notFound', 'no such group');
  }
}
