import type { Context, ValueHolder } from '../../lifecycle/context.ts';
import type { Locks } from '../../state/locks.ts';
import type { Onboarding } from '../../lifecycle/onboarding/onboarding.ts';
import { checkVisible } from '../../lifecycle/visibility.ts';
import type { Protection } from '../../lifecycle/protection/protection.ts';
import type { KeycloakUser, UserWrite } from '../../keycloak/port/users.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import { keptEmailOf } from '../../../mappers/compile/storage/keptEmail.ts';
import { ScimError } from '../../../scim/errors.ts';
import { isObject, textAt, type JsonObject } from '../../../scim/json.ts';
import { checkRequired } from '../../../scim/resource.ts';
import { checkIfMatch } from '../../../scim/version.ts';
import type { Conditions } from '../context.ts';
import { withoutDroppedChanges } from './droppedAttributes.ts';
import type { DeprovisionParts } from './deprovision.ts';
import { toContent, toResource, toWrite } from './userView.ts';

/**
 * The prefix of the user names of service accounts. Nothing else tells them from persons (contract/users-search:
 * "differ from other users in their name only"), and Keycloak lets a person have such a name (contract/user-profile:
 * "does not prevent a person from having the name").
 */
const SERVICE_ACCOUNT = /^service-account-/i;

const notFound = (id: string): ScimError =>
  new ScimError('notFound', `There is no user with the id "${id.slice(0, 60)}".`);

/** Reports every name of the user that a request addresses. */
export function reportUserNames({ tenant, report }: Context, user: KeycloakUser): void {
  report.named(textAt(toContent(tenant, user), 'userName'), [user.username, user.email, keptEmailOf(user)]);
}

/** Reads a user that the client may see; throws `notFound` otherwise, and still names the user to operators. */
export async function readUser(context: Context, id: string): Promise<KeycloakUser> {
  const { tenant } = context;
  const user = await tenant.realm.users.get(id);
  if (user === undefined) throw notFound(id);
  if (await checkVisible(tenant, user)) return user;
  reportUserNames(context, user);
  throw notFound(id);
}

/** Reads a user that is about to be changed; refuses service accounts and other versions (RFC 7644 §3.14). */
export async function readForChange(
  context: Context,
  id: string,
  { ifMatch }: Conditions,
  protection: Protection,
): Promise<KeycloakUser> {
  const user = await readUser(context, id);
  reportUserNames(context, user);
  protection.checkKind(user);
  if (ifMatch !== undefined) checkIfMatch(ifMatch, versionOf(toResource(context.tenant, user)));
  return user;
}

function versionOf({ meta }: JsonObject): string {
  return isObject(meta) ? textAt(meta, 'version') : '';
}

/** Creates the failure of a write whose user name is taken, whatever field Keycloak named. */
export const userNameConflict = (cause: KeycloakError): KeycloakError =>
  new KeycloakError('conflict', cause.message, {
    problems: [{ message: 'User exists with same username' }],
    cause,
  });

/** Describes a user who has a value that must be unique, for the report. */
export const valueHolder = ({ id, username }: Pick<KeycloakUser, 'id' | 'username'>): ValueHolder => ({
  type: 'User',
  id,
  name: username,
});

/** Finds another user who has a value that must be unique; `undefined` if nobody has, or Keycloak does not tell. */
async function findHolder(
  { tenant }: Context,
  by: 'username' | 'email',
  value: string | undefined,
  self: KeycloakUser | undefined,
): Promise<KeycloakUser | undefined> {
  if (value === undefined || value === '') return undefined;
  try {
    const holders = await tenant.realm.users.find({ by, value: value.toLowerCase() }, { first: 0, max: 2 });
    return holders.find(({ id }) => id !== self?.id);
  } catch (error) {
    if (error instanceof KeycloakError) return undefined;
    throw error;
  }
}

/**
 * Returns the error of a refused write, and reports the user who has the value in conflict. The error names the userName
 * if that is taken as well as the e-mail address: Keycloak names the address then, and a client that is told of it alone
 * looks for the wrong user.
 */
export async function withConflictReported(
  context: Context,
  error: unknown,
  { username, email }: UserWrite,
  self?: KeycloakUser,
): Promise<unknown> {
  if (!(error instanceof KeycloakError) || error.failure !== 'conflict') return error;
  const messages = error.problems.map(({ message }) => message).join(' ');
  const namesUserName = /username/i.test(messages);
  const namesEmailOnly = /email/i.test(messages) && !namesUserName;
  const keepsUserName = self?.username.toLowerCase() === username.toLowerCase();
  const userNameHolder = keepsUserName ? undefined : await findHolder(context, 'username', username, self);
  const asksForEmail = userNameHolder === undefined && !namesUserName;
  const holder = asksForEmail ? await findHolder(context, 'email', email, self) : userNameHolder;
  if (holder !== undefined) context.report.conflictsWith(valueHolder(holder));
  if (!namesEmailOnly || userNameHolder === undefined) return error;
  return userNameConflict(error);
}

/** Converts a resource to a write; refuses a resource that is incomplete or has the name of a service account. */
export function toCheckedWrite(context: Context, resource: JsonObject, current?: KeycloakUser): UserWrite {
  const { tenant } = context;
  checkRequired(tenant.userType, resource);
  const write = toWrite(tenant, resource, current);
  if (SERVICE_ACCOUNT.test(write.username)) {
    const { emailAsUsername } = tenant.settings;
    throw new ScimError(
      'invalidValue',
      `${emailAsUsername ? 'The e-mail address' : '"userName"'} must not begin with "service-account-": Keycloak keeps such names for clients.`,
    );
  }
  return withoutDroppedChanges(context, write, current);
}

/** The dependencies of the use cases of users. */
export interface UsersParts extends DeprovisionParts {
  readonly locks: Locks;
  readonly onboarding: Onboarding;
  readonly protection: Protection;
}
