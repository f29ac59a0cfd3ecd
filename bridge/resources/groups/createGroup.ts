import { KeycloakError } from '../../keycloak/port/errors.ts';
import { partialGroup } from '../../lifecycle/onboarding/rollback.ts';
import type { Context } from '../../lifecycle/context.ts';
import { ScimError } from '../../../scim/errors.ts';
import { emptyObject, type Json, type JsonObject } from '../../../scim/json.ts';
import { checkRequired, readResource } from '../../../scim/resource.ts';
import { readingOf } from '../context.ts';
import { toGroupResource, toGroupWrite, withMembers } from './groupView.ts';
import { NO_CHANGE, type MemberChange } from './memberChange.ts';
import { applyDelta, checkMembers, deltaOf, permitted } from './membership.ts';
import { memberReferences } from '../references.ts';
import {
  checkName,
  withoutMembers,
  type GroupsParts,
  preferProtected,
  withConflictReported,
  withNameLock,
  membersIn,
} from './groupSteps.ts';

/** Whether a failed call may have taken effect all the same. */
const isOutcomeUnknown = (error: unknown): boolean =>
  error instanceof KeycloakError && ['unavailable', 'timeout', 'unexpected'].includes(error.failure);

/** Creates a group with its members and the roles of its name (RFC 7644 §3.3). */
export function createGroup(
  parts: GroupsParts,
  context: Context,
  body: Json | undefined,
): Promise<JsonObject> {
  const { groupRoles, protection, rollback } = parts;
  return preferProtected(parts, context, async () => {
    const { tenant } = context;
    const change: MemberChange = { ...NO_CHANGE, ...membersIn(tenant.groupType, body) };
    const resource = readResource(
      tenant.groupType,
      withoutMembers(tenant.groupType, body),
      readingOf(context),
    );
    checkRequired(tenant.groupType, resource);
    await checkMembers(context, change);
    const requested = await deltaOf(context, undefined, change);
    const delta =
      requested.joins.length === 0
        ? requested
        : await permitted(context, requested, { protection, change, alters: false });
    const write = toGroupWrite(tenant, resource, undefined, new Date());
    const roles = await groupRoles.prepare(tenant, write.name);
    const partial = partialGroup(write);
    const isComplete = roles.added.length + delta.joins.length === 0;
    const id = await withNameLock(parts, tenant, resource, async () => {
      await rollback.completePending(tenant.realm, partial);
      await checkName(context, resource);
      try {
        return await withConflictReported(context, write.name, () => tenant.realm.groups.create(write));
      } catch (error) {
        if (!isComplete && isOutcomeUnknown(error)) rollback.discardIfCreated(tenant.realm, partial);
        throw error;
      }
    });
    try {
      await groupRoles.apply(tenant, id, roles);
      const members = await applyDelta(context, id, delta);
      const created = { id, ...write };
      context.report.wrote(() => ({ before: emptyObject(), after: toGroupResource(tenant, created) }));
      return withMembers(toGroupResource(tenant, created), memberReferences(tenant, members));
    } catch (error) {
      // An incomplete group is no group: a repeated request must find the name free.
      await rollback.remove(tenant.realm, id, partial);
      throw error instanceof ScimError ? (error.cause ?? error) : error;
    }
  });
}
