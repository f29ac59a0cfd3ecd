import { LRUCache } from 'lru-cache';
import type { KeycloakGroup } from '../../keycloak/port/groups.ts';
import type { KeycloakRealm } from '../../keycloak/port/realm.ts';
import { MARKER_ROLE, type KeycloakRole } from '../../keycloak/port/roles.ts';
import { ScimError } from '../../../scim/errors.ts';
import { ATTRIBUTE, type OnboardingRules } from '../../tenants/config.ts';
import { GIVES_ADMINISTRATION } from '../../tenants/references/checkRoles.ts';
import { describeRole, roleRefsOf, type RoleRef } from '../../tenants/references/roleRef.ts';
import { formatTenantKey, tenantKey } from '../../tenants/tenantKey.ts';

/** What the rules of a realm name, as Keycloak has it. */
interface Given {
  readonly roles: readonly KeycloakRole[];
  /** Paths of groups that there are. */
  readonly groups: readonly string[];
}

/** Finds what rules name, and remembers it for a while. */
export interface GivenFinder {
  /** Roles by name; throws a `ScimError` for one that there is not, or that must not be given. */
  roles(realm: KeycloakRealm, named: readonly RoleRef[]): Promise<KeycloakRole[]>;
  /** Throws a `ScimError` for what there is not, or must not be given. */
  find(realm: KeycloakRealm, rules: OnboardingRules): Promise<Given>;
  /** Forgets what was found in a realm, so that it is looked for again. */
  forget(realm: KeycloakRealm): void;
}

/** How long what was found is believed, in milliseconds. */
const BELIEVED_FOR = 30_000;
const MAX_FOUND = 20_000;

/** An error of the realm's configuration; `hint` has the names, which the client is not told. */
export const misconfigured = (what: string, pointer: string, hint: string, cause?: unknown): ScimError =>
  new ScimError('misconfigured', `The realm's SCIM configuration names ${what}.`, {
    hint: `${ATTRIBUTE.config}#${pointer}: ${hint}`,
    cause,
  });

/** The roles that new users are given directly, as the rules name them. */
function rolesOf(rules: OnboardingRules): RoleRef[] {
  const marker = { pointer: '/onboarding/markerRole', name: MARKER_ROLE };
  const named = roleRefsOf(rules, '/onboarding');
  return rules.markerRole === true ? [marker, ...named] : named;
}

const prefixOf = ({ key }: KeycloakRealm): string => `${JSON.stringify(formatTenantKey(tenantKey(key)))} `;

const keyOf = (realm: KeycloakRealm, ...key: readonly string[]): string =>
  prefixOf(realm) + JSON.stringify(key);

/** Creates the finder of what rules name. */
export function createGivenFinder(now: () => number = () => performance.now()): GivenFinder {
  const found = new LRUCache<string, KeycloakRole | KeycloakGroup>({
    max: MAX_FOUND,
    ttl: BELIEVED_FOR,
    ttlResolution: 0,
    perf: { now },
  });

  async function role(realm: KeycloakRealm, named: RoleRef): Promise<KeycloakRole> {
    const key = keyOf(realm, 'role', named.clientId ?? '', named.name);
    const known = found.get(key);
    if (known !== undefined) return known;
    const { pointer, name, clientId } = named;
    const kind = clientId === undefined ? 'a realm role' : 'a client role';
    const there = await realm.roles.find(name, clientId);
    if (there === undefined) {
      throw misconfigured(`${kind} that there is not`, pointer, `There is no ${describeRole(named)}.`);
    }
    if ((await realm.administration.ofRole(there.id)).length > 0) {
      const hint = `The ${describeRole(named)} ${GIVES_ADMINISTRATION}`;
      throw misconfigured(`${kind} that must not be given`, pointer, hint);
    }
    found.set(key, there);
    return there;
  }

  async function group(realm: KeycloakRealm, path: string, pointer: string): Promise<string> {
    const key = keyOf(realm, 'group', path);
    if (found.has(key)) return path;
    const there = await realm.tree.byPath(path);
    if (there === undefined) {
      throw misconfigured('a group that there is not', pointer, `There is no group "${path}".`);
    }
    if ((await realm.administration.ofGroup(there)).length > 0) {
      const hint = `The group "${path}" ${GIVES_ADMINISTRATION}`;
      throw misconfigured('a group that must not be given', pointer, hint);
    }
    found.set(key, there);
    return path;
  }

  const roles: GivenFinder['roles'] = async (realm, named) => {
    const there = await Promise.all(named.map((one) => role(realm, one)));
    return [...new Map(there.map((one) => [one.id, one])).values()];
  };

  return {
    roles,
    async find(realm, rules) {
      const [given, groups] = await Promise.all([
        roles(realm, rolesOf(rules)),
        Promise.all((rules.groups ?? []).map((path, at) => group(realm, path, `/onboarding/groups/${at}`))),
      ]);
      return { roles: given, groups };
    },
    forget(realm) {
      for (const key of found.keys()) if (key.startsWith(prefixOf(realm))) found.delete(key);
    },
  };
}
