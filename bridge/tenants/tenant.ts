import type { Mapping } from '../../mappers/compile/mapping.ts';
import type { Finding } from '../../mappers/finding.ts';
import type { Behaviours } from '../../mappers/document/types.ts';
import { DocumentError } from '../../documents/mistake.ts';
import type { Profile } from '../../mappers/profile.ts';
import type { Quirk } from '../../mappers/rewriting/quirk.ts';
import type { KeycloakClient, KeycloakRealm, RealmSettings } from '../keycloak/port/realm.ts';
import { oncePer } from '../../scim/oncePer.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import type { AcceptedCredentials } from '../credentials/check.ts';
import { DEFAULT_SOURCE } from '../credentials/principal.ts';
import {
  acceptedAt,
  credentialsOf,
  issuersOf,
  type KeyServerPolicy,
  type RealmCredentials,
} from './acceptedCredentials.ts';
import { addressesOf, scimBaseUrl } from './baseUrl.ts';
import {
  ATTRIBUTE,
  readStoredConfig,
  readTenantConfig,
  SCIM_CLIENT_ID,
  type ScimConfig,
  type StoredToken,
} from './config.ts';
import {
  defaultGrantFindings,
  refreshDefaultGrants,
  type DefaultGrants,
} from './references/defaultGrants.ts';
import {
  DROPS_UNDECLARED,
  droppedAttributes,
  formatFinding,
  lint,
  lintSecret,
  type DropReason,
} from './lint.ts';
import { realmProfile, type ProfileParts } from './profile.ts';

/** The compiled SCIM configuration of a realm. */
export interface Tenant {
  /**
   * Keycloak's id of the client that holds the realm's SCIM configuration; `undefined` if it does not exist yet (in a
   * preview).
   */
  readonly endpointId: string | undefined;
  readonly realm: KeycloakRealm;
  /** The source of the users that the requesting client creates. */
  readonly source: string;
  /** The public SCIM base URL in use, without a trailing slash. */
  readonly baseUrl: string;
  /** The addresses of the realm, the default one first. */
  readonly addresses: readonly string[];
  readonly profile: Profile;
  /** The text form of what the profile was compiled from: the profile is compiled again only if it changes. */
  readonly compiledFrom: string;
  readonly behaviours: Behaviours;
  /** Rewrites of client dialects, in their order. */
  readonly quirks: readonly Quirk[];
  readonly userType: ResourceType;
  readonly userMapping: Mapping;
  readonly groupType: ResourceType;
  readonly groupMapping: Mapping;
  /** The findings about the mapping, the user profile and the addresses, for operators. */
  readonly findings: readonly Finding[];
  /** The user attributes that the bridge writes and that Keycloak drops. */
  readonly dropped: ReadonlyMap<string, DropReason>;
  /** The administration roles that every new user gets. */
  readonly defaultGrants: DefaultGrants;
  readonly settings: RealmSettings;
  /** The SCIM paths for which the index of lookup keys is complete, so that a miss means that there is no such user. */
  readonly indexed: ReadonlySet<string>;
  /** Maximum number of users that are read to answer one filter. */
  readonly scanLimit: number;
  readonly config: ScimConfig;
  readonly credentials: RealmCredentials;
  /** The credentials that are accepted at `baseUrl`. */
  readonly accepted: AcceptedCredentials;
}

/** What all tenants of a bridge share. */
export interface TenantDefaults {
  /** The bridge's public URL, without a trailing slash. */
  readonly publicUrl: string;
  readonly scanLimit: number;
  readonly quirks: ReadonlyMap<string, Quirk>;
  /** Whether the bridge may fetch keys from a URL. */
  readonly mayAsk: KeyServerPolicy;
  /** Called if a realm cannot be served as configured. */
  readonly onProblem: (realm: string, problem: string) => void;
  /** Called with every new finding about a realm that is served. */
  readonly onFinding: (realm: string, finding: string) => void;
}

type CompiledProfile = Pick<Tenant, 'profile' | 'compiledFrom'>;

/** Compiles the profile of a realm, unless it has not changed; with mistakes, the last good profile stays in force. */
function compileProfileOnce(
  name: string,
  parts: ProfileParts,
  last: CompiledProfile | undefined,
  { quirks, onProblem }: TenantDefaults,
): CompiledProfile {
  const compiledFrom = JSON.stringify(parts);
  if (last?.compiledFrom === compiledFrom) return { profile: last.profile, compiledFrom };
  try {
    return { profile: realmProfile(parts, quirks), compiledFrom };
  } catch (error) {
    if (!(error instanceof DocumentError) || last === undefined) throw error;
    onProblem(name, `${error.message}\nThe mapping as it was before stays in force.`);
    return { profile: last.profile, compiledFrom };
  }
}

/** Reports every finding that the last tenant did not have. */
function reportNewFindings(
  name: string,
  findings: readonly Finding[],
  last: Tenant | undefined,
  { onFinding }: Pick<TenantDefaults, 'onFinding'>,
): void {
  const reported = new Set(
    [
      ...(last?.findings ?? []),
      ...defaultGrantFindings(last?.config ?? { version: 1 }, last?.defaultGrants.grants),
    ].map(formatFinding),
  );
  for (const line of findings.map(formatFinding)) if (!reported.has(line)) onFinding(name, line);
}

/** The reason why a realm is not served that has SCIM switched off. */
const NOT_ENABLED = 'SCIM is not enabled for the realm';

/** What a tenant is compiled from, as read from Keycloak. */
export interface TenantSources {
  readonly client: KeycloakClient | undefined;
  readonly settings: RealmSettings;
}

/** Reads from Keycloak what a tenant is compiled from. */
export async function readSources(realm: KeycloakRealm): Promise<TenantSources> {
  const [client, settings] = await Promise.all([realm.client(SCIM_CLIENT_ID), realm.settings()]);
  return { client, settings };
}

