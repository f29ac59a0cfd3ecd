import type { Context } from '../../lifecycle/context.ts';
import { ScimError } from '../../../scim/errors.ts';
import { inTurn, type Conditions } from '../context.ts';
import { read, checkVersion, type GroupsParts } from './groupSteps.ts';

/** Deletes a group that has none below it (RFC 7644 §3.6). */
export function removeGroup(
  parts: GroupsParts,
  context: Context,
  id: string,
  conditions: Conditions,
): Promise<void> {
  return inTurn(parts, context.tenant, `groups/${id}`, async () => {
    const { tenant } = context;
    const group = await read(tenant, id);
    await checkVersion(tenant, group, conditions);
    await parts.protection.checkGroup(tenant, group);
    if ((group.subGroups ?? 0) > 0) {
      throw new ScimError(
        'forbidden',
        'The group has groups below it in Keycloak, which would be deleted with it.',
      );
    }
    if (!(await tenant.realm.groups.delete(id))) await read(tenant, id);
  });
}
