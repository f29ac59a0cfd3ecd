import type { KeycloakGroup } from '../../keycloak/port/groups.ts';
import type { Context } from '../../lifecycle/context.ts';
import type { Json } from '../../../scim/json.ts';
import { applyPatch } from '../../../scim/patch/apply.ts';
import { readPatch } from '../../../scim/patch/operations.ts';
import { readingOf, withLock, type Conditions } from '../context.ts';
import { toGroupResource } from './groupView.ts';
import { divideOperations, isNoChange } from './memberChange.ts';
import { applyDelta, checkMembers, deltaOf } from './membership.ts';
import { nameUnread } from '../nameUnread.ts';
import { withoutOwn } from '../users/userView.ts';
import {
  checkUpdate,
  checkVersion,
  preferProtected,
  readGroupForChange,
  updateOf,
  writeGroup,
  type GroupUpdate,
  type GroupsParts,
} from './groupSteps.ts';

/** Changes a group and its members by operations (RFC 7644 §3.5.2). */
export function patchGroup(
  parts: GroupsParts,
  context: Context,
  id: string,
  body: Json | undefined,
  conditions: Conditions,
): Promise<void> {
  return preferProtected(parts, context, async () => {
    const { tenant } = context;
    const { members, rest } = divideOperations(tenant.groupType, readPatch(tenant.groupType, body));
    await checkMembers(context, members);
    const needsGroup = rest.length > 0 || isNoChange(members) || conditions.ifMatch !== undefined;
    async function planUpdate(group: KeycloakGroup): Promise<GroupUpdate | undefined> {
      await checkVersion(tenant, group, conditions);
      const before = withoutOwn(toGroupResource(tenant, group));
      const resource = applyPatch(tenant.groupType, before, rest, {
        ...readingOf(context),
        unmatchedElement: tenant.behaviours.unmatchedElement,
        unknownPath: 'refuse',
      });
      return updateOf(tenant, group, resource);
    }
    async function change(): Promise<void> {
      const group = needsGroup ? await readGroupForChange(context, id) : undefined;
      const update = group === undefined ? undefined : await planUpdate(group);
      const requested = await deltaOf(context, id, members);
      const delta = await checkUpdate(parts, context, group ?? id, update, {
        change: members,
        delta: requested,
      });
      if (group !== undefined && update !== undefined) await writeGroup(parts, context, group, update);
      const changes = applyDelta(context, id, delta);
      await (group === undefined ? Promise.all([changes, nameUnread(context, 'group', id)]) : changes);
    }
    // Joins and leaves need no lock; comparing a list of members does, or of two at once only one would count.
    const compares = members.replacesAll || members.conditionalRemovals.length > 0;
    await (needsGroup || compares ? withLock(parts, context.tenant, `groups/${id}`, change) : change());
  });
}
