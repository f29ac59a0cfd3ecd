import type { Context } from '../../lifecycle/context.ts';
import type { Locks } from '../../state/locks.ts';
import type { Onboarding } from '../../lifecycle/onboarding/onboarding.ts';
import { isSeen } from '../../lifecycle/visibility.ts';
import type { Protection } from '../../lifecycle/protection/protection.ts';
import type { KeycloakUser, UserWrite } from '../../keycloak/port/users.ts';
import { ScimError } from '../../../scim/errors.ts';
import { isObject, textAt, type JsonObject } from '../../../scim/json.ts';
import { checkRequired } from '../../../scim/resource.ts';
import { checkIfMatch } from '../../../scim/version.ts';
import type { Conditions } from '../context.ts';
import { keptOf } from './unchangeable.ts';
import type { LeavingParts } from './deprovision.ts';
import { toResource, toWrite } from './userView.ts';

/** The prefix of the user names of clients' own accounts. */
const SERVICE_ACCOUNT = /^service-account-/i;

const notFound = (id: string): ScimError =>
  new ScimError('notFound', `There is no user with the id "${id.slice(0, 60)}".`);

/** Reads a user whom the client sees. */
export async function read({ tenant }: Context, id: string): Promise<KeycloakUser> {
  const user = await tenant.realm.users.get(id);
  if (user === undefined || !(await isSeen(tenant, user))) throw notFound(id);
  return user;
}

/** Reads a user that is about to be changed. */
export async function readForChange(
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
export function checkedWrite(context: Context, resource: JsonObject, current?: KeycloakUser): UserWrite {
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

/** What the use cases of users are made of. */
export interface UsersParts extends LeavingParts {
  readonly locks: Locks;
  readonly onboarding: Onboarding;
  readonly protection: Protection;
}
