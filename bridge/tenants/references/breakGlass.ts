import type { KeycloakUser } from '../../keycloak/port/users.ts';
import { matchesPattern } from './namePattern.ts';

/** Finds the pattern that a user's name or e-mail address matches; `undefined` if none does. */
export function breakGlassPattern(
  patterns: readonly string[] = [],
  { username, email }: Pick<KeycloakUser, 'username' | 'email'>,
): string | undefined {
  return patterns.find(
    (pattern) => matchesPattern(pattern, username) || (email !== undefined && matchesPattern(pattern, email)),
  );
}
