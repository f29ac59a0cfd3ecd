import type { KeycloakUser, UserWrite } from '../../keycloak/port/users.ts';

/** What a change could do to an account: nothing of the kind, lock its owner out, or give it to somebody else. */
export type Sensitivity = 'harmless' | 'lockout' | 'takeover';

/** Keycloak keeps user names and addresses in small letters, so that their case changes nothing. */
const differs = (before = '', after = ''): boolean => before.toLowerCase() !== after.toLowerCase();

/** What writing this over a user could do, by what would be different then. */
export function sensitivityOf(user: KeycloakUser, wanted: UserWrite): Sensitivity {
  const takesOver =
    wanted.password !== undefined ||
    differs(user.username, wanted.username) ||
    differs(user.email, wanted.email) ||
    (wanted.emailVerified ?? user.emailVerified ?? false) !== (user.emailVerified ?? false);
  if (takesOver) return 'takeover';
  return user.enabled === wanted.enabled ? 'harmless' : 'lockout';
}

/** Whether a user would get another name or e-mail address. */
export const isRenamed = (user: KeycloakUser, wanted: UserWrite): boolean =>
  differs(user.username, wanted.username) || differs(user.email, wanted.email);
