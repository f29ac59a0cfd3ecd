import type { Finding } from '../../../mappers/finding.ts';
import { KeycloakError } from '../../keycloak/port/errors.ts';
import type { KeycloakRealm, RealmSettings } from '../../keycloak/port/realm.ts';
import { ifVisible } from './checkRoles.ts';
import type { ScimConfig } from '../config.ts';
import { message, type Text } from '../../../documents/text.ts';

/** Administration roles that every new user gets by default. */
export interface DefaultGrant {
  /** What grants them: the default role or a default group, in words. */
  readonly by: Text;
  /** The names of the administration roles. */
  readonly roles: readonly string[];
}

/** The administration roles that every new user gets, as they were read last. */
export interface DefaultGrants {
  /** `undefined` if they could not be read. */
  readonly grants: readonly DefaultGrant[] | undefined;
  /** When they were read, in milliseconds since 1970. */
  readonly readAt: number;
  /** Reads them again. */
  readonly read: () => Promise<readonly DefaultGrant[]>;
}

/**
 * Lists the administration roles that the default role and the default groups grant; `undefined` if the caller may not
 * see them all.
 */
export async function readDefaultGrants(
  { administration, tree }: Pick<KeycloakRealm, 'administration' | 'tree'>,
  { defaultRole }: Pick<RealmSettings, 'defaultRole'>,
): Promise<readonly DefaultGrant[] | undefined> {
  const visible = await ifVisible(async () => {
    const groups = await tree.joinedByDefault();
    const ofRole = defaultRole === undefined ? [] : [administration.ofRole(defaultRole.id)];
    return Promise.all([
      ...ofRole.map(async (roles) => ({
        by: message('default role "{name}"', { name: defaultRole?.name ?? '' }),
        roles: await roles,
      })),
      ...groups.map(async ({ id, path }) => ({
        by: message('default group "{path}"', { path }),
        roles: await administration.ofGroup(id),
      })),
    ]);
  });
  return visible?.value.filter(({ roles }) => roles.length > 0);
}

const DEFAULT_GRANTS_MAX_AGE_MS = 30_000;

/** Returns the default grants, read now if they are old; the realm is served even if they cannot be read. */
export async function refreshDefaultGrants(
  realm: KeycloakRealm,
  settings: RealmSettings,
  last: DefaultGrants | undefined,
  onProblem: (realm: string, problem: string) => void,
): Promise<DefaultGrants> {
  const read = async () => (await readDefaultGrants(realm, settings)) ?? [];
  if (last?.grants !== undefined && Date.now() - last.readAt < DEFAULT_GRANTS_MAX_AGE_MS)
    return { ...last, read };
  try {
    return { grants: await read(), readAt: Date.now(), read };
  } catch (error) {
    if (!(error instanceof KeycloakError)) throw error;
    onProblem(realm.name, `The default role and groups could not be looked at: ${error.message}`);
    return { grants: undefined, readAt: 0, read };
  }
}

/** Filters the roles that make an administrator according to the protection rules of the realm, sorted. */
export const countingRoles = ({ protection }: ScimConfig, roles: readonly string[]): string[] =>
  roles.filter((role) => protection?.administrationRoles?.includes(role) ?? true).sort();

/**
 * Filters the grants that make an administrator according to the protection rules of the realm, each with the roles
 * that do.
 */
export function countingGrants(config: ScimConfig, grants: readonly DefaultGrant[] = []): DefaultGrant[] {
  return grants
    .map(({ by, roles }) => ({ by, roles: countingRoles(config, roles) }))
    .filter(({ roles }) => roles.length > 0);
}

/** Returns the findings about administration roles that every new user gets. */
export const defaultGrantFindings = (
  config: ScimConfig,
  grants: readonly DefaultGrant[] | undefined,
): Finding[] =>
  countingGrants(config, grants).map(({ by, roles }) => ({
    code: 'everybody',
    where: by,
    sentence: message(
      'Every new user gets administration of the realm by it ({roles}), so SCIM creates nobody.',
      { roles },
    ),
    hint: message('Take these roles out of it, or say under "protection" which roles make an administrator.'),
  }));
