import { findFormer } from '../../lifecycle/deprovisioning/softDelete.ts';
import type { Context } from '../../lifecycle/context.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import { ScimError } from '../../../scim/errors.ts';
import type { Json, JsonObject } from '../../../scim/json.ts';
import { readResource } from '../../../scim/resource.ts';
import { inTurn, readingOf } from '../context.ts';
import { bringBack, letGoOfEmail } from './deprovision.ts';
import { toResource } from './userView.ts';
import { after, sourced, stamped } from './userWrites.ts';
import { checkedWrite, type UsersParts } from './userSteps.ts';

/** Whether something of a user to be created belongs to another one already. */
const isTaken = (error: unknown): boolean =>
  (error instanceof KeycloakError && error.failure === 'conflict') ||
  (error instanceof ScimError && error.code === 'uniqueness');

/** Creates a user; one who was deleted and hidden under this userName comes back instead (RFC 7644 §3.3). */
export async function createUser(
  parts: UsersParts,
  context: Context,
  body: Json | undefined,
): Promise<JsonObject> {
  const { onboarding, protection } = parts;
  const { tenant } = context;
  const resource = readResource(tenant.userType, body, readingOf(context));
  resource.active ??= true;
  const now = Date.now();
  const written = stamped(sourced(checkedWrite(context, resource), tenant), tenant, now);
  protection.checkNew(tenant, written);
  const create = async (): Promise<JsonObject> => {
    const { id, user } = await onboarding.create(context, resource, {
      ...written,
      createdTimestamp: now,
    });
    return toResource(tenant, after(id, user, now));
  };
  try {
    return await create();
  } catch (error) {
    if (!isTaken(error)) throw error;
    const former = await findFormer(tenant, 'username', written.username);
    if (former !== undefined) {
      return inTurn(parts, context.tenant, `users/${former.id}`, () =>
        bringBack(context, resource, former.id, { onboarding, protection }),
      );
    }
    const holder = await findFormer(tenant, 'email', written.email);
    if (holder === undefined) throw error;
    await inTurn(parts, context.tenant, `users/${holder.id}`, () =>
      letGoOfEmail(context, written, protection),
    );
    return create();
  }
}
