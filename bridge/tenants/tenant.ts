import { compileMapping, type Mapping } from '../../mappers/compile.ts';
import type { Behaviours, Preset } from '../../mappers/document.ts';
import {
  DEFAULT_LIMITS,
  GROUP_LIMITS,
  REFUSED_IN_NAMES,
  type FieldLimits,
  type StoreLimits,
} from '../../mappers/fields.ts';
import { withExtensions } from '../../mappers/extensions.ts';
import { findPreset, PRESET_NAMES } from '../../mappers/presets.ts';
import type { Quirk } from '../../mappers/quirk.ts';
import type { KeycloakRealm, RealmSettings } from '../keycloak/port.ts';
import { GROUP_TYPE, USER_TYPE } from '../scim/schema/resourceTypes.ts';
import type { ResourceType } from '../scim/schema/types.ts';
import { ConfigError, readTenantConfig, SCIM_CLIENT_ID, type StoredToken } from './config.ts';

/** A realm with SCIM switched on: its configuration, compiled. */
export interface Tenant {
  readonly realm: KeycloakRealm;
  /** The public base URL of its SCIM endpoint, without a slash at its end. */
  readonly baseUrl: string;
  readonly profile: string;
  readonly behaviours: Behaviours;
  /** Rewrites of the client's dialect, in their order. */
  readonly quirks: readonly Quirk[];
  readonly userType: ResourceType;
  readonly userMapping: Mapping;
  readonly groupType: ResourceType;
  readonly groupMapping: Mapping;
  readonly settings: RealmSettings;
  /** Whether a miss in the index of lookup keys can be believed. */
  readonly indexed: boolean;
  /** Most users that are read to answer one filter. */
  readonly scanLimit: number;
  readonly tokens: readonly StoredToken[];
}

/** What every tenant of a bridge shares. */
export interface TenantDefaults {
  /** The bridge's public URL, without a slash at its end. */
  readonly publicUrl: string;
  readonly scanLimit: number;
  readonly quirks: ReadonlyMap<string, Quirk>;
  /** Told when a realm cannot be served as configured. */
  readonly onProblem: (realm: string, problem: string) => void;
}

function limitsOf(settings: RealmSettings): StoreLimits {
  const of = (name: 'firstName' | 'lastName'): FieldLimits => {
    const attribute = settings.profile.find((candidate) => candidate.name === name);
    return {
      maxLength: attribute?.maxLength ?? DEFAULT_LIMITS[name].maxLength,
      ...(attribute?.prohibitsCharacters === true ? { refused: REFUSED_IN_NAMES } : {}),
    };
  };
  return { ...DEFAULT_LIMITS, firstName: of('firstName'), lastName: of('lastName') };
}

function quirksOf(preset: Preset, known: ReadonlyMap<string, Quirk>): Quirk[] {
  return preset.quirks.map((name) => {
    const quirk = known.get(name);
    if (quirk === undefined)
      throw new ConfigError(`profile "${preset.name}" names quirk "${name}", which does not exist`);
    return quirk;
  });
}

/** Loads a realm's SCIM configuration from Keycloak; `undefined` when SCIM is not switched on there. */
export async function loadTenant(
  realm: KeycloakRealm,
  defaults: TenantDefaults,
): Promise<Tenant | undefined> {
  const [client, settings] = await Promise.all([realm.client(SCIM_CLIENT_ID), realm.settings()]);
  if (client === undefined || !client.enabled || !settings.enabled) return undefined;
  const { enabled, profile, config, tokens, problems } = readTenantConfig(client.attributes);
  for (const problem of problems) defaults.onProblem(realm.name, problem);
  if (!enabled) return undefined;
  const preset = findPreset(profile);
  if (preset === undefined) {
    throw new ConfigError(`scim.profile is "${profile}"; there is ${PRESET_NAMES.join(', ')}`);
  }
  if (!settings.keepsUnmanagedAttributes) {
    throw new ConfigError(
      'the user profile drops undeclared attributes; run "realm-config enable" again, or set "Unmanaged Attributes" to "Only administrators can write"',
    );
  }
  const userType = withExtensions(USER_TYPE, preset.user);
  const groupType = withExtensions(GROUP_TYPE, preset.group);
  return {
    realm,
    baseUrl: `${defaults.publicUrl}/realms/${encodeURIComponent(realm.name)}/scim/v2`,
    profile,
    behaviours: preset.behaviours,
    quirks: quirksOf(preset, defaults.quirks),
    userType,
    userMapping: compileMapping(preset.user, userType, limitsOf(settings)),
    groupType,
    groupMapping: compileMapping(preset.group, groupType, GROUP_LIMITS),
    settings,
    indexed: config.indexed ?? false,
    scanLimit: config.limits?.scan ?? defaults.scanLimit,
    tokens,
  };
}
