import type { Brake } from '../lifecycle/brake.ts';
import { findFormer, freeEmail, hide, leaveGroups, unhidden } from '../lifecycle/hiding.ts';
import type { Onboarding } from '../lifecycle/onboarding.ts';
import { offboard } from '../lifecycle/offboarding.ts';
import { hidesDeleted, isHidden, isVisible, SOURCE_ATTRIBUTE } from '../lifecycle/visibility.ts';
import type { Protection, UserGuard } from '../lifecycle/protection.ts';
import { KeycloakError, type KeycloakUser, type UserWrite } from '../keycloak/port.ts';
import { ScimError } from '../scim/errors.ts';
import { isObject, textAt, type Json, type JsonObject } from '../scim/json.ts';
import { applyPatch } from '../scim/patch/apply.ts';
import { readPatch } from '../scim/patch/operations.ts';
import { checkRequired, readResource } from '../scim/resource.ts';
import { checkIfMatch } from '../scim/version.ts';
import { readingOf, type Conditions, type Context } from './context.ts';
import { toScimError } from './failures.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { foresee } from './foresight.ts';
import type { Locks } from './locks.ts';
import { isSame, LAST_MODIFIED_ATTRIBUTE, toResource, toWrite, withoutOwn } from './userView.ts';

/** The use cases of single users. */
export interface Users {
  create(context: Context, body: Json | undefined): Promise<JsonObject>;
  get(context: Context, id: string): Promise<JsonObject>;
  replace(context: Context, id: string, body: Json | undefined, conditions: Conditions): Promise<JsonObject>;
  patch(context: Context, id: string, body: Json | undefined, conditions: Conditions): Promise<JsonObject>;
  remove(context: Context, id: string, conditions: Conditions): Promise<void>;
}

/** The prefix of the user names of clients' own accounts. */
const SERVICE_ACCOUNT = /^service-account-/i;

const notFound = (id: string): ScimError =>
  new ScimError('notFound', `There is no user with the id "${id.slice(0, 60)}".`);

async function read({ tenant }: Context, id: string): Promise<KeycloakUser> {
  const user = await tenant.realm.users.get(id);
  if (user === undefined || !isVisible(tenant, user)) throw notFound(id);
  return user;
}

/** Reads a user that is about to be changed. */
async function readForChange(
  context: Context,
  id: string,
  { ifMatch }: Conditions,
  protection: Protection,
): Promise<KeycloakUser> {
  const user = await read(context, id);
  protection.checkKind(user);
  if (ifMatch !== undefined) checkIfMatch(ifMatch, versionOf(context, user));
  return user;
}

function versionOf({ tenant }: Context, user: KeycloakUser): string {
  const { meta } = toResource(tenant, user);
  return isObject(meta) ? textAt(meta, 'version') : '';
}

function check({ tenant }: Context, resource: JsonObject): void {
  checkRequired(tenant.userType, resource);
  const { userName } = resource;
  if (typeof userName === 'string' && SERVICE_ACCOUNT.test(userName)) {
    throw new ScimError(
      'invalidValue',
      '"userName" must not begin with "service-account-": Keycloak keeps such names for clients.',
    );
  }
}

const stamped = (write: UserWrite, now: number): UserWrite => ({
  ...write,
  attributes: { ...write.attributes, [LAST_MODIFIED_ATTRIBUTE]: [new Date(now).toISOString()] },
});

const sourced = (write: UserWrite, { source }: Tenant): UserWrite => ({
  ...write,
  attributes: { ...write.attributes, [SOURCE_ATTRIBUTE]: [source] },
});

/** What Keycloak holds after a write, without asking it again. */
const after = (id: string, write: UserWrite, createdTimestamp: number | undefined): KeycloakUser => ({
  id,
  username: write.username,
  email: write.email,
  firstName: write.firstName,
  lastName: write.lastName,
  enabled: write.enabled,
  emailVerified: write.emailVerified ?? false,
  attributes: write.attributes,
  createdTimestamp,
  serviceAccount: false,
  federated: false,
});

const FIELD_READ_ONLY = 'error-user-attribute-read-only';

