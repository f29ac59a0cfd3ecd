import type { KeycloakUser, UserWrite } from '../../keycloak/port/users.ts';

/** What a change could do to an account: no harm, lock its owner out, or let somebody else take it over. */
export type Sensitivity = 'harmless' | 'lockout' | 'takeover';

// Keycloak stores user names and e-mail addresses in lower case (contract/users-write: "lower-cases").
const differs = (before = '', after = ''): boolean => before.toLowerCase() !== after.toLowerCase();

/** Classifies a change of a user by the fields that would differ. */
export function sensitivityOf(user: KeycloakUser, change: UserWrite): Sensitivity {
  const takesOver =
    change.password !== undefined ||
    differs(user.username, change.username) ||
    differs(user.email, change.email) ||
    (change.emailVerified ?? user.emailVerified ?? false) !== (user.emailVerified ?? false);
  if (takesOver) return 'takeover';
  return user.enabled === change.enabled ? 'harmless' : 'lockout';
}

/** Whether a change gives a user another name or e-mail address. */
export const isRenamed = (user: KeycloakUser, change: UserWrite): boolean =>
  differs(user.username, change.username) || differs(user.email, change.email);
