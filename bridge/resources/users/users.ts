import type { Brake } from '../../lifecycle/deprovisioning/brake.ts';
import { findFormer } from '../../lifecycle/deprovisioning/softDelete.ts';
import type { Context } from '../../lifecycle/context.ts';
import type { Locks } from '../../state/locks.ts';
import type { Onboarding } from '../../lifecycle/onboarding/onboarding.ts';
import { offboard } from '../../lifecycle/deprovisioning/revokeAccess.ts';
import { isSeen } from '../../lifecycle/visibility.ts';
import type { Protection, UserGuard } from '../../lifecycle/protection/protection.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { KeycloakUser, UserWrite } from '../../keycloak/port/users.ts';
import { ScimError, type ErrorCode } from '../../../scim/errors.ts';
import { isObject, textAt, type Json, type JsonObject } from '../../../scim/json.ts';
import { applyPatch } from '../../../scim/patch/apply.ts';
import { readPatch } from '../../../scim/patch/operations.ts';
import { checkRequired, readResource } from '../../../scim/resource.ts';
import { checkIfMatch } from '../../../scim/version.ts';
import { readingOf, type Conditions } from '../context.ts';
import { toScimError, withSentence } from '../failures.ts';
import { foresee } from './prefetch.ts';
import { asksToDeactivate } from './deactivation.ts';
import { keptOf } from './unchangeable.ts';
import {
  bringBack,
  deactivate,
  disable,
  letGoOfEmail,
  removeUser,
  type LeavingParts,
} from './deprovision.ts';
import { isSame, toResource, toWrite, withoutOwn } from './userView.ts';
import { after, readOnly, replaceUser, sourced, stamped } from './userWrites.ts';

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
  if (user === undefined || !(await isSeen(tenant, user))) throw notFound(id);
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

/** What Keycloak is to hold for a resource, if that can be the resource of a person. */
function checkedWrite(context: Context, resource: JsonObject, current?: KeycloakUser): UserWrite {
  const { tenant } = context;
  checkRequired(tenant.userType, resource);
  const written = toWrite(tenant, resource, current);
  if (SERVICE_ACCOUNT.test(written.username)) {
    const { emailAsUsername } = tenant.settings;
    throw new ScimError(
      'invalidValue',
      `${emailAsUsername ? 'The e-mail address' : '"userName"'} must not begin with "service-account-": Keycloak keeps such names for clients.`,
    );
  }
  return keptOf(context, written, current);
}

/** A request for a change of a user, as it came. */
interface Change {
  readonly message: 'resource' | 'patch';
  readonly body: Json | undefined;
  readonly conditions: Conditions;
}

interface WriteOptions {
  /** Whether the request asks for a deactivation, perhaps once more. */
  readonly deactivates: boolean;
  readonly brake: Brake;
  readonly guard: UserGuard;
}

/** Writes a changed resource over a user, unless that changes nothing, and ends sessions where it deactivates. */
async function write(
  context: Context,
  user: KeycloakUser,
  resource: JsonObject,
  { deactivates, brake, guard }: WriteOptions,
): Promise<JsonObject> {
  const { tenant } = context;
  const wanted = checkedWrite(context, resource, user);
  const changes = !isSame(user, wanted);
  await guard.checkChange(user, wanted, deactivates ? 'all' : 'sensitive');
  const leaves = user.enabled && !wanted.enabled;
  const replaced = (): Promise<KeycloakUser> => replaceUser(context, user, wanted);
  let result = user;
  if (leaves) result = await deactivate(context, brake, user, replaced);
  else if (changes) result = await replaced();
  if (deactivates || leaves) await offboard(context, user.id);
  return toResource(tenant, result);
}

/** Whether something of a user to be created belongs to another one already. */
const isTaken = (error: unknown): boolean =>
  (error instanceof KeycloakError && error.failure === 'conflict') ||
  (error instanceof ScimError && error.code === 'uniqueness');

