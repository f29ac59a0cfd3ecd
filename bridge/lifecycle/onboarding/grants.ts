import { LRUCache } from 'lru-cache';
import type { KeycloakGroup } from '../../keycloak/port/groups.ts';
import type { KeycloakRealm } from '../../keycloak/port/realm.ts';
import { MARKER_ROLE, type KeycloakRole } from '../../keycloak/port/roles.ts';
import { formatText, message } from '../../../documents/text.ts';
import { ScimError } from '../../../scim/errors.ts';
import { ATTRIBUTE, type OnboardingRules } from '../../tenants/config.ts';
import {
  grantsAdministration,
  noSuchRole,
  roleGrantsAdministration,
  roleRefsOf,
  type RoleRef,
} from '../../tenants/references/roleRef.ts';
import { realmKey } from '../../tenants/tenantKey.ts';

/** The roles and groups that the rules of a realm give to new users, as Keycloak has them. */
interface ResolvedGrants {
  readonly roles: readonly KeycloakRole[];
  /** The names of these roles, with the client id before those of a client. */
  readonly roleNames: readonly string[];
  /** Paths of existing groups. */
  readonly groups: readonly string[];
}

/** Looks up the roles and groups that rules name, and caches them for a while. */
export interface GrantResolver {
  /** Finds roles by name; throws a `ScimError` for a role that does not exist or that must not be given. */
  resolveRoles(realm: KeycloakRealm, refs: readonly RoleRef[]): Promise<KeycloakRole[]>;
  /** Finds roles and groups; throws a `ScimError` if one of them does not exist or must not be given. */
  resolve(realm: KeycloakRealm, rules: OnboardingRules): Promise<ResolvedGrants>;
  /** Drops what is cached of a realm. */
  forget(realm: KeycloakRealm): void;
}

/** How long a cached role or group is trusted. */
const MAX_AGE_MS = 30_000;
const MAX_ENTRIES = 20_000;

/** An error in the realm's configuration; `hint` has the names, which only operators see. */
export const configurationError = (
  subject: string,
  pointer: string,
  hint: string,
  cause?: unknown,
): ScimError =>
  new ScimError('misconfigured', `The realm's SCIM configuration names ${subject}.`, {
    hint: `${ATTRIBUTE.config}#${pointer}: ${hint}`,
    cause,
  });

/** The roles that the rules give directly to new users. */
function rolesOf(rules: OnboardingRules): RoleRef[] {
  const marker = { pointer: '/onboarding/markerRole', name: MARKER_ROLE };
  const named = roleRefsOf(rules, '/onboarding');
  return rules.markerRole === true ? [marker, ...named] : named;
}

const roleNameOf = ({ name, clientId }: RoleRef): string =>
  clientId === undefined ? name : `${clientId}.${name}`;

const prefixOf = ({ key }: KeycloakRealm): string => `${JSON.stringify(realmKey(key))} `;

const keyOf = (realm: KeycloakRealm, ...key: readonly string[]): string =>
  prefixOf(realm) + JSON.stringify(key);

/** Creates the resolver of grants of all realms. */
export function createGrantResolver(now: () => number = () => performance.now()): GrantResolver {
  const cache = new LRUCache<string, KeycloakRole | KeycloakGroup>({
    max: MAX_ENTRIES,
    ttl: MAX_AGE_MS,
    ttlResolution: 0,
    perf: { now },
  });

  async function resolveRole(realm: KeycloakRealm, ref: RoleRef): Promise<KeycloakRole> {
    const key = keyOf(realm, 'role', ref.clientId ?? '', ref.name);
    const cached = cache.get(key);
    if (cached !== undefined) return cached;
    const { pointer, name, clientId } = ref;
    const kind = clientId === undefined ? 'a realm role' : 'a client role';
    const role = await realm.roles.find(name, clientId);
    if (role === undefined) {
      throw configurationError(`${kind} that there is not`, pointer, formatText(noSuchRole(ref)));
    }
    if ((await realm.administration.ofRole(role.id)).length > 0) {
      const hint = formatText(roleGrantsAdministration(ref));
      throw configurationError(`${kind} that must not be given`, pointer, hint);
    }
    cache.set(key, role);
    return role;
  }

  async function resolveGroup(realm: KeycloakRealm, path: string, pointer: string): Promise<string> {
    const key = keyOf(realm, 'group', path);
    if (cache.has(key)) return path;
    const group = await realm.tree.byPath(path);
    if (group === undefined) {
      throw configurationError('a group that there is not', pointer, `There is no group "${path}".`);
    }
    if ((await realm.administration.ofGroup(group)).length > 0) {
      const hint = formatText(grantsAdministration(message('The group "{path}"', { path })));
      throw configurationError('a group that must not be given', pointer, hint);
    }
    cache.set(key, group);
    return path;
  }

  const resolveRoles: GrantResolver['resolveRoles'] = async (realm, refs) => {
    const roles = await Promise.all(refs.map((ref) => resolveRole(realm, ref)));
    return [...new Map(roles.map((role) => [role.id, role])).values()];
  };

  return {
    resolveRoles,
    async resolve(realm, rules) {
      const [roles, groups] = await Promise.all([
        resolveRoles(realm, rolesOf(rules)),
        Promise.all(
          (rules.groups ?? []).map((path, index) => resolveGroup(realm, path, `/onboarding/groups/${index}`)),
        ),
      ]);
      return { roles, roleNames: [...new Set(rolesOf(rules).map(roleNameOf))], groups };
    },
    forget(realm) {
      for (const key of cache.keys()) if (key.startsWith(prefixOf(realm))) cache.delete(key);
    },
  };
}
