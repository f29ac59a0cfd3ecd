import { outageError } from '../../keycloak/port/outage.ts';
import { keptEmailOf } from '../../../mappers/compile/storage/keptEmail.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { NewUser } from '../../keycloak/port/users.ts';
import type { Context } from '../context.ts';
import { ScimError } from '../../../scim/errors.ts';
import type { InvitationRule } from '../../tenants/config.ts';
import { configurationError } from './grants.ts';

const DEFAULT_ACTIONS = ['UPDATE_PASSWORD'];
/** Keycloak's answer if its mail server fails (contract/onboarding: "a mail server that is away"). */
const CANNOT_SEND = /send execute actions email/i;

/** Turns a failed invitation into the error that the client is answered. */
export function invitationError(error: unknown): unknown {
  if (!(error instanceof KeycloakError)) return error;
  if (error.problems.some(({ message }) => CANNOT_SEND.test(message))) {
    return new ScimError(
      'keycloakRejected',
      'Keycloak could not send the invitation mail, so the user was not created; an operator has to look.',
      {
        cause: error,
        hint: `${error.message}. Look at Realm settings > Email, and test the connection there.`,
      },
    );
  }
  return error.failure === 'invalid'
    ? configurationError('an invitation that cannot be sent', '/onboarding/invitation', error.message, error)
    : outageError(error);
}

/** Says why a new user gets no invitation; `undefined` if the user gets one. */
function reasonAgainst(user: NewUser): string | undefined {
  const { email = '', enabled } = user;
  if (!enabled) return 'The user is not active, so no invitation was sent.';
  if (keptEmailOf(user) !== undefined) {
    return 'Keycloak does not have the e-mail address of the user, so no invitation was sent.';
  }
  return email === '' ? 'The user has no e-mail address, so no invitation was sent.' : undefined;
}

/** Sends a new user the invitation, if the user has an e-mail address and may sign in. */
export async function invite(
  { tenant, report }: Context,
  { actions = DEFAULT_ACTIONS, lifespanMinutes, clientId, redirectUri }: InvitationRule,
  id: string,
  user: NewUser,
): Promise<void> {
  const reason = reasonAgainst(user);
  if (reason !== undefined) {
    report.note(reason);
    return;
  }
  const lifespanSeconds = lifespanMinutes === undefined ? undefined : lifespanMinutes * 60;
  await tenant.realm.users.sendActions(id, { actions, lifespanSeconds, clientId, redirectUri });
}
