import type { Finding } from '../../../mappers/console/consoleMappers.ts';
import type { KeycloakRealm, RealmSettings } from '../../keycloak/port/realm.ts';
import { seen } from './checkRoles.ts';
import type { ScimConfig } from '../config.ts';

/** Administration of the realm that every new user gets without being given anything. */
export interface GrantToEverybody {
  /** What grants it: the default role, or a default group. */
  readonly by: string;
  /** The administration roles that come with it. */
  readonly roles: readonly string[];
}

/** What is known of the administration that every new user gets. */
export interface Everybody {
  /** `undefined` where it could not be read. */
  readonly grants: readonly GrantToEverybody[] | undefined;
  /** When it was read, in milliseconds. */
  readonly readAt: number;
  /** Reads it again. */
  readonly read: () => Promise<readonly GrantToEverybody[]>;
}

/** The administration that the default role and the default groups of a realm grant; `undefined` where whoever asks may not see all of it. */
export async function grantsToEverybody(
  { administration, tree }: Pick<KeycloakRealm, 'administration' | 'tree'>,
  { defaultRole }: Pick<RealmSettings, 'defaultRole'>,
): Promise<readonly GrantToEverybody[] | undefined> {
  const looked = await seen(async () => {
    const groups = await tree.joinedByDefault();
    const ofRole = defaultRole === undefined ? [] : [administration.ofRole(defaultRole.id)];
    return Promise.all([
      ...ofRole.map(async (roles) => ({
        by: `default role "${defaultRole?.name ?? ''}"`,
        roles: await roles,
      })),
      ...groups.map(async ({ id, path }) => ({
        by: `default group "${path}"`,
        roles: await administration.ofGroup(id),
      })),
    ]);
  });
  return looked?.value.filter(({ roles }) => roles.length > 0);
}

/** The grants that make an administrator by the rules of the realm, with the roles that do. */
export function countingGrants(
  { protection }: ScimConfig,
  grants: readonly GrantToEverybody[] = [],
): GrantToEverybody[] {
  const { administrationRoles } = protection ?? {};
  return grants
    .map(({ by, roles }) => ({
      by,
      roles: roles.filter((role) => administrationRoles?.includes(role) ?? true).sort(),
    }))
    .filter(({ roles }) => roles.length > 0);
}

/** What an operator should know of the administration that every new user gets. */
export const everybodyFindings = (
  config: ScimConfig,
  grants: readonly GrantToEverybody[] | undefined,
): Finding[] =>
  countingGrants(config, grants).map(({ by, roles }) => ({
    code: 'everybody',
    where: by,
    sentence: `Every new user gets administration of the realm by it (${roles.join(', ')}), so SCIM creates nobody.`,
    hint: 'Take these roles out of it, or say under "protection" which roles make an administrator.',
  }));
