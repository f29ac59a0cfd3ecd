import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { KeycloakUser, UserReplacement, UserWrite } from '../../keycloak/port/users.ts';
import { LAST_MODIFIED_ATTRIBUTE, SOURCE_ATTRIBUTE } from '../../tenants/scimAttributes.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import type { Context } from '../../lifecycle/context.ts';
import { isSame } from './userView.ts';

/** Adds the time of the change to a write, unless Keycloak would drop it. */
export const withLastModified = (
  write: UserWrite,
  { dropped }: Pick<Tenant, 'dropped'>,
  now: number,
): UserWrite =>
  dropped.has(LAST_MODIFIED_ATTRIBUTE)
    ? write
    : {
        ...write,
        attributes: { ...write.attributes, [LAST_MODIFIED_ATTRIBUTE]: [new Date(now).toISOString()] },
      };

/** Adds the client's source to a write. */
export const withSource = (write: UserWrite, { source }: Tenant): UserWrite => ({
  ...write,
  attributes: { ...write.attributes, [SOURCE_ATTRIBUTE]: [source] },
});

/** The user that Keycloak stores after a write, without reading it again. */
export const storedUser = (
  id: string,
  write: UserWrite,
  createdTimestamp: number | undefined,
): KeycloakUser => ({
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

/** Whether Keycloak refused a write because the user's federation is read-only (contract/federation). */
function isRefusedByFederation(user: KeycloakUser, error: unknown): error is KeycloakError {
  if (!user.federated || !(error instanceof KeycloakError)) return false;
  return error.failure === 'readOnly' || error.problems.some(({ message }) => message === FIELD_READ_ONLY);
}

/** Creates the failure of a write to a user of a read-only federation. */
export const readOnlyFailure = (cause?: unknown): KeycloakError =>
  new KeycloakError('readOnly', 'The user comes from a federation that is not written to.', { cause });

/**
 * Leaves out of a write the flags that it does not change: sent as they were read, they would undo a change made since.
 * Keycloak leaves them as they are then (contract/users-write: "e-mail verification that are left out").
 */
function withoutUnchanged(
  user: KeycloakUser,
  { enabled, emailVerified, ...write }: UserWrite,
): UserReplacement {
  return {
    ...write,
    ...(enabled === user.enabled ? {} : { enabled }),
    ...(emailVerified === undefined || emailVerified === (user.emailVerified ?? false)
      ? {}
      : { emailVerified }),
  };
}

/**
 * Replaces a user. A user of a read-only federation can still be enabled and disabled, as long as nothing else changes
 * (contract/federation: "can be disabled and enabled"): a leaver must not stay because of the directory.
 */
export async function replaceUser(
  { tenant }: Pick<Context, 'tenant'>,
  user: KeycloakUser,
  write: UserWrite,
): Promise<KeycloakUser> {
  const { users } = tenant.realm;
  const stampedWrite = withLastModified(write, tenant, Date.now());
  try {
    await users.replace(user.id, withoutUnchanged(user, stampedWrite));
    return {
      ...storedUser(user.id, stampedWrite, user.createdTimestamp),
      emailVerified: stampedWrite.emailVerified ?? user.emailVerified,
      federated: user.federated,
    };
  } catch (error) {
    if (!isRefusedByFederation(user, error)) throw error;
    if (!isSame({ ...user, enabled: write.enabled }, write)) throw readOnlyFailure(error);
    await users.setEnabled(user.id, write.enabled);
    return { ...user, enabled: write.enabled };
  }
}
