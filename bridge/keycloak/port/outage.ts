import { ScimError } from '../../../scim/errors.ts';
import type { KeycloakError } from './errors.ts';

/** Seconds after which a client should try again while Keycloak is unavailable. */
const RETRY_AFTER_SECONDS = '5';

/** Seconds after which a client should try again while an operator has to set the realm right. */
const RETRY_AFTER_OPERATOR_SECONDS = '30';

/**
 * Returns the SCIM error for a good credential of a realm that cannot be served until an operator has acted; `hint` is
 * for operators.
 */
export const realmUnavailable = (hint: string, cause?: unknown): ScimError =>
  new ScimError(
    'realmUnavailable',
    'The realm cannot be served at present, and an operator of the bridge has to look; try again later.',
    { hint, cause, headers: { 'Retry-After': RETRY_AFTER_OPERATOR_SECONDS } },
  );

/** Returns the SCIM error for a failed call that the client did not cause: the network or the configuration did. */
export function outageError(error: KeycloakError): ScimError {
  const options = { cause: error, hint: error.message };
  switch (error.failure) {
    case 'unavailable':
      return new ScimError('keycloakUnavailable', 'Keycloak does not answer; try again later.', {
        ...options,
        headers: { 'Retry-After': RETRY_AFTER_SECONDS },
      });
    case 'timeout':
      return new ScimError('keycloakTimeout', 'Keycloak took too long to answer.', options);
    case 'signIn':
      return realmUnavailable(error.message, error);
    default:
      return new ScimError(
        'keycloakRejected',
        'Keycloak did not do what the bridge asked; an operator has to look at the log.',
        options,
      );
  }
}
