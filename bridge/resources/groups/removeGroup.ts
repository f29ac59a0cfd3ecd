import type { Context } from '../../lifecycle/context.ts';
import { ScimError } from '../../../scim/errors.ts';
import { emptyObject } from '../../../scim/json.ts';
import { withLock, type Conditions } from '../context.ts';
import { toGroupResource } from './groupView.ts';
import { checkVersion, readGroupForChange, readKeycloakGroup, type GroupsParts } from './groupSteps.ts';

/** Deletes a group without subgroups (RFC 7644 §3.6). */
export function removeGroup(
  parts: GroupsParts,
  context: Context,
  id: string,
  conditions: Conditions,
): Promise<void> {
  return withLock(parts, context.tenant, `groups/${id}`, async () => {
    const { tenant } = context;
    const group = await readGroupForChange(context, id);
    await checkVersion(tenant, group, conditions);
    await parts.protection.checkGroup(tenant, group);
    // Keycloak deletes the groups below with it (contract/groups: "deletes the groups below it").
    if ((group.subGroups ?? 0) > 0) {
      throw new ScimError(
        'forbidden',
        'The group has groups below it in Keycloak, which would be deleted with it.',
      );
    }
    if (!(await tenant.realm.groups.delete(id))) {
      await readKeycloakGroup(tenant, id);
      return;
    }
    context.report.did({ what: 'deleted' });
    context.report.wrote(() => ({ before: toGroupResource(tenant, group), after: emptyObject() }));
  });
}
