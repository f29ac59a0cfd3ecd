import type { PublicKeys } from '../../bridge/keycloak/auth/bridgeKey.ts';
import { MARKER_ROLE } from '../../bridge/keycloak/port/roles.ts';
import type { Outcome } from '../../bridge/keycloak/setup/part.ts';
import type { RealmSetup } from '../../bridge/keycloak/setup/realmSetup.ts';
import type { KeyServerPolicy } from '../../bridge/tenants/acceptedCredentials.ts';
import { addressesOf, scimBaseUrl } from '../../bridge/tenants/baseUrl.ts';
import {
  ATTRIBUTE,
  readStoredConfig,
  readTenantConfig,
  SCIM_CLIENT_ID,
  type ScimConfig,
  type StoredToken,
} from '../../bridge/tenants/config.ts';
import { lint } from '../../bridge/tenants/lint.ts';
import {
  brokenReferences,
  findingOf,
  whateverTheMapping,
} from '../../bridge/tenants/references/checkReferences.ts';
import { defaultGrantFindings } from '../../bridge/tenants/references/defaultGrants.ts';
import { previewTenant, tryPreview } from '../../bridge/tenants/preview.ts';
import { isUsable } from '../../bridge/tenants/tokens.ts';
import { DocumentError, type Mistake } from '../../documents/mistake.ts';
import type { Finding } from '../../mappers/console/consoleMappers.ts';
import type { MappingDocument } from '../../mappers/document/types.ts';
import type { LocatedDocument, Profile } from '../../mappers/profile.ts';
import type { Quirk } from '../../mappers/rewriting/quirk.ts';
import { UsageError } from '../commandError.ts';
import { addressFindings } from './addressFindings.ts';
import {
  changeConfig,
  lifecycleChanges,
  located,
  type ChangedConfig,
  type ConfigChanges,
} from '../model/configuration.ts';

/** What `enable` is asked to do. */
export interface EnableOptions extends ConfigChanges {
  /** By default a realm keeps its profile, and a new one gets `generic`. */
  readonly profile?: string | undefined;
  /** What the realm changes in the mapping of its profile; by default it keeps its changes, an empty document removes them. */
  readonly mapping?: LocatedDocument | undefined;
  readonly quirks: ReadonlyMap<string, Quirk>;
  /** Whether to create a new token and revoke the existing ones; by default only a realm without a token gets one. */
  readonly newToken?: boolean | undefined;
  /** The name of the static token that is created; `first token` by default. */
  readonly label?: string | undefined;
  /** When that token expires; never by default. */
  readonly expires?: Date | undefined;
  /** Whether that token may only read. */
  readonly readOnly?: boolean | undefined;
  /** Whether the server at an address may be asked for keys; any server may by default. */
  readonly mayAsk?: KeyServerPolicy | undefined;
  /** The URL under which clients reach the bridge, for realms that have no address of their own. */
  readonly publicUrl: string;
  readonly bridgeClientId: string;
  /** The secret of the bridge, from which the secret of its client in each realm is derived. */
  readonly bridgeClientSecret?: string | undefined;
  /** The keys that the bridge signs in with, instead of a secret. */
  readonly bridgePublicKeys?: PublicKeys | undefined;
  /** Called with every step that is done, and what differs afterwards if the step does not say it. */
  readonly report: (step: string, outcome: Outcome, changes?: readonly string[]) => void;
}

/** What a realm is to have, compiled and checked. */
export interface DesiredRealm {
  readonly profile: Profile;
  readonly config: ScimConfig;
  readonly findings: readonly Finding[];
  /** References in the rules that do not resolve, or that would grant administration. */
  readonly broken: readonly Mistake[];
  /** The addresses under which the realm is reached; the first is the one to show. */
  readonly addresses: readonly string[];
  /** The SCIM base URL at each of these addresses. */
  readonly scimUrls: readonly string[];
}