/** Errors that say that there is nobody to be disabled, or that nobody was to be disabled yet. */
const FINAL: readonly ErrorCode[] = ['notFound', 'versionMismatch', 'tooLarge', 'braked'];

/** Whether a change was refused, so that it fails however often it is tried. */
function isRefused(error: unknown): boolean {
  if (error instanceof ScimError) return !FINAL.includes(error.code);
  return (
    error instanceof KeycloakError &&
    ['invalid', 'conflict', 'readOnly', 'unexpected'].includes(error.failure)
  );
}

/** What the use cases of users are made of. */
export interface UsersParts extends LeavingParts {
  readonly locks: Locks;
  readonly onboarding: Onboarding;
  readonly protection: Protection;
}

/** Creates the use cases of single users (RFC 7644 §3.3, §3.4.1, §3.5, §3.6). */
export function createUsers({ locks, brake, onboarding, protection, alarm }: UsersParts): Users {
  const change = <T>(context: Context, id: string, work: () => Promise<T>): Promise<T> =>
    locks.run(`${context.tenant.realm.name}/users/${id}`, work);

  /** The user whom a refused request deactivates; `undefined` where the request may not do that either. */
  async function findLeaver(
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
   * Changes a user. A leaver is out even if something else in the request is refused, unless the realm wants all of a
   * request or nothing (RFC 7644 §3.5.2).
   */
  const changeOrDisable = (
    context: Context,
    id: string,
    { message, body, conditions }: Change,
    work: () => Promise<JsonObject>,
  ): Promise<JsonObject> =>
    change(context, id, async () => {
      try {
        return await work();
      } catch (error) {
        const { tenant } = context;
        if (!isRefused(error) || !asksToDeactivate(tenant, message, body)) throw error;
        const leaver = await findLeaver(context, id, conditions);
        if (leaver === undefined) throw error;
        const refusal = toScimError(error as ScimError | KeycloakError, tenant);
        if (tenant.behaviours.refusedDeactivation === 'disable') {
          await disable(context, { brake, alarm }, leaver);
          throw withSentence(refusal, 'The user has been disabled all the same.');
        }
        if (leaver.enabled) {
          const told = `User ${id} was to be deactivated and stays enabled: the request was refused as a whole (${refusal.code}).`;
          alarm(tenant.realm.name, told);
        }
        throw refusal;
      }
    });

  return {
    create: async (context, body) => {
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
          return change(context, former.id, () =>
            bringBack(context, resource, former.id, { onboarding, protection }),
          );
        }
        const holder = await findFormer(tenant, 'email', written.email);
        if (holder === undefined) throw error;
        await change(context, holder.id, () => letGoOfEmail(context, written, protection));
        return create();
      }
    },

    get: async (context, id) => toResource(context.tenant, await read(context, id)),

    replace: (context, id, body, conditions) =>
      changeOrDisable(context, id, { message: 'resource', body, conditions }, async () => {
        const resource = readResource(context.tenant.userType, body, readingOf(context));
        const deactivates = resource.active === false;
        const guard = protection.guard(context.tenant, id, deactivates ? 'remembered' : 'later');
        const user = await readForChange(context, id, conditions, protection);
        resource.active ??= user.enabled;
        return write(context, user, resource, { deactivates, brake, guard });
      }),

    patch: (context, id, body, conditions) =>
      changeOrDisable(context, id, { message: 'patch', body, conditions }, async () => {
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
        if (user.federated && !(await users.isWritable(user.id))) {
          await disable(context, { brake, alarm }, user);
          throw withSentence(toScimError(readOnly(), context.tenant), 'The user has been disabled.');
        }
        await removeUser(context, { brake, alarm }, user);
      }),
  };
}

/** Whether a PATCH operation speaks of `active`, so that it repeats a deactivation on purpose. */
function namesActive({ path, value }: { path?: { path: string }; value?: Json }): boolean {
  if (path !== undefined) return /(^|:)active$/i.test(path.path);
  return isObject(value) && Object.keys(value).some((name) => /(^|:)active$/i.test(name));
}
