import { findSoftDeleted } from '../../lifecycle/deprovisioning/softDelete.ts';
import type { Context } from '../../lifecycle/context.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import { ScimError } from '../../../scim/errors.ts';
import { textAt, type Json, type JsonObject } from '../../../scim/json.ts';
import { readResource } from '../../../scim/resource.ts';
import { readingOf, withLock } from '../context.ts';
import { releaseEmail, restoreUser } from './restoreUser.ts';
import { toResource } from './userView.ts';
import { storedUser, withLastModified, withSource } from './userWrites.ts';
import { toCheckedWrite, withConflictReported, type UsersParts } from './userSteps.ts';

/** Whether another user has a value that must be unique. */
const isConflict = (error: unknown): boolean =>
  (error instanceof KeycloakError && error.failure === 'conflict') ||
  (error instanceof ScimError && error.code === 'uniqueness');

/** Creates a user (RFC 7644 §3.3); a soft-deleted user with this userName is restored instead. */
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
  const write = withLastModified(withSource(toCheckedWrite(context, resource), tenant), tenant, now);
  context.report.named(textAt(resource, 'userName'), [write.username, write.email]);
  protection.checkNew(tenant, write);
  const create = async (): Promise<JsonObject> => {
    const { id, user } = await onboarding.create(context, resource, {
      ...write,
      createdTimestamp: now,
    });
    return toResource(tenant, storedUser(id, user, now));
  };
  async function createInPlaceOfHidden(error: unknown): Promise<JsonObject> {
    const restorable = await findSoftDeleted(tenant, 'username', write.username);
    if (restorable !== undefined) {
      return withLock(parts, context.tenant, `users/${restorable.id}`, () =>
        restoreUser(context, resource, restorable.id, { onboarding, protection }),
      );
    }
    const emailOwner = await findSoftDeleted(tenant, 'email', write.email);
    if (emailOwner === undefined) throw error;
    await withLock(parts, context.tenant, `users/${emailOwner.id}`, () =>
      releaseEmail(context, write, protection),
    );
    return create();
  }
  try {
    return await create().catch((error: unknown) => {
      if (!isConflict(error)) throw error;
      return createInPlaceOfHidden(error);
    });
  } catch (error) {
    throw await withConflictReported(context, error, write);
  }
}