/** The members of a mapping document that belong into a realm's configuration; `undefined` if there are none. */
function mappingOf({ user, group, quirks, behaviours }: MappingDocument): ScimConfig['mapping'] {
  const members = Object.entries({ user, group, quirks, behaviours }).filter(
    ([, value]) => value !== undefined,
  );
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

/** The options about the static token that is created, by their member. */
const TOKEN_OPTIONS = {
  newToken: '--new-token',
  label: '--label',
  expires: '--expires',
  readOnly: '--read-only',
} as const;

/** Refuses options about a static token if none is created: an operator would believe that they are in force. */
function checkTokenOptions(
  name: string,
  options: EnableOptions,
  config: ScimConfig,
  tokens: readonly StoredToken[],
): void {
  const given = (Object.keys(TOKEN_OPTIONS) as (keyof typeof TOKEN_OPTIONS)[])
    .filter((member) => options[member] !== undefined && options[member] !== false)
    .map((member) => TOKEN_OPTIONS[member]);
  if (given.length === 0) return;
  const optionsText = `${given.join(', ')} would have no effect`;
  if (config.authentication?.staticTokens === false) {
    throw new UsageError(
      `Realm "${name}" accepts no static tokens: its authentication says so, and ${optionsText}.`,
    );
  }
  if (options.newToken === true || !tokens.some((token) => isUsable(token))) return;
  throw new UsageError(
    `Realm "${name}" keeps the static token that it has, and ${optionsText}. Add --new-token to replace that token, or make another one with "token new".`,
  );
}

/** The configuration that a realm is to have, without the members that have mistakes. */
async function desiredConfig({ realm, name }: RealmSetup, options: EnableOptions): Promise<ChangedConfig> {
  const { mayAsk = () => true } = options;
  const { attributes = {} } = (await realm.client(SCIM_CLIENT_ID)) ?? {};
  const stored = readStoredConfig(attributes[ATTRIBUTE.config]);
  const { config, mistakes } = changeConfig(stored, options, mayAsk);
  const { mapping: storedMapping, ...rest } = config;
  if (mistakes.length === 0) checkTokenOptions(name, options, rest, readTenantConfig(attributes).tokens);
  const mapping = options.mapping === undefined ? storedMapping : mappingOf(options.mapping.document);
  return { config: mapping === undefined ? rest : { ...rest, mapping }, mistakes };
}

/** Compiles what a realm is to have, before anything is written; throws a `DocumentError` with every mistake. */
export async function compileDesiredRealm(setup: RealmSetup, options: EnableOptions): Promise<DesiredRealm> {
  const { quirks, publicUrl } = options;
  const { config, mistakes } = await desiredConfig(setup, options);
  const defaults = { publicUrl, scanLimit: 0, quirks, mayAsk: () => true };
  const { profile: name, mapping } = options;
  const { tenant, mistakes: tenantMistakes } = await tryPreview(
    (preview) => previewTenant(setup.realm, defaults, preview),
    { profile: name, mapping, config },
  );
  const { profile, settings, defaultGrants } = tenant;
  const broken = await brokenReferences(tenant, [MARKER_ROLE]);
  const ruleMistakes =
    lifecycleChanges(options).length === 0
      ? []
      : located(whateverTheMapping(broken, tenantMistakes), options);
  const allMistakes = [...mistakes, ...tenantMistakes, ...ruleMistakes];
  if (allMistakes.length > 0) throw new DocumentError(allMistakes);
  // As the step for the user profile will leave it.
  const settingsAfter = { ...settings, keepsUnmanagedAttributes: true, usersWriteUnmanaged: false };
  const addresses = addressesOf(publicUrl, settings.frontendUrl, config.publicUrls);
  const scimUrls = addresses.map((address) => scimBaseUrl(setup.name, address));
  const findings = [
    ...broken.map(findingOf),
    ...lint(profile, config, settingsAfter),
    ...addressFindings(profile.name, scimUrls),
    ...defaultGrantFindings(config, defaultGrants.grants),
  ];
  return { profile, config, findings, broken, addresses, scimUrls };
}
