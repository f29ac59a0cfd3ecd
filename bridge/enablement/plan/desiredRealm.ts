import { MARKER_ROLE } from '../../keycloak/port/roles.ts';
import type { RealmSettings } from '../../keycloak/port/realm.ts';
import type { RealmSetup } from '../../keycloak/setup/realmSetup.ts';
import {
  ATTRIBUTE,
  readStoredConfig,
  readTenantConfig,
  type ScimConfig,
  type StoredToken,
} from '../../tenants/config.ts';
import { brokenReferences, findingOf, whateverTheMapping } from '../../tenants/references/checkReferences.ts';
import { defaultGrantFindings, readDefaultGrants } from '../../tenants/references/defaultGrants.ts';
import { readSources, type TenantSources } from '../../tenants/tenant.ts';
import { DocumentError, type Mistake } from '../../../documents/mistake.ts';
import type { Finding } from '../../../mappers/finding.ts';
import type { Profile } from '../../../mappers/profile.ts';
import { equal, type Json } from '../../../scim/json.ts';
import { isUsable } from '../../tenants/tokens.ts';
import { SetupError } from '../setupError.ts';
import { lifecycleChanges, located } from '../request/changedConfiguration.ts';
import { LIFECYCLE_MEMBERS } from '../request/lifecycle.ts';
import type { SetupRequest } from '../request/setupRequest.ts';
import { compileRequest } from './compileRequest.ts';

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
  /** The settings of the realm before anything is changed. */
  readonly settingsBefore: RealmSettings;
  /** The attributes of the client `scim-endpoint` from which `config` was made. */
  readonly attributesBefore: Readonly<Record<string, string>>;
}

/** The members of a request about the static token that is created. */
const TOKEN_OPTIONS = ['newToken', 'label', 'expires', 'readOnly'] as const;

/** Refuses options about a static token if none is created: an operator would believe that they are in force. */
function checkTokenOptions(
  name: string,
  request: SetupRequest,
  config: ScimConfig,
  tokens: readonly StoredToken[],
): void {
  const { nameOf = (member) => `"${member}"` } = request;
  const given = TOKEN_OPTIONS.filter(
    (member) => request[member] !== undefined && request[member] !== false,
  ).map(nameOf);
  if (given.length === 0) return;
  const optionsText = `${given.join(', ')} would have no effect`;
  if (config.authentication?.staticTokens === false) {
    throw new SetupError(
      `Realm "${name}" accepts no static tokens: its authentication says so, and ${optionsText}.`,
      'usage',
    );
  }
  if (request.newToken === true || !tokens.some((token) => isUsable(token))) return;
  throw new SetupError(
    `Realm "${name}" keeps the static token that it has, and ${optionsText}. Add ${nameOf('newToken')} to replace that token, or make another one with "token new".`,
    'usage',
  );
}

/** The aliases of identity providers that are about to be created. */
const pendingAliases = ({ identityProviders = [] }: SetupRequest): ReadonlySet<string> =>
  new Set(identityProviders.filter(({ kind }) => kind !== undefined).map(({ alias }) => alias));

/** Lists references in the rules that do not resolve, and would not if the request were granted. */
async function brokenAfter(
  { realm }: RealmSetup,
  request: SetupRequest,
  config: ScimConfig,
  profile: Profile,
): Promise<readonly Mistake[]> {
  const broken = await brokenReferences({ realm, config, userType: profile.user.type }, [MARKER_ROLE]);
  const alias = config.onboarding?.identityProvider?.alias;
  const isPending = alias !== undefined && pendingAliases(request).has(alias);
  return broken.filter(({ pointer }) => !isPending || pointer !== '/onboarding/identityProvider/alias');
}

/** Whether lifecycle rules differ from those that the realm has. */
const changesRules = (config: ScimConfig, { client }: TenantSources): boolean => {
  const stored = readStoredConfig(client?.attributes[ATTRIBUTE.config]);
  return LIFECYCLE_MEMBERS.some(
    (member) => !equal(stored[member] as Json | undefined, config[member] as Json | undefined),
  );
};

/** How thoroughly a realm is looked at. */
export interface Thoroughness {
  /** Whether rules are checked that stay as they are, and who becomes an administrator by default. */
  readonly checksWhatStays: boolean;
}

/** Compiles what a realm is to have, before anything is written; throws a `DocumentError` with every mistake. */
export async function compileDesiredRealm(
  setup: RealmSetup,
  request: SetupRequest,
  { checksWhatStays }: Thoroughness = { checksWhatStays: true },
): Promise<DesiredRealm> {
  const sources = await readSources(setup.realm);
  const compiled = compileRequest(setup.name, sources, request);
  const { profile, config, mistakes, mappingMistakes } = compiled;
  if (mistakes.length === 0 && request.tokens === undefined) {
    const { tokens } = readTenantConfig(sources.client?.attributes ?? {});
    checkTokenOptions(setup.name, request, config, tokens);
  }
  if (profile === undefined) throw new DocumentError([...mistakes, ...mappingMistakes]);
  const checksRules = checksWhatStays || changesRules(config, sources);
  const broken = checksRules ? await brokenAfter(setup, request, config, profile) : [];
  const ruleMistakes =
    lifecycleChanges(request).length === 0
      ? []
      : located(whateverTheMapping(broken, mappingMistakes), request);
  const allMistakes = [...mistakes, ...mappingMistakes, ...ruleMistakes];
  if (allMistakes.length > 0) throw new DocumentError(allMistakes);
  const grants = checksWhatStays ? await readDefaultGrants(setup.realm, sources.settings) : undefined;
  const { addresses, scimUrls } = compiled;
  const findings = [...broken.map(findingOf), ...compiled.findings, ...defaultGrantFindings(config, grants)];
  return {
    ...{ profile, config, findings, broken, addresses, scimUrls },
    settingsBefore: sources.settings,
    attributesBefore: sources.client?.attributes ?? {},
  };
}
