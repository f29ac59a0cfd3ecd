import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { KeycloakUser, UserReplacement, UserWrite } from '../../keycloak/port/users.ts';
import { LAST_MODIFIED_ATTRIBUTE, SOURCE_ATTRIBUTE } from '../../tenants/scimAttributes.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import type { Context } from '../../lifecycle/context.ts';
import { isSame } from './userView.ts';

/** A write that says when it is made, where Keycloak keeps that. */
export const stamped = (write: UserWrite, { dropped }: Pick<Tenant, 'dropped'>, now: number): UserWrite =>
  dropped.has(LAST_MODIFIED_ATTRIBUTE)
    ? write
    : {
        ...write,
        attributes: { ...write.attributes, [LAST_MODIFIED_ATTRIBUTE]: [new Date(now).toISOString()] },
      };

/** A write that says whose the user is. */
export const sourced = (write: UserWrite, { source }: Tenant): UserWrite => ({
  ...write,
  attributes: { ...write.attributes, [SOURCE_ATTRIBUTE]: [source] },
});

/** What Keycloak holds after a write, without asking it again. */
export const after = (id: string, write: UserWrite, createdTimestamp: number | undefined): KeycloakUser => ({
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

/** The failure that says that a directory keeps the user. */
export const readOnly = (cause?: unknown): KeycloakError =>
  new KeycloakError('readOnly', 'The user comes from a federation that is not written to.', { cause });

/** A write without the flags that it does not change: sent as they were read, they would undo what was done since. */
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
 * Replaces a user. One whose federation takes no writes can still be enabled and disabled: a leaver is out, even if
 * the rest belongs to a directory.
 */
export async function replaceUser(
  { tenant }: Pick<Context, 'tenant'>,
  user: KeycloakUser,
  wanted: UserWrite,
): Promise<KeycloakUser> {
  const { users } = tenant.realm;
  const written = stamped(wanted, tenant, Date.now());
  try {
    await users.replace(user.id, withoutUnchanged(user, written));
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
