import { attempt, DocumentError, mistakesOf, type Mistake } from '../../documents/mistake.ts';
import type { LocatedDocument } from '../../mappers/profile.ts';
import type { KeycloakRealm } from '../keycloak/port/realm.ts';
import { issuersOf } from './acceptedCredentials.ts';
import { ATTRIBUTE, readStoredConfig, readTenantConfig, type ScimConfig } from './config.ts';
import { realmProfile } from './profile.ts';
import { refreshDefaultGrants } from './references/defaultGrants.ts';
import { compileTenant, readSources, type Tenant, type TenantDefaults } from './tenant.ts';

/** Changes of a realm's configuration to be tried; what is left out is as it is in the realm. */
export interface Preview {
  readonly profile?: string | undefined;
  readonly mapping?: LocatedDocument | undefined;
  /** Replaces the document in `scim.config`. */
  readonly config?: ScimConfig | undefined;
}

/**
 * Compiles a realm as it would be served with a changed configuration, whether SCIM is enabled or not; throws a
 * `DocumentError` with all mistakes.
 */
export async function previewTenant(
  realm: KeycloakRealm,
  defaults: Omit<TenantDefaults, 'onProblem' | 'onFinding'>,
  { profile, mapping, config: previewConfig }: Preview,
): Promise<Tenant> {
  const { client, settings } = await readSources(realm);
  const { attributes = {}, mappers = [] } = client ?? {};
  const { profile: storedProfile, tokens } = readTenantConfig(attributes);
  const config = previewConfig ?? readStoredConfig(attributes[ATTRIBUTE.config]);
  const { extends: base } = mapping?.document ?? {};
  const name = profile ?? (typeof base === 'string' ? base : storedProfile);
  const parts = { profile: name, mappers, mapping: mapping?.document ?? config.mapping, settings };
  const place = mapping === undefined ? undefined : { file: mapping.file, pointer: mapping.pointer ?? '' };
  const { result: compiled, mistakes } = attempt(() => realmProfile(parts, defaults.quirks, place));
  const allMistakes = [...mistakes, ...mistakesOf(() => issuersOf(config, defaults.mayAsk))];
  if (compiled === undefined || allMistakes.length > 0) throw new DocumentError(allMistakes);
  return compileTenant(
    realm,
    { profile: compiled, compiledFrom: '', endpointId: client?.id, settings, config, tokens },
    refreshDefaultGrants(realm, settings, undefined, () => undefined),
    defaults,
  );
}

/**
 * Compiles a preview. If its mapping or its issuers have mistakes, it is compiled without them, so that the rules can be
 * checked all the same; the mistakes come with it.
 */
export async function tryPreview(
  open: (preview: Preview) => Promise<Tenant>,
  preview: Preview & { readonly config: ScimConfig },
): Promise<{ readonly tenant: Tenant; readonly mistakes: readonly Mistake[] }> {
  try {
    return { tenant: await open(preview), mistakes: [] };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const { mapping, authentication, ...config } = preview.config;
    try {
      const tenant = await open({ profile: preview.profile, config });
      return { tenant, mistakes: error.mistakes };
    } catch {
      throw error;
    }
  }
}
