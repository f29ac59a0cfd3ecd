import type { KeycloakRealm, KeycloakUser, RealmSettings } from '../../../../bridge/keycloak/port.ts';
import { GROUP_TYPE, USER_TYPE } from '../../../../bridge/scim/schema/resourceTypes.ts';
import type { Tenant } from '../../../../bridge/tenants/tenant.ts';
import { compileMapping } from '../../../../mappers/compile.ts';
import type { Behaviours, Preset } from '../../../../mappers/document.ts';
import { GROUP_LIMITS } from '../../../../mappers/fields.ts';
import { findPreset } from '../../../../mappers/presets.ts';

const SETTINGS: RealmSettings = {
  enabled: true,
  usernamesEditable: true,
  emailAsUsername: false,
  keepsUnmanagedAttributes: true,
  profile: [],
};

/** A realm that pure code never asks. */
const REALM = { name: 'acme' } as KeycloakRealm;

function genericPreset(): Preset {
  const preset = findPreset('generic');
  if (preset === undefined) throw new Error('There is no preset "generic".');
  return preset;
}

/** A tenant with the generic preset, unless said otherwise. */
export function tenantWith(
  settings: Partial<RealmSettings> = {},
  behaviours: Partial<Behaviours> = {},
): Tenant {
  const preset = genericPreset();
  return {
    realm: REALM,
    baseUrl: 'https://x.example/realms/acme/scim/v2',
    profile: 'generic',
    behaviours: { ...preset.behaviours, ...behaviours },
    quirks: [],
    userType: USER_TYPE,
    userMapping: compileMapping(preset.user, USER_TYPE),
    groupType: GROUP_TYPE,
    groupMapping: compileMapping(preset.group, GROUP_TYPE, GROUP_LIMITS),
    settings: { ...SETTINGS, ...settings },
    indexed: true,
    scanLimit: 100,
    tokens: [],
  };
}

/** A user as Keycloak has one. */
export function keycloakUser(members: Partial<KeycloakUser> = {}): KeycloakUser {
  return {
    id: '1',
    username: 'ann',
    enabled: true,
    attributes: {},
    serviceAccount: false,
    federated: false,
    ...members,
  };
}
