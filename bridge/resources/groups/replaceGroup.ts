import type { Context } from '../../lifecycle/context.ts';
import type { Json, JsonObject } from '../../../scim/json.ts';
import { readResource } from '../../../scim/resource.ts';
import { readingOf, withLock, type Conditions } from '../context.ts';
import { toGroupResource, withMembers } from './groupView.ts';
import { NO_CHANGE, type MemberChange } from './memberChange.ts';
import { applyDelta, checkMembers, deltaOf, readMembers } from './membership.ts';
import { memberReferences } from '../references.ts';
import {
  checkUpdate,
  checkVersion,
  membersIn,
  preferProtected,
  readGroupForChange,
  updateOf,
  withoutMembers,
  writeGroup,
  type GroupsParts,
} from './groupSteps.ts';

/** Replaces a group (RFC 7644 §3.5.1); a body without `members` leaves them as they are. */
export function replaceGroup(
  parts: GroupsParts,
  context: Context,
  id: string,
  body: Json | undefined,
  conditions: Conditions,
): Promise<JsonObject> {
  return preferProtected(parts, context, async () => {
    const { tenant } = context;
    const members = membersIn(tenant.groupType, body);
    const change: MemberChange =
      members === undefined ? NO_CHANGE : { ...NO_CHANGE, ...members, replacesAll: true };
    const resource = readResource(
      tenant.groupType,
      withoutMembers(tenant.groupType, body),
      readingOf(context),
    );
    await checkMembers(context, change);
    return withLock(parts, context.tenant, `groups/${id}`, async () => {
      const group = await readGroupForChange(context, id);
      await checkVersion(tenant, group, conditions);
      const update = updateOf(tenant, group, resource);
      const delta = await checkUpdate(parts, context, group, update, {
        change,
        delta: await deltaOf(context, id, change),
      });
      const writtenGroup = update === undefined ? group : await writeGroup(parts, context, group, update);
      const response = toGroupResource(tenant, writtenGroup);
      if (members === undefined) return readMembers(tenant, response);
      return withMembers(response, memberReferences(tenant, await applyDelta(context, id, delta)));
    });
  });
}
