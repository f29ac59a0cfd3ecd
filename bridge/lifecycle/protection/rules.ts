import type { KeycloakUser } from '../../keycloak/port/users.ts';
import { ScimError } from '../../../scim/errors.ts';
import { DROPS_UNDECLARED } from '../../tenants/lint.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { breakGlassPattern } from '../../tenants/references/breakGlass.ts';
import { countingRoles } from '../../tenants/references/defaultGrants.ts';

/** Creates the error `protected`; only operators see the hint. */
export const refusal = (detail: string, hint?: string): ScimError =>
  new ScimError('protected', detail, hint === undefined ? {} : { hint });

/** Creates the error for a realm whose user profile would drop attributes that have to be written. */
export const misconfiguredProfile = (): ScimError =>
  new ScimError('misconfigured', DROPS_UNDECLARED, { hint: DROPS_UNDECLARED });

/** Throws the error `protected` if there is a hint at the reason. */
export const refuse = (detail: string, hint: string | undefined): void => {
  if (hint !== undefined) throw refusal(detail, hint);
};

/**
 * Names the roles of a user or group that make an administrator; `undefined` if none does. With `notEverybodys`, roles
 * that every user of the realm has do not count: otherwise nobody could be deactivated.
 */
export function rolesHint(
  { config, defaultGrants }: Pick<Tenant, 'config' | 'defaultGrants'>,
  roles: readonly string[],
  counts: 'all' | 'notEverybodys' = 'all',
): string | undefined {
  const everybodys = counts === 'all' ? [] : (defaultGrants.grants ?? []).flatMap((grant) => grant.roles);
  const adminRoles = countingRoles(config, roles).filter((role) => !everybodys.includes(role));
  return adminRoles.length === 0 ? undefined : `Administration roles held: ${adminRoles.join(', ')}.`;
}

/** Returns the refusal of a group that grants these roles; `undefined` if none of them makes an administrator. */
export function groupRefusal(
  tenant: Pick<Tenant, 'config' | 'defaultGrants'>,
  roles: readonly string[],
): ScimError | undefined {
  const hint = rolesHint(tenant, roles);
  return hint === undefined
    ? undefined
    : refusal(
        'This group grants administration of the realm; SCIM changes neither it nor its members.',
        hint,
      );
}

/** Names the pattern that makes a user a break-glass account; `undefined` if none does. */
export function patternHint(
  { config }: Tenant,
  user: Pick<KeycloakUser, 'username' | 'email'>,
): string | undefined {
  const pattern = breakGlassPattern(config.protection?.breakGlass, user);
  return pattern === undefined ? undefined : `Break-glass pattern: ${JSON.stringify(pattern)}`;
}
