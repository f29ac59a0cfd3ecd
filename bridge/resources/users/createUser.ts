import { findSoftDeleted } from '../../lifecycle/deprovisioning/softDelete.ts';
import type { Context } from '../../lifecycle/context.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { UserWrite } from '../../keycloak/port/users.ts';
import { ScimError } from '../../../scim/errors.ts';
import { emptyObject, textAt, type Json, type JsonObject } from '../../../scim/json.ts';
import { readResource } from '../../../scim/resource.ts';
import { readingOf, withLock } from '../context.ts';
import { keepRefusedEmail } from './keptEmail.ts';
import { releaseEmail, restoreUser } from './restoreUser.ts';
import { toContent, toResource } from './userView.ts';
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
  const { tenant, report } = context;
  const resource = readResource(tenant.userType, body, readingOf(context));
  resource.active ??= true;
  const now = Date.now();
  const write = withLastModified(withSource(toCheckedWrite(context, resource), tenant), tenant, now);
  report.named(textAt(resource, 'userName'), [write.username, write.email]);
  protection.checkNew(tenant, write);
  const create = async (newUser: UserWrite): Promise<JsonObject> => {
    const { id, user } = await onboarding.create(context, resource, {
      ...newUser,
      createdTimestamp: now,
    });
    const created = storedUser(id, user, now);
    report.wrote(() => ({ before: emptyObject(), after: toContent(tenant, created) }));
    return toResource(tenant, created);
  };

  /** Makes the creation possible after a conflict with a soft-deleted user, and repeats it; `undefined` without one. */
  async function resolveConflict(newUser: UserWrite): Promise<JsonObject | undefined> {
    const restorable = await findSoftDeleted(tenant, 'username', newUser.username);
    if (restorable !== undefined) {
      return withLock(parts, tenant, `users/${restorable.id}`, () =>
        restoreUser(context, resource, restorable.id, { onboarding, protection }),
      );
    }
    const emailOwner = await findSoftDeleted(tenant, 'email', newUser.email);
    if (emailOwner === undefined) return undefined;
    await withLock(parts, tenant, `users/${emailOwner.id}`, () => releaseEmail(context, newUser, protection));
    return create(newUser);
  }

  async function createOrResolve(newUser: UserWrite, note?: string): Promise<JsonObject> {
    try {
      const created = await create(newUser);
      if (note !== undefined) report.note(note);
      return created;
    } catch (error) {
      const resolved = isConflict(error) ? await resolveConflict(newUser) : undefined;
      if (resolved !== undefined) return resolved;
      const kept = await keepRefusedEmail(context, error, newUser);
      if (kept === undefined) throw await withConflictReported(context, error, newUser);
      return createOrResolve(kept.write, kept.note);
    }
  }

  return createOrResolve(write);
}