/** Whether Keycloak refused a write because the user's federation does not take it. */
function isRefusedByFederation(user: KeycloakUser, error: unknown): error is KeycloakError {
  if (!user.federated || !(error instanceof KeycloakError)) return false;
  return error.failure === 'readOnly' || error.problems.some(({ message }) => message === FIELD_READ_ONLY);
}

const readOnly = (cause?: unknown): KeycloakError =>
  new KeycloakError('readOnly', 'The user comes from a federation that is not written to.', { cause });

/**
 * Replaces a user. One whose federation takes no writes can still be enabled and disabled: a leaver is out, even if
 * the rest belongs to a directory.
 */
async function replace(
  { tenant }: Pick<Context, 'tenant'>,
  user: KeycloakUser,
  wanted: UserWrite,
): Promise<KeycloakUser> {
  const { users } = tenant.realm;
  const written = stamped(wanted, Date.now());
  try {
    await users.replace(user.id, written);
    return {
      ...after(user.id, written, user.createdTimestamp),
      emailVerified: written.emailVerified ?? user.emailVerified,
      federated: user.federated,
    };
  } catch (error) {
    if (!isRefusedByFederation(user, error)) throw error;
    if (!isSame({ ...user, enabled: wanted.enabled }, wanted)) throw readOnly(error);
    await users.setEnabled(user.id, wanted.enabled);
    return { ...user, enabled: wanted.enabled };
  }
}

/** Seconds after which a client should try again when the realm holds deactivations. */
const RETRY_WHEN_BRAKED = '600';

const BRAKED = 'More users left at once than the realm allows; an operator has to look.';

/** Counts a user who is deactivated; where the realm holds deactivations, the brake refuses it. */
async function countDeactivation({ tenant, note }: Context, brake: Brake, user: KeycloakUser): Promise<void> {
  if (!(await brake.leaving(tenant, user.id))) return;
  if (tenant.config.brake?.holdDeactivations === true) {
    throw new ScimError('braked', BRAKED, { headers: { 'Retry-After': RETRY_WHEN_BRAKED } });
  }
  note('The brake holds; deactivations go through.');
}

/** Deletes a user, or hides it where the realm does that; while the brake holds, the user is disabled instead. */
async function remove(context: Context, brake: Brake, user: KeycloakUser): Promise<boolean> {
  const { tenant, note } = context;
  const { users } = tenant.realm;
  const braked = await brake.leaving(tenant, user.id);
  if (!braked && !hidesDeleted(tenant)) return users.delete(user.id);
  await (braked ? users.setEnabled(user.id, false) : hide(tenant, user));
  note(
    braked
      ? 'The brake holds: the user was disabled instead of deleted.'
      : 'The user was disabled and hidden; a user created with the same userName is this one again.',
  );
  await offboard(context, user.id);
  return true;
}

/** Gives a user who was deleted and hidden back, as the one that a client creates. */
async function bringBack(
  context: Context,
  resource: JsonObject,
  id: string,
  { onboarding, protection }: Pick<UsersParts, 'onboarding' | 'protection'>,
): Promise<JsonObject> {
  const { tenant, note } = context;
  const guard = protection.guard(tenant, id, 'fresh');
  const user = await tenant.realm.users.get(id);
  // Another request was faster.
  if (user === undefined || !isHidden(tenant, user)) throw new KeycloakError('conflict', 'taken');
  const wanted = sourced(toWrite(tenant, resource, user), tenant);
  await guard.checkChange(user, wanted, 'all');
  await leaveGroups(tenant, id);
  await onboarding.restore(context, id);
  const result = await replace({ tenant }, user, { ...wanted, attributes: unhidden(wanted.attributes) });
  note('The user had been deleted and hidden, and is back under the same id, out of the groups of then.');
  return toResource(tenant, result);
}

interface WriteOptions {
  /** Whether the request asks for a deactivation, perhaps once more. */
  readonly deactivates: boolean;
  /** Whether the request is about the whole user. */
  readonly replaces?: boolean;
  readonly brake: Brake;
  readonly guard: UserGuard;
}

