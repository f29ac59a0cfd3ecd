import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import type { Caller } from './call.ts';
import type { RealmIssuer } from '../auth/issuer.ts';
import { KeycloakError } from '../port/errors.ts';
import type { KeycloakRealm, ProfileAttribute } from '../port/realm.ts';
import { required } from '../port/required.ts';
import { createAdministration } from './administration.ts';
import { createGroups } from './groups.ts';
import { createLookups } from './lookups.ts';
import { createRoles } from './roles.ts';
import { createRolesAsGroups } from './rolesAsGroups.ts';
import { withWrittenNames, type WrittenNames } from './staleNames.ts';
import { createUsers } from './users.ts';

type Profile = Awaited<ReturnType<KeycloakAdminClient['users']['getProfile']>>;

/** Whether an administrator must send the attribute: a rule without roles and scopes applies to everybody. */
function isRequiredOfAdmins(rule: { roles?: string[]; scopes?: string[] } | undefined): boolean {
  if (rule === undefined) return false;
  const { roles = [], scopes = [] } = rule;
  return roles.includes('admin') || (roles.length === 0 && scopes.length === 0);
}

function toProfileAttributes(profile: Profile): ProfileAttribute[] {
  return (profile.attributes ?? []).map(
    ({ name = '', validations = {}, permissions = {}, required: rule }) => {
      const { edit = ['admin'] } = permissions as { edit?: readonly string[] };
      const length = validations.length as { min?: number | string; max?: number | string } | undefined;
      const [min, max] = [Number(length?.min), Number(length?.max)];
      return {
        name,
        minLength: Number.isFinite(min) ? min : undefined,
        maxLength: Number.isFinite(max) ? max : undefined,
        prohibitsCharacters: 'person-name-prohibited-characters' in validations,
        isEmail: 'email' in validations,
        adminEdits: edit.includes('admin'),
        userEdits: edit.includes('user'),
        requiredOfAdmins: isRequiredOfAdmins(rule),
      };
    },
  );
}

/** Returns the "Frontend URL" of the realm without trailing slashes; `undefined` if it is not set. */
function frontendUrlOf(attributes: Record<string, unknown> | undefined): string | undefined {
  const url = attributes?.frontendUrl;
  return typeof url === 'string' && url.trim() !== '' ? url.trim().replace(/(?<!\/)\/+$/, '') : undefined;
}

/**
 * Creates the realm of the port. `writtenNames` remembers the names that users were given: only for an account that
 * stays.
 */
export function createRealm(
  name: string,
  admin: KeycloakAdminClient,
  call: Caller,
  issuer: RealmIssuer,
  writtenNames?: WrittenNames,
): KeycloakRealm {
  const groups = createGroups(admin, call, name);
  const plainUsers = createUsers(admin, call);
  const users =
    writtenNames === undefined
      ? plainUsers
      : withWrittenNames(plainUsers, { realm: name, writtenNames, admin, call });
  const administration = createAdministration(admin, call, groups);
  return {
    name,
    // Its id is unknown until its settings are read; a tenant has it as key.
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
    lookups: createLookups(admin, call),
    async settings() {
      const [realm, profile] = await Promise.all([
        call('GET realm', () => admin.realms.findOne({ realm: name })),
        call('GET users/profile', () => admin.users.getProfile()),
      ]);
      // Without view-realm the answer is 200, but lacks almost everything (contract/service-account-rights: "answer 200
      // to a read of the realm settings, with almost nothing in it").
      if (realm?.enabled === undefined) {
        throw new KeycloakError(
          'refused',
          `The bridge's account may not read the settings of realm "${name}".`,
        );
      }
      const { defaultRole: role } = realm;
      return {
        id: required(realm.id, 'the id of the realm'),
        enabled: realm.enabled,
        usernamesEditable: realm.editUsernameAllowed ?? false,
        emailAsUsername: realm.registrationEmailAsUsername ?? false,
        duplicateEmails: realm.duplicateEmailsAllowed ?? false,
        keepsUnmanagedAttributes: ['ENABLED', 'ADMIN_EDIT'].includes(
          String(profile.unmanagedAttributePolicy),
        ),
        unmanagedAttributePolicy: profile.unmanagedAttributePolicy,
        usersWriteUnmanaged: String(profile.unmanagedAttributePolicy) === 'ENABLED',
        internationalized: realm.internationalizationEnabled ?? false,
        hasMailServer: (realm.smtpServer?.host ?? '') !== '',
        frontendUrl: frontendUrlOf(realm.attributes),
        ...(role?.id === undefined
          ? {}
          : { defaultRole: { id: role.id, name: required(role.name, 'the name of the default role') } }),
        profile: toProfileAttributes(profile),
      };
    },
    async client(clientId) {
      const [client] = await call('GET clients', () => admin.clients.find({ clientId }));
      if (client === undefined) return undefined;
      return {
        id: required(client.id, 'the id of a client'),
        enabled: client.enabled ?? false,
        attributes: (client.attributes ?? {}) as Record<string, string>,
        mappers: (client.protocolMappers ?? [])
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
