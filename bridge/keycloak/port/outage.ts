import { ScimError } from '../../../scim/errors.ts';
import type { KeycloakError } from './errors.ts';

/** Seconds after which a client should try again while Keycloak is unavailable. */
const RETRY_AFTER_SECONDS = '5';

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
    default:
      return new ScimError(
        'keycloakRejected',
        'Keycloak did not do what the bridge asked; an operator has to look at the log.',
        options,
      );
  }
}
