import type { KeycloakGroup } from '../../keycloak/port/groups.ts';
import type { KeycloakUser, UserWrite } from '../../keycloak/port/users.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import type { SnapshotOptions } from './administrators.ts';
import { createMemberClassifier, type MemberClassification, type UserLookup } from './members.ts';
import { groupRefusal, patternHint, refusal, refuse, rolesHint } from './rules.ts';
import { isRenamed, sensitivityOf } from './sensitivity.ts';
import { createAdminRoleCache } from './adminRoles.ts';

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
  /** Finds out which ids that join or leave a group are refused, and which are users. */
  classifyMembers(tenant: Tenant, ids: readonly string[], lookup: UserLookup): Promise<MemberClassification>;
}

/** The options of the protection. */
export type ProtectionOptions = Partial<SnapshotOptions>;

/** How long administration roles are trusted, whether they were looked up one by one or all at once. */
const MAX_AGE_MS = 30_000;

/** Creates the protection of all realms. */
export function createProtection({
  maxAgeMs = MAX_AGE_MS,
  now = Date.now,
  questionsBeforeSnapshot,
}: ProtectionOptions = {}): Protection {
  const adminRoles = createAdminRoleCache({ maxAgeMs, now, questionsBeforeSnapshot });

  function checkNew(tenant: Tenant, user: UserWrite): void {
    refuse(
      'A user with this name or e-mail address would be a break-glass account, which SCIM neither makes nor changes.',
      patternHint(tenant, user),
    );
  }

  return {
    checkNew,
    async checkGroup(tenant, group) {
      const error = groupRefusal(tenant, await adminRoles.ofGroup(tenant.realm, group));
      if (error !== undefined) throw error;
    },
    checkKind({ serviceAccount }) {
      if (serviceAccount) throw refusal('This is the account of a client; SCIM does not change it.');
    },
    guard(tenant, id, prefetch) {
      const { realm } = tenant;
      const prefetched = prefetch === 'later' ? undefined : adminRoles.ofUser(realm, { id }, prefetch);
      // Whoever awaits it reports its failure; if nobody does, it must not end the process.
      prefetched?.catch(() => undefined);

      async function rolesOf(
        user: KeycloakUser,
        freshness: 'fresh' | 'remembered',
      ): Promise<readonly string[]> {
        const known = await prefetched;
        const suffices =
          known !== undefined && (known.isFresh || (freshness === 'remembered' && !user.federated));
        return suffices ? known.roles : (await adminRoles.ofUser(realm, user, freshness)).roles;
      }

      async function check(
        user: KeycloakUser,
        freshness: 'fresh' | 'remembered',
        counts: 'all' | 'notEverybodys',
      ): Promise<void> {
        refuse('This is a break-glass account; SCIM does not change it.', patternHint(tenant, user));
        refuse(
          'This user administers the realm; SCIM does not change the account.',
          rolesHint(tenant, await rolesOf(user, freshness), counts),
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
    classifyMembers: createMemberClassifier(adminRoles),
  };
}
