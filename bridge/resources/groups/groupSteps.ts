import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { GroupWrite, KeycloakGroup } from '../../keycloak/port/groups.ts';
import { readAll } from '../../keycloak/port/readAll.ts';
import type { Rollback } from '../../lifecycle/onboarding/rollback.ts';
import type { GroupRoles } from '../../lifecycle/groupRoles.ts';
import type { Context } from '../../lifecycle/context.ts';
import type { Locks } from '../../state/locks.ts';
import type { Protection } from '../../lifecycle/protection/protection.ts';
import { ScimError } from '../../../scim/errors.ts';
import { isObject, objectOf, textAt, type Json, type JsonObject } from '../../../scim/json.ts';
import { checkRequired } from '../../../scim/resource.ts';
import type { ResourceType } from '../../../scim/schema/types.ts';
import { checkIfMatch } from '../../../scim/version.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { withLock, type Conditions } from '../context.ts';
import { isSameGroup, toGroupResource, toGroupWrite } from './groupView.ts';
import { isMembers, joinsOf, NestedGroupError, type MemberChange } from './memberChange.ts';
import { permitted, readMembers, type MembershipDelta } from './membership.ts';

/** Reads a group without its members; throws `notFound` if there is none. */
export async function readKeycloakGroup(tenant: Tenant, id: string): Promise<KeycloakGroup> {
  const group = await tenant.realm.groups.get(id);
  if (group === undefined)
    throw new ScimError('notFound', `There is no group with the id "${id.slice(0, 60)}".`);
  return group;
}

/** Refuses a change if the group has another version than the client expects (RFC 7644 §3.14). */
export async function checkVersion(
  tenant: Tenant,
  group: KeycloakGroup,
  { ifMatch }: Conditions,
): Promise<void> {
  if (ifMatch === undefined) return;
  const { meta } = await readMembers(tenant, toGroupResource(tenant, group));
  checkIfMatch(ifMatch, isObject(meta) ? textAt(meta, 'version') : '');
}

/** Reports the displayName of the group that a request addresses. */
export function reportGroupName({ tenant, report }: Context, group: KeycloakGroup): void {
  report.named(textAt(toGroupResource(tenant, group), 'displayName'));
}

/** Reads a group that is about to be changed, and reports its name. */
export async function readGroupForChange(context: Context, id: string): Promise<KeycloakGroup> {
  const group = await readKeycloakGroup(context.tenant, id);
  reportGroupName(context, group);
  return group;
}

/**
 * Refuses a name that another group has in any case. Keycloak itself allows "Big" beside "big" (contract/groups: "but
 * not in another case").
 */
export async function checkName(
  { tenant, report }: Context,
  resource: JsonObject,
  self?: KeycloakGroup,
): Promise<void> {
  const displayName = textAt(resource, 'displayName').toLowerCase();
  const { name: value = '' } = tenant.groupMapping.toKeycloak(resource);
  if (value === '') throw new ScimError('invalidValue', '"displayName" must not be blank.');
  const groups = await readAll((window) => tenant.realm.groups.find({ by: 'name', value }, window));
  for (const group of groups) {
    if (group.id === self?.id) continue;
    const otherName = textAt(toGroupResource(tenant, group), 'displayName').toLowerCase();
    if (otherName === displayName) {
      report.conflictsWith({ type: 'Group', id: group.id, name: group.name });
      throw new ScimError('uniqueness', 'Another group of the realm already has this displayName.');
    }
    // The name in Keycloak is only the beginning of a long one (contract/groups: "stores a name of 255 UTF-16 units").
    if (group.name === value && value.length < displayName.length) {
      report.conflictsWith({ type: 'Group', id: group.id, name: group.name });
      throw new ScimError(
        'uniqueness',
        `Another group of the realm has a displayName with the same first ${value.length} characters; Keycloak does not tell names apart beyond them.`,
      );
    }
  }
}

/**
 * Runs work that writes a group of this name; if Keycloak refuses the name, which somebody has given to another group
 * since it was checked, reports that group.
 */
export async function withConflictReported<T>(
  { tenant, report }: Context,
  value: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KeycloakError) || error.failure !== 'conflict') throw error;
    const groups = await tenant.realm.groups
      .find({ by: 'name', value }, { first: 0, max: 20 })
      .catch(() => []);
    const holder = groups.find(({ name }) => name.toLowerCase() === value.toLowerCase());
    if (holder !== undefined) report.conflictsWith({ type: 'Group', id: holder.id, name: holder.name });
    throw error;
  }
}

