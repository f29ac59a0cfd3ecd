import type { KeycloakGroup } from '../../keycloak/port/groups.ts';
import type { KeycloakUser, UserWrite } from '../../keycloak/port/users.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { createMemberCheck, type MemberLook } from './memberCheck.ts';
import { patternHint, refusal, refuse, rolesHint } from './rules.ts';
import { isRenamed, sensitivityOf } from './sensitivity.ts';
import { createStandings, type StandingsOptions } from './adminRoles.ts';

/** When to ask Keycloak what a user holds: now, now unless that is remembered, or only if it turns out to matter. */
export type Foresight = 'fresh' | 'remembered' | 'later';

/** Keeps one user from harm while a request is served. */
export interface UserGuard {
  /** Refuses a change that could take a protected account over or lock its owner out, or any change at all where sessions will end, and one that makes a break-glass account. */
  checkChange(user: KeycloakUser, wanted: UserWrite, refuses: 'sensitive' | 'all'): Promise<void>;
  checkDelete(user: KeycloakUser): Promise<void>;
}

/** Keeps administrators, break-glass accounts, accounts of clients and groups that grant administration out of reach; refusals are errors `protected`. */
export interface Protection {
  /** Begins to look at a user who may be about to be changed. */
  guard(tenant: Tenant, userId: string, foresight: Foresight): UserGuard;
  /** Refuses accounts of clients, whatever is to become of them. */
  checkKind(user: KeycloakUser): void;
  /** Refuses to make a break-glass account. */
  checkNew(tenant: Tenant, user: UserWrite): void;
  /** Refuses a group that grants administration; one that was just read saves a call. */
  checkGroup(tenant: Tenant, group: string | KeycloakGroup): Promise<void>;
  /** Finds out who of those that are to join or leave a group is a user, and who is refused. */
  lookAtMembers(
    tenant: Tenant,
    ids: readonly string[],
    freshness: 'fresh' | 'remembered',
  ): Promise<MemberLook>;
}

/** Milliseconds for which it is believed what somebody holds. */
const REMEMBER_FOR = 30_000;

/** Creates the protection of all realms. */
export function createProtection({
  rememberFor = REMEMBER_FOR,
  now = Date.now,
}: Partial<StandingsOptions> = {}): Protection {
  const standings = createStandings({ rememberFor, now });

  function checkNew(tenant: Tenant, user: UserWrite): void {
    refuse(
      'A user with this name or e-mail address would be a break-glass account, which SCIM neither makes nor changes.',
      patternHint(tenant, user),
    );
  }

  async function checkGroup(tenant: Tenant, group: string | KeycloakGroup): Promise<void> {
    const held = await standings.ofGroup(tenant.realm, group).roles;
    refuse(
      'This group grants administration of the realm; SCIM changes neither it nor its members.',
      rolesHint(tenant, held),
    );
  }

  return {
    checkNew,
    checkGroup,
    checkKind({ serviceAccount }) {
      if (serviceAccount) throw refusal('This is the account of a client; SCIM does not change it.');
    },
    guard(tenant, id, foresight) {
      const first = foresight === 'later' ? undefined : standings.ofUser(tenant.realm, id, foresight);

      async function check(
        user: KeycloakUser,
        freshness: 'fresh' | 'remembered',
        counts: 'all' | 'notEverybodys',
      ): Promise<void> {
        refuse('This is a break-glass account; SCIM does not change it.', patternHint(tenant, user));
        const serves = first !== undefined && (first.isFresh || freshness === 'remembered');
        const { roles } = serves ? first : standings.ofUser(tenant.realm, id, freshness);
        refuse(
          'This user administers the realm; SCIM does not change the account.',
          rolesHint(tenant, await roles, counts),
        );
      }

      return {
        async checkChange(user, wanted, refuses) {
          const sensitivity = sensitivityOf(user, wanted);
          if (sensitivity === 'harmless' && refuses === 'sensitive') return;
          if (sensitivity === 'takeover') await check(user, 'fresh', 'all');
          else await check(user, 'remembered', 'notEverybodys');
          if (isRenamed(user, wanted)) checkNew(tenant, wanted);
        },
        checkDelete: (user) => check(user, 'fresh', 'notEverybodys'),
      };
    },
    lookAtMembers: createMemberCheck(standings, checkGroup),
  };
}
