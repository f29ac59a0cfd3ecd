import type { Context } from '../../lifecycle/context.ts';
import type { Locks } from '../../state/locks.ts';
import type { Onboarding } from '../../lifecycle/onboarding/onboarding.ts';
import { checkVisible } from '../../lifecycle/visibility.ts';
import type { Protection } from '../../lifecycle/protection/protection.ts';
import type { KeycloakUser, UserWrite } from '../../keycloak/port/users.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import { ScimError } from '../../../scim/errors.ts';
import { isObject, textAt, type JsonObject } from '../../../scim/json.ts';
import { checkRequired } from '../../../scim/resource.ts';
import { checkIfMatch } from '../../../scim/version.ts';
import type { Conditions } from '../context.ts';
import { withoutDroppedChanges } from './droppedAttributes.ts';
import type { DeprovisionParts } from './deprovision.ts';
import { toResource, toWrite } from './userView.ts';

/**
 * The prefix of the user names of service accounts. Nothing else tells them from persons (contract/users-search:
 * "differ from other users in their name only"), and Keycloak lets a person have such a name (contract/user-profile:
 * "does not prevent a person from having the name").
 */
const SERVICE_ACCOUNT = /^service-account-/i;

const notFound = (id: string): ScimError =>
  new ScimError('notFound', `There is no user with the id "${id.slice(0, 60)}".`);

/** Reads a user that the client may see; throws `notFound` otherwise. */
export async function readUser({ tenant }: Context, id: string): Promise<KeycloakUser> {
  const user = await tenant.realm.users.get(id);
  if (user === undefined || !(await checkVisible(tenant, user))) throw notFound(id);
  return user;
}

/** Reads a user that is about to be changed; refuses service accounts and other versions (RFC 7644 §3.14). */
export async function readForChange(
  context: Context,
  id: string,
  { ifMatch }: Conditions,
  protection: Protection,
): Promise<KeycloakUser> {
  const user = await readUser(context, id);
  const resource = toResource(context.tenant, user);
  context.report.named(textAt(resource, 'userName'));
  protection.checkKind(user);
  if (ifMatch !== undefined) checkIfMatch(ifMatch, versionOf(resource));
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

/**
 * Returns the error of a refused write, which names the userName if that is taken as well as the e-mail address: Keycloak
 * names the address then, and a client that is told of it alone looks for the wrong user.
 */
export async function withUserNameNamed(
  { tenant }: Context,
  error: unknown,
  { username }: UserWrite,
  self?: KeycloakUser,
): Promise<unknown> {
  if (!(error instanceof KeycloakError) || error.failure !== 'conflict') return error;
  const messages = error.problems.map(({ message }) => message).join(' ');
  const namesEmailOnly = /email/i.test(messages) && !/username/i.test(messages);
  if (!namesEmailOnly || self?.username.toLowerCase() === username.toLowerCase()) return error;
  const window = { first: 0, max: 1 };
  const [owner] = await tenant.realm.users.find({ by: 'username', value: username }, window);
  if (owner === undefined || owner.id === self?.id) return error;
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