/** Why SCIM is switched off for a realm; `undefined` if it is not. */
function offReason({ client, settings }: TenantSources): string | undefined {
  if (!settings.enabled) return 'The realm is disabled; enable it in Keycloak.';
  if (client === undefined) return NOT_ENABLED;
  if (!client.enabled) return `${NOT_ENABLED}: the client "${SCIM_CLIENT_ID}" is disabled in Keycloak`;
  return client.attributes[ATTRIBUTE.enabled] === 'true' ? undefined : NOT_ENABLED;
}

/**
 * Compiles the tenant of a realm, or returns the reason why SCIM is switched off there. With mistakes, the parts of
 * `last` stay in force.
 */
export async function loadTenant(
  realm: KeycloakRealm,
  sources: TenantSources,
  defaults: TenantDefaults,
  last?: Tenant,
): Promise<Tenant | { readonly off: string }> {
  const { client, settings } = sources;
  const off = offReason(sources);
  if (client === undefined || off !== undefined) return { off: off ?? NOT_ENABLED };
  const { profile: name, tokens, problems } = readTenantConfig(client.attributes);
  for (const problem of problems) defaults.onProblem(realm.name, problem);
  const config = configOf(realm.name, client.attributes, last, defaults);
  const profileParts = { profile: name, mappers: client.mappers, mapping: config.mapping, settings };
  const compiledProfile = compileProfileOnce(realm.name, profileParts, last, defaults);
  const parts = { ...compiledProfile, endpointId: client.id, settings, config, tokens };
  const reading = refreshDefaultGrants(realm, settings, last?.defaultGrants, defaults.onProblem);
  const tenant = await compileTenant(realm, parts, reading, defaults);
  if ([...tenant.dropped.values()].includes('undeclared')) defaults.onProblem(realm.name, DROPS_UNDECLARED);
  const { findings, defaultGrants } = tenant;
  reportNewFindings(
    realm.name,
    [...findings, ...defaultGrantFindings(config, defaultGrants.grants)],
    last,
    defaults,
  );
  return tenant;
}

/**
 * Reads the document in `scim.config`; with mistakes, the last good one stays in force. Tokens are read independently.
 */
function configOf(
  name: string,
  attributes: Readonly<Record<string, string>>,
  last: Tenant | undefined,
  { mayAsk, onProblem }: TenantDefaults,
): ScimConfig {
  try {
    const config = readStoredConfig(attributes[ATTRIBUTE.config]);
    issuersOf(config, mayAsk);
    // Saving a stale tab of Keycloak's console brings all old attributes back.
    if ((config.revision ?? 0) < (last?.config.revision ?? 0)) {
      onProblem(
        name,
        `${ATTRIBUTE.config} went back from revision ${last?.config.revision ?? 0} to ${config.revision ?? 0}: was a stale tab of Keycloak's console saved?`,
      );
    }
    return config;
  } catch (error) {
    if (!(error instanceof DocumentError) || last === undefined) throw error;
    onProblem(name, `${error.message}\nThe configuration as it was before stays in force.`);
    return last.config;
  }
}

/** What is known of a tenant before its credentials are compiled. */
type TenantParts = CompiledProfile &
  Pick<Tenant, 'endpointId' | 'settings' | 'config'> & { readonly tokens: readonly StoredToken[] };

/** Compiles a tenant from a realm's configuration and its compiled profile. */
export async function compileTenant(
  realm: KeycloakRealm,
  { endpointId, settings, config, tokens, profile, compiledFrom }: TenantParts,
  defaultGrantsReading: Promise<DefaultGrants>,
  defaults: Pick<TenantDefaults, 'scanLimit' | 'publicUrl' | 'mayAsk'>,
): Promise<Tenant> {
  const addresses = addressesOf(defaults.publicUrl, settings.frontendUrl, config.publicUrls);
  const [credentials, defaultGrants] = await Promise.all([
    credentialsOf(realm, config, tokens, addresses, defaults.mayAsk),
    defaultGrantsReading,
  ]);
  const baseUrl = scimBaseUrl(realm.name, addresses[0] ?? '');
  return {
    endpointId,
    realm: { ...realm, ...(config.groups?.as === 'roles' ? realm.rolesAsGroups() : {}), key: settings.id },
    source: DEFAULT_SOURCE,
    baseUrl,
    addresses,
    config,
    credentials,
    accepted: acceptedAt(credentials, baseUrl),
    profile,
    compiledFrom,
    behaviours: profile.behaviours,
    quirks: profile.quirks,
    userType: profile.user.type,
    userMapping: profile.user.mapping,
    groupType: profile.group.type,
    groupMapping: profile.group.mapping,
    findings: [...lint(profile, config, settings), ...lintSecret(realm)],
    dropped: droppedAttributes(profile, settings),
    defaultGrants,
    settings,
    indexed: new Set(config.indexed),
    scanLimit: config.limits?.scan ?? defaults.scanLimit,
  };
}

/** The tenants at the further addresses of a tenant, by base URL. */
const furtherTenants = oncePer((_: Tenant) => new Map<string, Tenant>());

/** Returns the tenant with the base URL at one of its addresses. */
export function tenantAt(tenant: Tenant, address: string): Tenant {
  const baseUrl = scimBaseUrl(tenant.realm.name, address);
  if (baseUrl === tenant.baseUrl) return tenant;
  const others = furtherTenants(tenant);
  const known = others.get(baseUrl);
  if (known !== undefined) return known;
  const used = { ...tenant, baseUrl, accepted: acceptedAt(tenant.credentials, baseUrl) };
  others.set(baseUrl, used);
  return used;
}
