import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from './call.ts';
import type { RealmIssuer } from '../auth/issuer.ts';
import { KeycloakError } from '../port/errors.ts';
import type { KeycloakRealm, ProfileAttribute } from '../port/realm.ts';
import { createAdministration } from './administration.ts';
import { createGroups } from './groups.ts';
import { createNames } from './lookups.ts';
import { createRoles } from './roles.ts';
import { createRolesAsGroups } from './rolesAsGroups.ts';
import { withGivenNames, type GivenNames } from './staleNames.ts';
import { createUsers } from './users.ts';

type Profile = Awaited<ReturnType<KeycloakAdminClient['users']['getProfile']>>;

/** What is required of no role and for no scope in particular is required of everybody. */
function isRequiredOfAdmins(required: { roles?: string[]; scopes?: string[] } | undefined): boolean {
  if (required === undefined) return false;
  const { roles = [], scopes = [] } = required;
  return roles.includes('admin') || (roles.length === 0 && scopes.length === 0);
}

function toProfileAttributes(profile: Profile): ProfileAttribute[] {
  return (profile.attributes ?? []).map(({ name = '', validations = {}, permissions = {}, required }) => {
    const { edit = ['admin'] } = permissions as { edit?: readonly string[] };
    const length = validations.length as { max?: number | string } | undefined;
    const max = Number(length?.max);
    return {
      name,
      maxLength: Number.isFinite(max) ? max : undefined,
      prohibitsCharacters: 'person-name-prohibited-characters' in validations,
      adminEdits: edit.includes('admin'),
      userEdits: edit.includes('user'),
      requiredOfAdmins: isRequiredOfAdmins(required),
    };
  });
}

/** The realm's own address, as the console's "Frontend URL" says it, without a slash at its end. */
function frontendUrlOf(attributes: Record<string, unknown> | undefined): string | undefined {
  const url = attributes?.frontendUrl;
  return typeof url === 'string' && url.trim() !== '' ? url.trim().replace(/(?<!\/)\/+$/, '') : undefined;
}

/** Creates a realm as an account sees it; `given` remembers the names that its users were given, for one that writes for long. */
export function createRealm(
  name: string,
  admin: KeycloakAdminClient,
  call: Caller,
  issuer: RealmIssuer,
  given?: GivenNames,
): KeycloakRealm {
  const groups = createGroups(admin, call, name);
  const asShown = createUsers(admin, call);
  const users = given === undefined ? asShown : withGivenNames(asShown, { realm: name, given, admin, call });
  const administration = createAdministration(admin, call, groups);
  return {
    name,
    // Until its settings are read, its id is not known.
    key: name,
    issuer: () => issuer.get(),
    keysUrl: issuer.keysUrl,
    sharesSecret: () => false,
    users,
    groups,
    tree: groups,
    rolesAsGroups: () => createRolesAsGroups(admin, call, { name, users, administration }),
    roles: createRoles(admin, call),
    administration,
    names: createNames(admin, call),
    async settings() {
      const [realm, profile] = await Promise.all([
        call('GET realm', () => admin.realms.findOne({ realm: name })),
        call('GET users/profile', () => admin.users.getProfile()),
      ]);
      if (realm?.enabled === undefined) {
        throw new KeycloakError(
          'refused',
          `The bridge's account may not read the settings of realm "${name}".`,
        );
      }
      const { defaultRole: role } = realm;
      return {
        id: realm.id ?? '',
        enabled: realm.enabled,
        usernamesEditable: realm.editUsernameAllowed ?? false,
        emailAsUsername: realm.registrationEmailAsUsername ?? false,
        keepsUnmanagedAttributes: ['ENABLED', 'ADMIN_EDIT'].includes(
          String(profile.unmanagedAttributePolicy),
        ),
        usersWriteUnmanaged: String(profile.unmanagedAttributePolicy) === 'ENABLED',
        internationalized: realm.internationalizationEnabled ?? false,
        frontendUrl: frontendUrlOf(realm.attributes),
        ...(role?.id === undefined ? {} : { defaultRole: { id: role.id, name: role.name ?? '' } }),
        profile: toProfileAttributes(profile),
      };
    },
    async client(clientId) {
      const [found] = await call('GET clients', () => admin.clients.find({ clientId }));
      if (found === undefined) return undefined;
      return {
        id: found.id ?? '',
        enabled: found.enabled ?? false,
        attributes: (found.attributes ?? {}) as Record<string, string>,
        mappers: (found.protocolMappers ?? [])
          .map(({ name = '', protocolMapper = '', config = {} }) => ({
            name,
            kind: protocolMapper,
            config: config as Record<string, string>,
          }))
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
      };
    },
  };
}