/** Writes a changed resource over a user, unless that changes nothing, and ends sessions where it deactivates. */
async function write(
  context: Context,
  user: KeycloakUser,
  resource: JsonObject,
  { deactivates, replaces = false, brake, guard }: WriteOptions,
): Promise<JsonObject> {
  const { tenant } = context;
  check(context, resource);
  const wanted = toWrite(tenant, resource, user);
  const changes = !isSame(user, wanted);
  await guard.checkChange(user, wanted, deactivates || (replaces && changes) ? 'all' : 'sensitive');
  if (user.enabled && !wanted.enabled) await countDeactivation(context, brake, user);
  let result = user;
  if (changes) {
    result = await replace(context, user, wanted);
  }
  if (deactivates || (user.enabled && !wanted.enabled)) await offboard(context, user.id);
  return toResource(tenant, result);
}

/** Whether something of a user to be created belongs to another one already. */
const isTaken = (error: unknown): boolean =>
  (error instanceof KeycloakError && error.failure === 'conflict') ||
  (error instanceof ScimError && error.code === 'uniqueness');

/** What the use cases of users are made of. */
export interface UsersParts {
  readonly locks: Locks;
  readonly brake: Brake;
  readonly onboarding: Onboarding;
  readonly protection: Protection;
}

/** Creates the use cases of single users (RFC 7644 §3.3, §3.4.1, §3.5, §3.6). */
export function createUsers({ locks, brake, onboarding, protection }: UsersParts): Users {
  const change = <T>(context: Context, id: string, work: () => Promise<T>): Promise<T> =>
    explained(context, () => locks.run(`${context.tenant.realm.name}/users/${id}`, work));

  async function explained<T>({ tenant }: Context, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toScimError(error, tenant);
    }
  }

  return {
    create: (context, body) =>
      explained(context, async () => {
        const { tenant } = context;
        const resource = readResource(tenant.userType, body, readingOf(context));
        resource.active ??= true;
        check(context, resource);
        const now = Date.now();
        const written = stamped(sourced(toWrite(tenant, resource), tenant), now);
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
            return change(context, former.id, () =>
              bringBack(context, resource, former.id, { onboarding, protection }),
            );
          }
          const holder = await findFormer(tenant, 'email', written.email);
          if (holder === undefined) throw error;
          await protection.guard(tenant, holder.id, 'fresh').checkDelete(holder);
          await freeEmail(tenant, holder);
          return create();
        }
      }),

    get: (context, id) => explained(context, async () => toResource(context.tenant, await read(context, id))),

    replace: (context, id, body, conditions) =>
      change(context, id, async () => {
        const resource = readResource(context.tenant.userType, body, readingOf(context));
        const guard = protection.guard(context.tenant, id, 'remembered');
        const user = await readForChange(context, id, conditions, protection);
        const deactivates = resource.active === false;
        resource.active ??= user.enabled;
        return write(context, user, resource, { deactivates, replaces: true, brake, guard });
      }),

    patch: (context, id, body, conditions) =>
      change(context, id, async () => {
        const { tenant } = context;
        const operations = readPatch(body);
        const guard = protection.guard(tenant, id, foresee(operations));
        const user = await readForChange(context, id, conditions, protection);
        const before = withoutOwn(toResource(tenant, user));
        const resource = applyPatch(tenant.userType, before, operations, {
          ...readingOf(context),
          unmatchedElement: tenant.behaviours.unmatchedElement,
        });
        const deactivates = resource.active === false && operations.some(namesActive);
        return write(context, user, resource, { deactivates, brake, guard });
      }),

    remove: (context, id, conditions) =>
      change(context, id, async () => {
        const guard = protection.guard(context.tenant, id, 'fresh');
        const user = await readForChange(context, id, conditions, protection);
        await guard.checkDelete(user);
        const { users } = context.tenant.realm;
        // Keycloak would answer 204 and the directory would bring the user back.
        if (user.federated && !(await users.isWritable(user.id))) throw readOnly();
        if (!(await remove(context, brake, user))) throw notFound(id);
      }),
  };
}

/** Whether a PATCH operation speaks of `active`, so that it repeats a deactivation on purpose. */
function namesActive({ path, value }: { path?: { path: string }; value?: Json }): boolean {
  if (path !== undefined) return /(^|:)active$/i.test(path.path);
  return isObject(value) && Object.keys(value).some((name) => /(^|:)active$/i.test(name));
}
