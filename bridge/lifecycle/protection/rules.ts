import type { KeycloakUser } from '../../keycloak/port/users.ts';
import { ScimError } from '../../../scim/errors.ts';
import { DROPS_UNDECLARED } from '../../tenants/lint.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { breakGlassPattern } from './breakGlass.ts';

/** The error that says that something is protected; the hint is for operators only. */
export const refusal = (detail: string, hint?: string): ScimError =>
  new ScimError('protected', detail, hint === undefined ? {} : { hint });

/** The error that says that the realm's user profile would lose what is to be written. */
export const misconfiguredProfile = (): ScimError =>
  new ScimError('misconfigured', DROPS_UNDECLARED, { hint: DROPS_UNDECLARED });

/** Throws a refusal if there is a hint at why. */
export const refuse = (detail: string, hint: string | undefined): void => {
  if (hint !== undefined) throw refusal(detail, hint);
};

/**
 * Says which of the roles that are held make an administrator, if any does. What everybody gets keeps nobody from
 * leaving, so that it counts only where an account could be taken over.
 */
export function rolesHint(
  { config, defaultGrants }: Pick<Tenant, 'config' | 'defaultGrants'>,
  held: readonly string[],
  counts: 'all' | 'notEverybodys' = 'all',
): string | undefined {
  const { administrationRoles } = config.protection ?? {};
  const everybodys = counts === 'all' ? [] : (defaultGrants.grants ?? []).flatMap(({ roles }) => roles);
  const counting = held.filter(
    (role) => (administrationRoles?.includes(role) ?? true) && !everybodys.includes(role),
  );
  return counting.length === 0 ? undefined : `Administration roles held: ${[...counting].sort().join(', ')}.`;
}

/** Says which pattern makes an account one of break-glass, if any does. */
export function patternHint(
  { config }: Tenant,
  user: Pick<KeycloakUser, 'username' | 'email'>,
): string | undefined {
  const pattern = breakGlassPattern(config.protection?.breakGlass, user);
  return pattern === undefined ? undefined : `Break-glass pattern: ${pattern}`;
}
