import type { RealmSettings } from '../../keycloak/port/realm.ts';
import { addressesOf, scimBaseUrl } from '../../tenants/baseUrl.ts';
import { ATTRIBUTE, readStoredConfig, readTenantConfig, type ScimConfig } from '../../tenants/config.ts';
import { lint } from '../../tenants/lint.ts';
import { realmProfile } from '../../tenants/profile.ts';
import type { TenantSources } from '../../tenants/tenant.ts';
import { attempt, type Mistake } from '../../../documents/mistake.ts';
import type { Finding } from '../../../mappers/finding.ts';
import type { MappingDocument } from '../../../mappers/document/types.ts';
import type { Profile } from '../../../mappers/profile.ts';
import { changeConfig, type ChangedConfig } from '../request/changedConfiguration.ts';
import type { SetupRequest } from '../request/setupRequest.ts';
import { addressFindings } from '../../../mappers/addressFindings.ts';

/** A realm that is not there yet, as Keycloak makes one. */
export const NEW_REALM: TenantSources & { readonly settings: RealmSettings } = {
  client: undefined,
  settings: {
    id: '',
    enabled: true,
    usernamesEditable: false,
    emailAsUsername: false,
    duplicateEmails: false,
    keepsUnmanagedAttributes: false,
    usersWriteUnmanaged: false,
    internationalized: false,
    hasMailServer: false,
    hasOwnScimApi: false,
    maxSessionSeconds: 36_000,
    profile: ['username', 'email', 'firstName', 'lastName'].map((name) => ({
      name,
      minLength: name === 'username' ? 3 : undefined,
      maxLength: 255,
      prohibitsCharacters: name === 'firstName' || name === 'lastName',
      isEmail: name === 'email',
      adminEdits: true,
      userEdits: true,
      requiredOfAdmins: false,
      multivalued: false,
      validators: {},
    })),
  },
};

/** What a request comes to in a realm, as far as that is known without its roles, groups and users. */
export interface CompiledRequest {
  /** `undefined` if nothing can be compiled; then there are mistakes. */
  readonly profile: Profile | undefined;
  /** The configuration, without the members that have mistakes. */
  readonly config: ScimConfig;
  /** The mistakes in the configuration. */
  readonly mistakes: readonly Mistake[];
  /** The mistakes in the mapping; the profile is then compiled without it. */
  readonly mappingMistakes: readonly Mistake[];
  readonly findings: readonly Finding[];
  readonly addresses: readonly string[];
  readonly scimUrls: readonly string[];
}

/** The members of a mapping document that belong into a realm's configuration; `undefined` if there are none. */
function mappingOf({ user, group, quirks, behaviours }: MappingDocument): ScimConfig['mapping'] {
  const members = Object.entries({ user, group, quirks, behaviours }).filter(
    ([, value]) => value !== undefined,
  );
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

/** The settings of a realm as the steps of set-up will leave them. */
function settingsAfter(settings: RealmSettings, { settings: declared = {} }: SetupRequest): RealmSettings {
  const flag = (name: string, before: boolean): boolean =>
    typeof declared[name] === 'boolean' ? declared[name] : before;
  return {
    ...settings,
    emailAsUsername: flag('registrationEmailAsUsername', settings.emailAsUsername),
    duplicateEmails: flag('duplicateEmailsAllowed', settings.duplicateEmails),
    internationalized: flag('internationalizationEnabled', settings.internationalized),
    hasMailServer: settings.hasMailServer || declared.smtpServer !== undefined,
    frontendUrl: typeof declared.frontendUrl === 'string' ? declared.frontendUrl : settings.frontendUrl,
    // Where undeclared attributes are dropped, set-up declares each that SCIM writes.
    keepsUnmanagedAttributes: true,
    usersWriteUnmanaged: false,
  };
}

/** The configuration that a realm is to have. */
function configAfter({ client }: TenantSources, request: SetupRequest): ChangedConfig {
  const stored = readStoredConfig(client?.attributes[ATTRIBUTE.config]);
  const { config, mistakes } = changeConfig(stored, request, request.mayAsk ?? (() => true));
  const { mapping: storedMapping, ...rest } = config;
  const mapping = request.mapping === undefined ? storedMapping : mappingOf(request.mapping.document);
  return { config: mapping === undefined ? rest : { ...rest, mapping }, mistakes };
}

/** Compiles a request for a realm; calls nothing, and finds every mistake that can be found so. */
export function compileRequest(
  realm: string,
  sources: TenantSources,
  request: SetupRequest,
): CompiledRequest {
  const { client } = sources;
  const { config, mistakes } = configAfter(sources, request);
  const settings = settingsAfter(sources.settings, request);
  const { mapping } = request;
  const { extends: base } = mapping?.document ?? {};
  const { profile: storedName } = readTenantConfig(client?.attributes ?? {});
  const name = request.profile ?? (typeof base === 'string' ? base : storedName);
  const place = mapping === undefined ? undefined : { file: mapping.file, pointer: mapping.pointer ?? '' };
  const compileWith = (document: unknown) =>
    attempt(() =>
      realmProfile(
        { profile: name, mappers: client?.mappers ?? [], mapping: document, settings },
        request.quirks,
        place,
      ),
    );
  const compiled = compileWith(mapping?.document ?? config.mapping);
  const profile = compiled.result ?? compileWith(undefined).result;
  const addresses = addressesOf(request.publicUrl, settings.frontendUrl, config.publicUrls);
  const scimUrls = addresses.map((address) => scimBaseUrl(realm, address));
  return {
    profile,
    config,
    mistakes,
    mappingMistakes: compiled.mistakes,
    findings:
      profile === undefined
        ? []
        : [...lint(profile, config, settings), ...addressFindings(profile.name, scimUrls)],
    addresses,
    scimUrls,
  };
}
