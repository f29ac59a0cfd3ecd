import type KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { KeycloakError } from '../port/errors.ts';
import type { AdminEventSettings, ProfileAttribute, RealmSettings } from '../port/realm.ts';
import { required } from '../port/required.ts';

type RealmRepresentation = NonNullable<Awaited<ReturnType<KeycloakAdminClient['realms']['findOne']>>>;
type Profile = Awaited<ReturnType<KeycloakAdminClient['users']['getProfile']>>;

/** The annotation by which Keycloak's own SCIM API knows a user attribute (contract/own-scim-api). */
const OWN_SCIM_ANNOTATION = 'kc.scim.schema.attribute';

/** Whether an administrator must send the attribute: a rule without roles and scopes applies to everybody. */
function isRequiredOfAdmins(rule: { roles?: string[]; scopes?: string[] } | undefined): boolean {
  if (rule === undefined) return false;
  const { roles = [], scopes = [] } = rule;
  return roles.includes('admin') || (roles.length === 0 && scopes.length === 0);
}

function toProfileAttributes(profile: Profile): ProfileAttribute[] {
  return (profile.attributes ?? []).map(
    ({ name = '', validations = {}, permissions = {}, annotations, required: rule, multivalued = false }) => {
      const { edit = ['admin'] } = permissions as { edit?: readonly string[] };
      const length = validations.length as { min?: number | string; max?: number | string } | undefined;
      const [min, max] = [Number(length?.min), Number(length?.max)];
      const ownScimPath: unknown = annotations?.[OWN_SCIM_ANNOTATION];
      return {
        name,
        minLength: Number.isFinite(min) ? min : undefined,
        maxLength: Number.isFinite(max) ? max : undefined,
        prohibitsCharacters: 'person-name-prohibited-characters' in validations,
        isEmail: 'email' in validations,
        adminEdits: edit.includes('admin'),
        userEdits: edit.includes('user'),
        requiredOfAdmins: isRequiredOfAdmins(rule),
        multivalued,
        validators: validations as ProfileAttribute['validators'],
        ...(typeof ownScimPath === 'string' && ownScimPath !== '' ? { ownScimPath } : {}),
      };
    },
  );
}

/** Returns the "Frontend URL" of the realm without trailing slashes; `undefined` if it is not set. */
function frontendUrlOf(attributes: Record<string, unknown> | undefined): string | undefined {
  const url = attributes?.frontendUrl;
  return typeof url === 'string' && url.trim() !== '' ? url.trim().replace(/(?<!\/)\/+$/, '') : undefined;
}

/** Returns how the realm keeps its admin events; `undefined` if it does not. */
function adminEventsOf(realm: RealmRepresentation): AdminEventSettings | undefined {
  const { adminEventsEnabled, adminEventsDetailsEnabled: hasDetails = false, attributes } = realm;
  if (adminEventsEnabled !== true) return undefined;
  // Unlike that of other events, their time is an attribute of the realm, in seconds.
  const { adminEventsExpiration } = (attributes ?? {}) as Record<string, unknown>;
  return { hasDetails, expires: Number(adminEventsExpiration) > 0 };
}

/** Converts the settings and the user profile of a realm; throws `refused` if the account may not see the settings. */
export function settingsOf(
  name: string,
  realm: RealmRepresentation | undefined,
  profile: Profile,
): RealmSettings {
  // Without view-realm the answer is 200, but lacks almost everything (contract/service-account-rights: "answer 200
  // to a read of the realm settings, with almost nothing in it").
  if (realm?.enabled === undefined) {
    throw new KeycloakError('refused', `The bridge's account may not read the settings of realm "${name}".`);
  }
  const { defaultRole: role } = realm;
  return {
    id: required(realm.id, 'the id of the realm'),
    enabled: realm.enabled,
    usernamesEditable: realm.editUsernameAllowed ?? false,
    emailAsUsername: realm.registrationEmailAsUsername ?? false,
    duplicateEmails: realm.duplicateEmailsAllowed ?? false,
    keepsUnmanagedAttributes: ['ENABLED', 'ADMIN_EDIT'].includes(String(profile.unmanagedAttributePolicy)),
    unmanagedAttributePolicy: profile.unmanagedAttributePolicy,
    usersWriteUnmanaged: String(profile.unmanagedAttributePolicy) === 'ENABLED',
    internationalized: realm.internationalizationEnabled ?? false,
    hasMailServer: (realm.smtpServer?.host ?? '') !== '',
    hasOwnScimApi: realm.scimApiEnabled ?? false,
    adminEvents: adminEventsOf(realm),
    maxSessionSeconds: realm.ssoSessionMaxLifespan ?? 0,
    frontendUrl: frontendUrlOf(realm.attributes),
    ...(role?.id === undefined
      ? {}
      : { defaultRole: { id: role.id, name: required(role.name, 'the name of the default role') } }),
    profile: toProfileAttributes(profile),
  };
}
