import type { KeycloakGroup } from '../../keycloak/port/groups.ts';
import type { KeycloakUser, UserWrite } from '../../keycloak/port/users.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { createMemberClassifier, type MemberClassification } from './members.ts';
import { patternHint, refusal, refuse, rolesHint } from './rules.ts';
import { isRenamed, sensitivityOf } from './sensitivity.ts';
import { createAdminRoleCache, type AdminRoleCacheOptions } from './adminRoles.ts';

/** When to look up a user's administration roles: at once, at once unless cached, or only if they matter. */
export type Prefetch = 'fresh' | 'remembered' | 'later';

/** Protects one user while a request is served. */
export interface UserGuard {
  /**
   * Refuses a change that could take over a protected account or lock its owner out, or that makes a break-glass
   * account. With `all`, refuses any change of a protected account, because its sessions will end.
   */
  checkChange(user: KeycloakUser, change: UserWrite, refuses: 'sensitive' | 'all'): Promise<void>;
  checkDelete(user: KeycloakUser): Promise<void>;
}

/**
 * Refuses changes of administrators, break-glass accounts, service accounts and groups that grant administration, with
 * the error `protected`.
 */
export interface Protection {
  /** Creates the guard of a user that may be changed, and starts to look up the user's administration roles. */
  guard(tenant: Tenant, userId: string, prefetch: Prefetch): UserGuard;
  /** Refuses any change of a service account. */
  checkKind(user: KeycloakUser): void;
  /** Refuses to create a break-glass account. */
  checkNew(tenant: Tenant, user: UserWrite): void;
  /** Refuses a group that grants administration; a group that was just read saves a call. */
  checkGroup(tenant: Tenant, group: string | KeycloakGroup): Promise<void>;
  /** Returns the name that a group had when it was checked within the last half minute; makes no call. */
  knownGroupName(tenant: Tenant, id: string): string | undefined;
  /** Finds out which ids that join or leave a group are users, and which are refused. */
  classifyMembers(
    tenant: Tenant,
    ids: readonly string[],
    freshness: 'fresh' | 'remembered',
  ): Promise<MemberClassification>;
}

/** How long cached administration roles are trusted. */
const MAX_AGE_MS = 30_000;

/** Creates the protection of all realms. */
export function createProtection({
  maxAgeMs = MAX_AGE_MS,
  now = Date.now,
}: Partial<AdminRoleCacheOptions> = {}): Protection {
  const adminRoles = createAdminRoleCache({ maxAgeMs, now });

  function checkNew(tenant: Tenant, user: UserWrite): void {
    refuse(
      'A user with this name or e-mail address would be a break-glass account, which SCIM neither makes nor changes.',
      patternHint(tenant, user),
    );
  }

  async function checkGroup(tenant: Tenant, group: string | KeycloakGroup): Promise<void> {
    const groupRoles = await adminRoles.ofGroup(tenant.realm, group).roles;
    refuse(
      'This group grants administration of the realm; SCIM changes neither it nor its members.',
      rolesHint(tenant, groupRoles),
    );
  }

  return {
    checkNew,
    checkGroup,
    knownGroupName: ({ realm }, id) => adminRoles.groupName(realm, id),
    checkKind({ serviceAccount }) {
      if (serviceAccount) throw refusal('This is the account of a client; SCIM does not change it.');
    },
    guard(tenant, id, prefetch) {
      const prefetched = prefetch === 'later' ? undefined : adminRoles.ofUser(tenant.realm, id, prefetch);

      async function check(
        user: KeycloakUser,
        freshness: 'fresh' | 'remembered',
        counts: 'all' | 'notEverybodys',
      ): Promise<void> {
        refuse('This is a break-glass account; SCIM does not change it.', patternHint(tenant, user));
        const suffices = prefetched !== undefined && (prefetched.isFresh || freshness === 'remembered');
        const { roles } = suffices ? prefetched : adminRoles.ofUser(tenant.realm, id, freshness);
        refuse(
          'This user administers the realm; SCIM does not change the account.',
          rolesHint(tenant, await roles, counts),
        );
      }

      return {
        async checkChange(user, change, refuses) {
          const sensitivity = sensitivityOf(user, change);
          if (sensitivity === 'harmless' && refuses === 'sensitive') return;
          if (sensitivity === 'takeover') await check(user, 'fresh', 'all');
          else await check(user, 'remembered', 'notEverybodys');
          if (isRenamed(user, change)) checkNew(tenant, change);
        },
        checkDelete: (user) => check(user, 'fresh', 'notEverybodys'),
      };
    },
    classifyMembers: createMemberClassifier(adminRoles, checkGroup),
  };
}
