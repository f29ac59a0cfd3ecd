import type { Context } from '../../lifecycle/context.ts';
import type { Json, JsonObject } from '../../../scim/json.ts';
import { readResource } from '../../../scim/resource.ts';
import { inTurn, readingOf, type Conditions } from '../context.ts';
import { toGroupResource, withMembers } from './groupView.ts';
import { NO_CHANGE, type MemberChange } from './memberChange.ts';
import { applyMoves, checkMembers, movesOf, readMembers } from './membership.ts';
import { memberReferences } from '../references.ts';
import {
  read,
  checkVersion,
  membersIn,
  withoutMembers,
  type GroupsParts,
  outweighing,
  wantedOf,
  check,
  write,
} from './groupSteps.ts';

/** Replaces a group; members that the body does not speak of stay (RFC 7644 §3.5.1). */
export function replaceGroup(
  parts: GroupsParts,
  context: Context,
  id: string,
  body: Json | undefined,
  conditions: Conditions,
): Promise<JsonObject> {
  return outweighing(parts, context, async () => {
    const { tenant } = context;
    const asked = membersIn(tenant.groupType, body);
    const change: MemberChange =
      asked === undefined ? NO_CHANGE : { ...NO_CHANGE, ...asked, replacesAll: true };
    const resource = readResource(
      tenant.groupType,
      withoutMembers(tenant.groupType, body),
      readingOf(context),
    );
    await checkMembers(context, change);
    return inTurn(parts, context.tenant, `groups/${id}`, async () => {
      const group = await read(tenant, id);
      await checkVersion(tenant, group, conditions);
      const wanted = wantedOf(tenant, group, resource);
      const moves = await check(parts, context, group, wanted, {
        change,
        moves: await movesOf(context, id, change),
      });
      const written = wanted === undefined ? group : await write(parts, tenant, group, wanted);
      const answer = toGroupResource(tenant, written);
      if (asked === undefined) return readMembers(tenant, answer);
      return withMembers(answer, memberReferences(tenant, await applyMoves(context, id, moves)));
    });
  });
}
