import { isUsable } from '../tenants/tokens.ts';
import { ATTRIBUTE, readStoredConfig, readTenantConfig, type ScimConfig } from '../tenants/config.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { KeycloakClient } from '../keycloak/port/realm.ts';
import { isMadeBySetup } from '../keycloak/setup/removals.ts';
import { CONSOLE_CLIENT } from './consoleClient.ts';
import { LIFECYCLE_MEMBERS } from './request/lifecycle.ts';

/** A realm's SCIM configuration as `show` prints it and `enable --config` takes it, without secrets. */
export interface ShownConfiguration {
  readonly realm: string;
  readonly enabled: boolean;
  readonly profile: string;
  /** What the realm changes in the profile's mapping, as `--mapping` takes it. */
  readonly mapping: JsonObject;
  /** As `--authentication` takes it. */
  readonly authentication: JsonObject;
  /** As `--lifecycle` takes it. */
  readonly lifecycle: JsonObject;
  /** As `--domain` takes them. */
  readonly publicUrls: readonly string[];
}

/** The SCIM configuration in the attributes of a realm's client. */
export function showConfiguration(
  realm: string,
  attributes: Readonly<Record<string, string>>,
): ShownConfiguration {
  const config: ScimConfig = readStoredConfig(attributes[ATTRIBUTE.config]);
  const lifecycle = LIFECYCLE_MEMBERS.flatMap((name) =>
    config[name] === undefined ? [] : [[name, config[name]]],
  );
  return {
    realm,
    enabled: attributes[ATTRIBUTE.enabled] === 'true',
    profile: attributes[ATTRIBUTE.profile] ?? 'generic',
    mapping: (config.mapping ?? {}) as JsonObject,
    authentication: (config.authentication ?? {}) as unknown as JsonObject,
    lifecycle: Object.fromEntries(lifecycle) as JsonObject,
    publicUrls: config.publicUrls ?? [],
  };
}

/** What a document of realm-config says about a realm as it is. */
export interface RealmExport {
  readonly realm: string;
  readonly enabled?: boolean;
  readonly profile: string;
  readonly mapping?: JsonObject;
  readonly authentication?: JsonObject;
  readonly lifecycle?: JsonObject;
  readonly publicUrls?: readonly string[];
  readonly console?: boolean;
  /** Static tokens, without their texts. */
  readonly tokens?: readonly {
    readonly label: string;
    readonly expires?: string;
    readonly readOnly?: boolean;
    readonly source?: string;
  }[];
}

/** A member, unless there is nothing in it. */
const unlessEmpty = <T extends object>(name: string, content: T): Readonly<Record<string, T>> =>
  Object.keys(content).length === 0 ? {} : { [name]: content };

/** The document that describes a realm's SCIM as it is, with the client of the console if the realm has one, without secrets: applied to the realm, it changes nothing. */
export function exportRealm(
  realm: string,
  attributes: Readonly<Record<string, string>>,
  console?: Pick<KeycloakClient, 'attributes'>,
): RealmExport {
  const { enabled, profile, mapping, authentication, lifecycle, publicUrls } = showConfiguration(
    realm,
    attributes,
  );
  const labels = new Set<string>();
  const tokens = readTenantConfig(attributes).tokens.filter((token) => {
    const isFirst = isUsable(token) && token.revoked === undefined && !labels.has(token.label);
    if (isFirst) labels.add(token.label);
    return isFirst;
  });
  return {
    realm,
    ...(attributes[ATTRIBUTE.enabled] === undefined || enabled ? {} : { enabled }),
    profile,
    ...unlessEmpty('mapping', mapping),
    ...unlessEmpty('authentication', authentication),
    ...unlessEmpty('lifecycle', lifecycle),
    ...unlessEmpty('publicUrls', publicUrls),
    ...(console !== undefined && isMadeBySetup(console, CONSOLE_CLIENT.description) ? { console: true } : {}),
    ...unlessEmpty(
      'tokens',
      tokens.map(({ label, expires, readOnly, source }) => ({
        label,
        ...(expires === undefined ? {} : { expires }),
        ...(readOnly === undefined ? {} : { readOnly }),
        ...(source === undefined ? {} : { source }),
      })),
    ),
  };
}