/** Reads `members` of a body; `undefined` if the body has no such attribute. */
export function membersIn(
  type: ResourceType,
  body: Json | undefined,
): ReturnType<typeof joinsOf> | undefined {
  if (!isObject(body)) return undefined;
  const name = Object.keys(body).find((key) => isMembers(type, key));
  return name === undefined ? undefined : joinsOf(body[name]);
}

/** Removes `members` from a body. They are read separately, since an element may be a bare id or name a group. */
export function withoutMembers(type: ResourceType, body: Json | undefined): Json | undefined {
  if (!isObject(body)) return body;
  return objectOf(Object.entries(body).filter(([key]) => !isMembers(type, key)));
}

/** A changed resource, and the write that stores it. */
export interface GroupUpdate {
  readonly resource: JsonObject;
  readonly write: GroupWrite;
}

/** The dependencies of the use cases of groups. */
export interface GroupsParts {
  readonly locks: Locks;
  readonly groupRoles: GroupRoles;
  readonly protection: Protection;
  readonly rollback: Rollback;
}

/** Runs work; if it fails on a nested group that grants administration, throws the error `protected` instead. */
export async function preferProtected<T>(
  { protection }: GroupsParts,
  { tenant }: Context,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const nested = error instanceof NestedGroupError ? error.group : undefined;
    if (nested !== undefined) await protection.checkGroup(tenant, nested);
    throw error;
  }
}

/** Runs work that checks whether a name is free and then writes it, one group at a time for each name. */
export const withNameLock = <T>(
  parts: GroupsParts,
  tenant: Tenant,
  resource: JsonObject,
  work: () => Promise<T>,
): Promise<T> => {
  const name = textAt(resource, 'displayName').toLowerCase();
  return withLock(parts, tenant, `group-names/${name}`, work);
};

/** Plans the write of a changed resource; `undefined` if it changes nothing. */
export function updateOf(
  tenant: Tenant,
  group: KeycloakGroup,
  resource: JsonObject,
): GroupUpdate | undefined {
  checkRequired(tenant.groupType, resource);
  const write = toGroupWrite(tenant, resource, group, new Date());
  return isSameGroup(group, write) ? undefined : { resource, write };
}

/** Refuses changes of what is protected before anything is written; returns the permitted joins and leaves. */
export async function checkUpdate(
  { protection }: GroupsParts,
  context: Context,
  group: KeycloakGroup | string,
  update: GroupUpdate | undefined,
  { change, delta }: { readonly change: MemberChange; readonly delta: MembershipDelta },
): Promise<MembershipDelta> {
  const changesMembers = delta.joins.length + delta.leaves.length > 0;
  const alters = update !== undefined;
  if (!alters && !changesMembers) return delta;
  const permittedDelta = changesMembers ? permitted(context, delta, { protection, change, alters }) : delta;
  const [groupCheck] = await Promise.allSettled([
    protection.checkGroup(context.tenant, group),
    permittedDelta,
  ]);
  // That the group is protected outweighs what is wrong with its members.
  if (groupCheck.status === 'rejected') throw groupCheck.reason;
  return permittedDelta;
}

/** Writes a group; a new name must be free, and gives the group the roles of its rules. */
export async function writeGroup(
  parts: GroupsParts,
  context: Context,
  group: KeycloakGroup,
  { resource, write }: GroupUpdate,
): Promise<KeycloakGroup> {
  const { tenant, report } = context;
  const replace = (): Promise<void> => tenant.realm.groups.replace(group.id, write);
  if (group.name === write.name) await replace();
  else {
    const roles = await parts.groupRoles.prepare(tenant, write.name, group.name);
    await withNameLock(parts, tenant, resource, async () => {
      await checkName(context, resource, group);
      await withConflictReported(context, write.name, () =>
        parts.groupRoles.applyAndRename(tenant, group.id, roles, replace),
      );
    });
  }
  const before = toGroupResource(tenant, group);
  const written = { ...group, ...write };
  const from = textAt(before, 'displayName');
  const to = textAt(resource, 'displayName');
  report.named(to);
  if (from !== to) report.did({ what: 'renamed', from, to });
  report.wrote(() => ({ before, after: toGroupResource(tenant, written) }));
  return written;
}
