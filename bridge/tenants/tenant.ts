import type { Mapping } from '../../mappers/compile/mapping.ts';
import type { Finding } from '../../mappers/console/consoleMappers.ts';
import type { Behaviours } from '../../mappers/document/types.ts';
import { DocumentError } from '../../documents/mistake.ts';
import type { LocatedDocument, Profile } from '../../mappers/profile.ts';
import type { Quirk } from '../../mappers/rewriting/quirk.ts';
import { KeycloakError } from '../keycloak/port/errors.ts';
import type { KeycloakClient, KeycloakRealm, RealmSettings } from '../keycloak/port/realm.ts';
import type { ResourceType } from '../../scim/schema/types.ts';
import type { AcceptedCredentials } from '../credentials/check.ts';
import { DEFAULT_SOURCE } from '../credentials/principal.ts';
import {
  acceptedAt,
  credentialsOf,
  issuersOf,
  type MayAsk,
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
import { everybodyFindings, grantsToEverybody, type Everybody } from './references/defaultRights.ts';
import {
  DROPS,
  droppedAttributes,
  findingLine,
  lint,
  lintAddresses,
  lintSecret,
  type DropReason,
} from './lint.ts';
import { realmProfile, type ProfileParts } from './profile.ts';

/** A realm with SCIM switched on: its configuration, compiled. */
export interface Tenant {
  /** Keycloak's id of the client that is the realm's SCIM configuration; empty where there is none yet. */
  readonly endpointId: string;
  readonly realm: KeycloakRealm;
  /** Where the users come from whom the client that asks creates. */
  readonly source: string;
  /** The public base URL of its SCIM endpoint that is used, without a slash at its end. */
  readonly baseUrl: string;
  /** The addresses under which the realm is reached, the first where none is recognized. */
  readonly addresses: readonly string[];
  readonly profile: Profile;
  /** What the profile was compiled from, as text: as long as that is the same, so is the profile. */
  readonly compiledFrom: string;
  readonly behaviours: Behaviours;
  /** Rewrites of the client's dialect, in their order. */
  readonly quirks: readonly Quirk[];
  readonly userType: ResourceType;
  readonly userMapping: Mapping;
  readonly groupType: ResourceType;
  readonly groupMapping: Mapping;
  /** What the operator should know of the mapping, the user profile and the addresses. */
  readonly findings: readonly Finding[];
  /** User attributes that the bridge writes and Keycloak is known to drop. */
  readonly dropped: ReadonlyMap<string, DropReason>;
  /** The administration that every new user gets. */
  readonly everybody: Everybody;
  readonly settings: RealmSettings;
  /** SCIM paths for which a miss in the index of lookup keys can be believed. */
  readonly indexed: ReadonlySet<string>;
  /** Most users that are read to answer one filter. */
  readonly scanLimit: number;
  readonly config: ScimConfig;
  readonly credentials: RealmCredentials;
  /** The credentials that are accepted at its base URL. */
  readonly accepted: AcceptedCredentials;
}

/** What every tenant of a bridge shares. */
export interface TenantDefaults {
  /** The bridge's public URL, without a slash at its end. */
  readonly publicUrl: string;
  readonly scanLimit: number;
  readonly quirks: ReadonlyMap<string, Quirk>;
  /** Whether the server at an address may be asked for keys. */
  readonly mayAsk: MayAsk;
  /** Told when a realm cannot be served as configured. */
  readonly onProblem: (realm: string, problem: string) => void;
  /** Told what an operator should know of the mapping of a realm that is served. */
  readonly onFinding: (realm: string, finding: string) => void;
}

type CompiledParts = Pick<Tenant, 'profile' | 'compiledFrom'>;

/** Compiles the profile of a realm, unless the last tenant was compiled from the same; a bad one leaves the last good one in force. */
function compiled(
  name: string,
  parts: ProfileParts,
  last: CompiledParts | undefined,
  { quirks, onProblem }: TenantDefaults,
): CompiledParts {
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

/** Milliseconds for which it is believed what every new user gets. */
const BELIEVED_FOR = 30_000;

/** What every new user gets, as it was read a while ago or now; that it cannot be read keeps nobody from being served. */
async function everybodyOf(
  realm: KeycloakRealm,
  settings: RealmSettings,
  last: Everybody | undefined,
  onProblem: TenantDefaults['onProblem'],
): Promise<Everybody> {
  const read = async () => (await grantsToEverybody(realm, settings)) ?? [];
  if (last?.grants !== undefined && Date.now() - last.readAt < BELIEVED_FOR) return { ...last, read };
  try {
    return { grants: await read(), readAt: Date.now(), read };
  } catch (error) {
    if (!(error instanceof KeycloakError)) throw error;
    onProblem(realm.name, `The default role and groups could not be looked at: ${error.message}`);
    return { grants: undefined, readAt: 0, read };
  }
}

/** Tells every finding that was not there before. */
function tellNews(
  name: string,
  findings: readonly Finding[],
  last: Tenant | undefined,
  { onFinding }: Pick<TenantDefaults, 'onFinding'>,
): void {
  const known = new Set(
    [
      ...(last?.findings ?? []),
      ...everybodyFindings(last?.config ?? { version: 1 }, last?.everybody.grants),
    ].map(findingLine),
  );
  for (const line of findings.map(findingLine)) if (!known.has(line)) onFinding(name, line);
}

/** What Keycloak says of a realm and its SCIM configuration. */
export interface TenantSources {
  readonly client: KeycloakClient | undefined;
  readonly settings: RealmSettings;
}

/** Reads from Keycloak what a tenant is made of. */
export async function readSources(realm: KeycloakRealm): Promise<TenantSources> {
  const [client, settings] = await Promise.all([realm.client(SCIM_CLIENT_ID), realm.settings()]);
  return { client, settings };
}

/** Makes a tenant of what Keycloak says of its realm; `undefined` when SCIM is not switched on there. */
export async function loadTenant(
  realm: KeycloakRealm,
  { client, settings }: TenantSources,
  defaults: TenantDefaults,
  last?: Tenant,
): Promise<Tenant | undefined> {
  if (client === undefined || !client.enabled || !settings.enabled) return undefined;
  const { enabled, profile: name, tokens, problems } = readTenantConfig(client.attributes);
  for (const problem of problems) defaults.onProblem(realm.name, problem);
  if (!enabled) return undefined;
  const config = configOf(realm.name, client.attributes, last, defaults);
  const compiledParts = { profile: name, mappers: client.mappers, mapping: config.mapping, settings };
  const compiledProfile = compiled(realm.name, compiledParts, last, defaults);
  const parts = { ...compiledProfile, endpointId: client.id, settings, config, tokens };
  const everybodyNow = everybodyOf(realm, settings, last?.everybody, defaults.onProblem);
  const tenant = await compileTenant(realm, parts, everybodyNow, defaults);
  if ([...tenant.dropped.values()].includes('undeclared')) defaults.onProblem(realm.name, DROPS);
  const { findings, everybody } = tenant;
  tellNews(realm.name, [...findings, ...everybodyFindings(config, everybody.grants)], last, defaults);
  return tenant;
}

/** The document in `scim.config`; a bad one leaves the last good one in force, and tokens are read all the same. */
function configOf(
  name: string,
  attributes: Readonly<Record<string, string>>,
  last: Tenant | undefined,
  { mayAsk, onProblem }: TenantDefaults,
): ScimConfig {
  try {
    const config = readStoredConfig(attributes[ATTRIBUTE.config]);
    issuersOf(config, mayAsk);
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

/** What is known of a realm before its credentials are compiled. */
type TenantParts = CompiledParts &
  Pick<Tenant, 'endpointId' | 'settings' | 'config'> & { readonly tokens: readonly StoredToken[] };

/** Makes a tenant of a realm's configuration and its compiled profile. */
async function compileTenant(
  realm: KeycloakRealm,
  { endpointId, settings, config, tokens, profile, compiledFrom }: TenantParts,
  everybodyNow: Promise<Everybody>,
  defaults: Pick<TenantDefaults, 'scanLimit' | 'publicUrl' | 'mayAsk'>,
): Promise<Tenant> {
  const addresses = addressesOf(defaults.publicUrl, settings.frontendUrl, config.publicUrls);
  const [credentials, everybody] = await Promise.all([
    credentialsOf(realm, config, tokens, addresses, defaults.mayAsk),
    everybodyNow,
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
    findings: [...lint(profile, settings), ...lintAddresses(config, settings), ...lintSecret(realm)],
    dropped: droppedAttributes(profile, settings),
    everybody,
    settings,
    indexed: new Set(config.indexed),
    scanLimit: config.limits?.scan ?? defaults.scanLimit,
  };
}

/** The tenant as it is reached under one of its addresses. */
export function tenantAt(tenant: Tenant, address: string): Tenant {
  const baseUrl = scimBaseUrl(tenant.realm.name, address);
  if (baseUrl === tenant.baseUrl) return tenant;
  return { ...tenant, baseUrl, accepted: acceptedAt(tenant.credentials, baseUrl) };
}

/** What a realm's configuration would be, where it is to be another one than it is. */
export interface Preview {
  readonly profile?: string | undefined;
  readonly mapping?: LocatedDocument | undefined;
  /** In the place of the document in `scim.config`. */
  readonly config?: ScimConfig | undefined;
}

/**
 * A realm as it would be served with another profile or mapping, SCIM enabled or not; throws a `DocumentError` with all
 * mistakes.
 */
export async function previewTenant(
  realm: KeycloakRealm,
  defaults: Omit<TenantDefaults, 'onProblem' | 'onFinding'>,
  { profile, mapping, config: configuration }: Preview,
): Promise<Tenant> {
  const { client, settings } = await readSources(realm);
  const { attributes = {}, mappers = [] } = client ?? {};
  const { profile: held, tokens } = readTenantConfig(attributes);
  const config = configuration ?? readStoredConfig(attributes[ATTRIBUTE.config]);
  const { extends: base } = mapping?.document ?? {};
  const name = profile ?? (typeof base === 'string' ? base : held);
  const parts = { profile: name, mappers, mapping: mapping?.document ?? config.mapping, settings };
  const place = mapping === undefined ? undefined : { file: mapping.file, pointer: mapping.pointer ?? '' };
  const compiledProfile = realmProfile(parts, defaults.quirks, place);
  const compiledParts = { profile: compiledProfile, compiledFrom: '' };
  return compileTenant(
    realm,
    { ...compiledParts, endpointId: client?.id ?? '', settings, config, tokens },
    everybodyOf(realm, settings, undefined, () => undefined),
    defaults,
  );
}
