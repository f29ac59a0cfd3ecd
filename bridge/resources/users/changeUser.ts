import { message } from '../../../documents/text.ts';
import type { Brake } from '../../lifecycle/deprovisioning/brake.ts';
import type { Context } from '../../lifecycle/context.ts';
import { revokeAccess } from '../../lifecycle/deprovisioning/revokeAccess.ts';
import type { UserGuard } from '../../lifecycle/protection/protection.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { KeycloakUser, UserWrite } from '../../keycloak/port/users.ts';
import { ScimError, type ErrorCode } from '../../../scim/errors.ts';
import { textAt, type Json, type JsonObject } from '../../../scim/json.ts';
import { applyPatch } from '../../../scim/patch/apply.ts';
import { namedAttributes, readPatch, type PatchOperation } from '../../../scim/patch/operations.ts';
import { readResource } from '../../../scim/resource.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { attributePath } from '../../../scim/schema/lookup.ts';
import type { ResourceType } from '../../../scim/schema/types.ts';
import { readingOf, withLock, type Conditions } from '../context.ts';
import { toScimError, withSentence } from '../failures.ts';
import { namesField, prefetchFor } from './prefetch.ts';
import { asksToDeactivate } from './deactivation.ts';
import { deactivate, disable } from './deprovision.ts';
import { isSame, toContent, toResource } from './userView.ts';
import { guardedWrite, replaceOrKeepEmail } from './keptEmail.ts';
import { readForChange, toCheckedWrite, type UsersParts } from './userSteps.ts';

/** A request to change a user. */
interface ChangeRequest {
  readonly message: 'resource' | 'patch';
  readonly body: Json | undefined;
  readonly conditions: Conditions;
}

interface WriteOptions {
  /** Whether the request asks for a deactivation, also of a user that is deactivated already. */
  readonly deactivates: boolean;
  /** Whether the request names the e-mail address. */
  readonly namesEmail: boolean;
  readonly brake: Brake;
  readonly guard: UserGuard;
}

/** Writes a changed resource, unless it changes nothing; revokes access if it deactivates the user. */
async function writeUser(
  context: Context,
  user: KeycloakUser,
  resource: JsonObject,
  { deactivates, namesEmail, brake, guard }: WriteOptions,
): Promise<JsonObject> {
  const { tenant } = context;
  const check = (change: UserWrite): Promise<void> =>
    guard.checkChange(user, change, deactivates ? 'all' : 'sensitive');
  const mapped = toCheckedWrite(context, resource, user);
  const write = await guardedWrite(context, user, mapped, check, namesEmail);
  const changes = !isSame(user, write);
  const leaves = user.enabled && !write.enabled;
  const replace = (): Promise<KeycloakUser> => replaceOrKeepEmail(context, user, write);
  let result = user;
  if (leaves) result = await deactivate(context, brake, user, replace);
  else if (changes) result = await replace();
  const written = toResource(tenant, result);
  if (result !== user) reportChanges(context, user, result, written);
  if (deactivates || leaves) await revokeAccess(context, user.id);
  return written;
}

/** Reports whether a written user was enabled, disabled or renamed. */
function reportChanges(
  { tenant, report }: Context,
  before: KeycloakUser,
  after: KeycloakUser,
  written: JsonObject,
): void {
  if (before.enabled !== after.enabled) report.did({ what: after.enabled ? 'enabled' : 'disabled' });
  const content = toContent(tenant, before);
  report.wrote(() => ({ before: content, after: written }));
  const from = textAt(content, 'userName');
  const to = textAt(written, 'userName');
  report.named(to, [after.username, after.email]);
  if (from !== to) report.did({ what: 'renamed', from, to });
}

/** Errors after which the user is not disabled either: it does not exist, or must not change yet. */
const FINAL_CODES: readonly ErrorCode[] = ['notFound', 'versionMismatch', 'tooLarge', 'braked'];

/** Whether a change was refused, so that a retry would fail again. */
function isRefused(error: unknown): boolean {
  if (error instanceof ScimError) return !FINAL_CODES.includes(error.code);
  return (
    error instanceof KeycloakError &&
    ['invalid', 'conflict', 'readOnly', 'unexpected'].includes(error.failure)
  );
}

