import type { KeycloakGroup } from '../../keycloak/port/groups.ts';
import type { Context } from '../../lifecycle/context.ts';
import type { Json } from '../../../scim/json.ts';
import { applyPatch } from '../../../scim/patch/apply.ts';
import { readPatch } from '../../../scim/patch/operations.ts';
import { inTurn, readingOf, type Conditions } from '../context.ts';
import { toGroupResource } from './groupView.ts';
import { divideOperations, isNoChange } from './memberChange.ts';
import { applyMoves, checkMembers, movesOf } from './membership.ts';
import { withoutOwn } from '../users/userView.ts';
import {
  read,
  checkVersion,
  type Wanted,
  type GroupsParts,
  outweighing,
  wantedOf,
  check,
  write,
} from './groupSteps.ts';

/** Changes a group and its members by operations (RFC 7644 §3.5.2). */
export function patchGroup(
  parts: GroupsParts,
  context: Context,
  id: string,
  body: Json | undefined,
  conditions: Conditions,
): Promise<void> {
  return outweighing(parts, context, async () => {
    const { tenant } = context;
    const { members, rest } = divideOperations(tenant.groupType, readPatch(body));
    await checkMembers(context, members);
    const speaksOfGroup = rest.length > 0 || isNoChange(members) || conditions.ifMatch !== undefined;
    async function changed(group: KeycloakGroup): Promise<Wanted | undefined> {
      await checkVersion(tenant, group, conditions);
      const before = withoutOwn(toGroupResource(tenant, group));
      const resource = applyPatch(tenant.groupType, before, rest, {
        ...readingOf(context),
        unmatchedElement: tenant.behaviours.unmatchedElement,
        unknownPath: 'refuse',
      });
      return wantedOf(tenant, group, resource);
    }
    async function change(): Promise<void> {
      const group = speaksOfGroup ? await read(tenant, id) : undefined;
      const wanted = group === undefined ? undefined : await changed(group);
      const asked = await movesOf(context, id, members);
      const moves = await check(parts, context, group ?? id, wanted, { change: members, moves: asked });
      if (group !== undefined && wanted !== undefined) await write(parts, tenant, group, wanted);
      await applyMoves(context, id, moves);
    }
    // Joins and leaves need no turn; a list to be compared does, or two at once would become one.
    const compares = members.replacesAll || members.departures.length > 0;
    await (speaksOfGroup || compares ? inTurn(parts, context.tenant, `groups/${id}`, change) : change());
  });
}
