import type { KeycloakUser } from '../keycloak/port.ts';
import { ScimError } from '../scim/errors.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { breakGlassPattern } from './breakGlass.ts';

/** The error that says that something is protected; the hint is for operators only. */
export const refusal = (detail: string, hint?: string): ScimError =>
  new ScimError('protected', detail, hint === undefined ? {} : { hint });

/** Throws that error if there is a hint at why. */
export const refuse = (detail: string, hint: string | undefined): void => {
  if (hint !== undefined) throw refusal(detail, hint);
};

/** Says which of the roles that are held make an administrator, if any does. */
export function rolesHint({ config }: Tenant, held: readonly string[]): string | undefined {
  const { administrationRoles } = config.protection ?? {};
  const counting = held.filter((role) => administrationRoles?.includes(role) ?? true);
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
