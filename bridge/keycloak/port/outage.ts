import { ScimError } from '../../../scim/errors.ts';
import type { KeycloakError } from './errors.ts';

/** Seconds after which a client should try again when Keycloak is away. */
const RETRY_AFTER = '5';

/** The answer for a client when a call failed for reasons that are none of the client's (an operator's, or the network's). */
export function outageError(error: KeycloakError): ScimError {
  const options = { cause: error, hint: error.message };
  switch (error.failure) {
    case 'unavailable':
      return new ScimError('keycloakUnavailable', 'Keycloak does not answer; try again later.', {
        ...options,
        headers: { 'Retry-After': RETRY_AFTER },
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
