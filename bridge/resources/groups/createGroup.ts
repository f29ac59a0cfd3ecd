import { KeycloakError } from '../../keycloak/port/errors.ts';
import { halfGroup } from '../../lifecycle/onboarding/rollback.ts';
import type { Context } from '../../lifecycle/context.ts';
import { ScimError } from '../../../scim/errors.ts';
import type { Json, JsonObject } from '../../../scim/json.ts';
import { checkRequired, readResource } from '../../../scim/resource.ts';
import { readingOf } from '../context.ts';
import { toGroupResource, toGroupWrite, withMembers } from './groupView.ts';
import { NO_CHANGE, type MemberChange } from './memberChange.ts';
import { applyMoves, checkMembers, movesOf, permitted } from './membership.ts';
import { memberReferences } from '../references.ts';
import { checkName, withoutMembers, type GroupsParts, outweighing, naming, membersIn } from './groupSteps.ts';

/** Whether it is not known if Keycloak did what it was asked. */
const isUnknown = (error: unknown): boolean =>
  error instanceof KeycloakError && ['unavailable', 'timeout', 'unexpected'].includes(error.failure);

/** Creates a group with its members and the roles that its name brings (RFC 7644 §3.3). */
export function createGroup(
  parts: GroupsParts,
  context: Context,
  body: Json | undefined,
): Promise<JsonObject> {
  const { groupRoles, protection, halfMade } = parts;
  return outweighing(parts, context, async () => {
    const { tenant } = context;
    const change: MemberChange = { ...NO_CHANGE, ...membersIn(tenant.groupType, body) };
    const resource = readResource(
      tenant.groupType,
      withoutMembers(tenant.groupType, body),
      readingOf(context),
    );
    checkRequired(tenant.groupType, resource);
    await checkMembers(context, change);
    const asked = await movesOf(context, undefined, change);
    const moves =
      asked.joins.length === 0
        ? asked
        : await permitted(context, asked, { protection, change, alters: false });
    const written = toGroupWrite(tenant, resource, undefined, new Date());
    const roles = await groupRoles.prepare(tenant, written.name);
    const half = halfGroup(written);
    const isComplete = roles.gives.length + moves.joins.length === 0;
    const id = await naming(parts, tenant, resource, async () => {
      await halfMade.settle(tenant.realm, half);
      await checkName(tenant, resource);
      try {
        return await tenant.realm.groups.create(written);
      } catch (error) {
        if (!isComplete && isUnknown(error)) halfMade.expect(tenant.realm, half);
        throw error;
      }
    });
    try {
      await groupRoles.apply(tenant, id, roles);
      const members = await applyMoves(context, id, moves);
      return withMembers(toGroupResource(tenant, { id, ...written }), memberReferences(tenant, members));
    } catch (error) {
      // A group half made is no group: a repeat of the request is to find the name free.
      await halfMade.remove(tenant.realm, id, half);
      throw error instanceof ScimError ? (error.cause ?? error) : error;
    }
  });
}