/** Finds the user that a refused request deactivates; `undefined` if the request must not deactivate it either. */
async function findLeaver(
  { protection }: UsersParts,
  context: Context,
  id: string,
  conditions: Conditions,
): Promise<KeycloakUser | undefined> {
  const guard = protection.guard(context.tenant, id, 'remembered');
  try {
    const user = await readForChange(context, id, conditions, protection);
    await guard.checkChange(user, { ...user, enabled: false }, 'all');
    return user;
  } catch (error) {
    if (error instanceof ScimError) return undefined;
    throw error;
  }
}

/**
 * Changes a user. If something else in the request is refused, a deactivation still takes effect, unless the realm
 * wants all of a request or nothing (RFC 7644 §3.5.2).
 */
const changeOrDisable = (
  parts: UsersParts,
  context: Context,
  id: string,
  { message: requestKind, body, conditions }: ChangeRequest,
  work: () => Promise<JsonObject>,
): Promise<JsonObject> =>
  withLock(parts, context.tenant, `users/${id}`, async () => {
    try {
      return await work();
    } catch (error) {
      const { tenant } = context;
      if (!isRefused(error) || !asksToDeactivate(tenant, requestKind, body)) throw error;
      const leaver = await findLeaver(parts, context, id, conditions);
      if (leaver === undefined) throw error;
      const refusal = toScimError(error as ScimError | KeycloakError, tenant);
      if (tenant.behaviours.refusedDeactivation === 'disable') {
        await disable(context, parts, leaver);
        throw withSentence(refusal, 'The user has been disabled all the same.');
      }
      if (leaver.enabled) {
        const sentence = message(
          'User {id} was to be deactivated and stays enabled: the request was refused as a whole ({code}).',
          { id, code: refusal.code },
        );
        parts.alarm(tenant.realm.name, sentence);
      }
      throw refusal;
    }
  });

/** Replaces a user (RFC 7644 §3.5.1). */
export function replaceUserResource(
  parts: UsersParts,
  context: Context,
  id: string,
  body: Json | undefined,
  conditions: Conditions,
): Promise<JsonObject> {
  return changeOrDisable(parts, context, id, { message: 'resource', body, conditions }, async () => {
    const resource = readResource(context.tenant.userType, body, readingOf(context));
    const deactivates = resource.active === false;
    const guard = parts.protection.guard(context.tenant, id, deactivates ? 'remembered' : 'later');
    const user = await readForChange(context, id, conditions, parts.protection);
    resource.active ??= user.enabled;
    return writeUser(context, user, resource, {
      ...{ deactivates, namesEmail: true },
      ...{ brake: parts.brake, guard },
    });
  });
}

/** Whether a PATCH operation speaks of `active`, so that it repeats a deactivation on purpose. */
const namesActive = (type: ResourceType, operation: PatchOperation): boolean =>
  namedAttributes(type, operation).some((attribute) => attributePath(attribute) === 'active');

/** Refuses to remove a password: Keycloak would keep it, and the client would take it for gone. */
function checkPasswordStays({ userType, behaviours }: Tenant, operations: readonly PatchOperation[]): void {
  if (behaviours.password !== 'store') return;
  const removes = operations.some(
    (operation) =>
      operation.op === 'remove' &&
      namedAttributes(userType, operation).some((attribute) => attributePath(attribute) === 'password'),
  );
  if (!removes) return;
  throw new ScimError(
    'mutability',
    '"password" cannot be removed, only replaced by another one; a user who is not to sign in is deactivated ("active": false).',
  );
}

/** Changes a user by operations (RFC 7644 §3.5.2). */
export function patchUser(
  parts: UsersParts,
  context: Context,
  id: string,
  body: Json | undefined,
  conditions: Conditions,
): Promise<JsonObject> {
  return changeOrDisable(parts, context, id, { message: 'patch', body, conditions }, async () => {
    const { tenant } = context;
    const operations = readPatch(tenant.userType, body);
    checkPasswordStays(tenant, operations);
    const guard = parts.protection.guard(tenant, id, prefetchFor(tenant, operations));
    const user = await readForChange(context, id, conditions, parts.protection);
    const before = toContent(tenant, user);
    const resource = applyPatch(tenant.userType, before, operations, {
      ...readingOf(context),
      unmatchedElement: tenant.behaviours.unmatchedElement,
    });
    const deactivates =
      resource.active === false && operations.some((operation) => namesActive(tenant.userType, operation));
    const namesEmail = namesField(tenant, operations, 'email');
    return writeUser(context, user, resource, { deactivates, namesEmail, brake: parts.brake, guard });
  });
}
