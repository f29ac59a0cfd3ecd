import type { Brake } from '../lifecycle/brake.ts';
import { findFormer } from '../lifecycle/hiding.ts';
import type { Context } from '../lifecycle/context.ts';
import type { Locks } from '../lifecycle/locks.ts';
import type { Onboarding } from '../lifecycle/onboarding.ts';
import { offboard } from '../lifecycle/offboarding.ts';
import { isSeen } from '../lifecycle/visibility.ts';
import type { Protection, UserGuard } from '../lifecycle/protection.ts';
import { KeycloakError, type KeycloakUser, type UserWrite } from '../keycloak/port.ts';
import { ScimError } from '../scim/errors.ts';
import { isObject, textAt, type Json, type JsonObject } from '../scim/json.ts';
import { applyPatch } from '../scim/patch/apply.ts';
import { readPatch } from '../scim/patch/operations.ts';
import { checkRequired, readResource } from '../scim/resource.ts';
import { checkIfMatch } from '../scim/version.ts';
import { readingOf, type Conditions } from './context.ts';
import { toScimError } from './failures.ts';
import { foresee } from './foresight.ts';
import { keptOf } from './kept.ts';
import { bringBack, countDeactivation, letGoOfEmail, removeUser } from './leaving.ts';
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
  const wanted = checkedWrite(context, resource, user);
  const changes = !isSame(user, wanted);
  await guard.checkChange(user, wanted, deactivates || (replaces && changes) ? 'all' : 'sensitive');
  if (user.enabled && !wanted.enabled) await countDeactivation(context, brake, user);
  let result = user;
  if (changes) {
    result = await replaceUser(context, user, wanted);
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
        if (!(await removeUser(context, brake, user))) throw notFound(id);
      }),
  };
}

/** Whether a PATCH operation speaks of `active`, so that it repeats a deactivation on purpose. */
function namesActive({ path, value }: { path?: { path: string }; value?: Json }): boolean {
  if (path !== undefined) return /(^|:)active$/i.test(path.path);
  return isObject(value) && Object.keys(value).some((name) => /(^|:)active$/i.test(name));
}
