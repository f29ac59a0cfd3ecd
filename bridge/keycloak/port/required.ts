import { KeycloakError } from './errors.ts';

/**
 * Returns a value that is in every answer of Keycloak, although its admin client types it as optional; throws a
 * `KeycloakError` if it is missing. `what` names the value, for example `the id of a user`.
 */
export function required<T>(value: T | null | undefined, what: string): T {
  if (value === undefined || value === null) {
    throw new KeycloakError('unexpected', `Keycloak's answer lacks ${what}`);
  }
  return value;
}
