import { Ajv } from 'ajv';
import schema from './scimConfig.schema.json' with { type: 'json' };

/** The client whose attributes are a realm's SCIM configuration. */
export const SCIM_CLIENT_ID = 'scim-endpoint';

/** Names of that client's attributes. */
export const ATTRIBUTE = {
  enabled: 'scim.enabled',
  profile: 'scim.profile',
  config: 'scim.config',
  token: 'scim.token.',
  revoked: 'scim.revoked.',
} as const;

/** The document in `scim.config`. */
export interface ScimConfig {
  readonly version: 1;
  readonly indexed?: boolean;
  readonly limits?: { readonly scan?: number };
}

/** A static token as the realm keeps it: never the token itself. */
export interface StoredToken {
  readonly id: string;
  readonly label: string;
  /** Hex SHA-256 of realm name and token. */
  readonly sha256: string;
  /** ISO date and time. */
  readonly created: string;
  readonly expires?: string;
}

/** A realm's SCIM configuration as read from its client. */
export interface TenantConfig {
  readonly enabled: boolean;
  readonly profile: string;
  readonly config: ScimConfig;
  readonly tokens: readonly StoredToken[];
}

/** Something wrong with a realm's configuration; the message says where and what. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const validate = new Ajv({ allErrors: true }).compile<ScimConfig>(schema);

function parse(text: string, attribute: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigError(`${attribute} is not JSON: ${(error as Error).message}`);
  }
}

/** Reads `scim.config`; every mistake in it is reported at once, with its JSON pointer. */
export function readScimConfig(text: string | undefined): ScimConfig {
  const document = parse(text ?? '{"version":1}', ATTRIBUTE.config);
  if (validate(document)) return document;
  const mistakes = (validate.errors ?? []).map((error) => {
    const { additionalProperty } = error.params as { additionalProperty?: string };
    const what =
      additionalProperty === undefined ? (error.message ?? '') : `has no property "${additionalProperty}"`;
    return `${error.instancePath === '' ? '/' : error.instancePath} ${what}`;
  });
  throw new ConfigError(`${ATTRIBUTE.config}: ${mistakes.join('; ')}`);
}

function readToken(id: string, text: string): StoredToken {
  const value = parse(text, `${ATTRIBUTE.token}${id}`) as Partial<StoredToken> | null;
  if (typeof value?.sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(value.sha256)) {
    throw new ConfigError(`${ATTRIBUTE.token}${id}: "sha256" must be 64 hexadecimal digits`);
  }
  const { label = id, created = '', expires, sha256 } = value;
  return { id, label, created, sha256, ...(expires === undefined ? {} : { expires }) };
}

/** Reads the attributes of a realm's `scim-endpoint` client. */
export function readTenantConfig(attributes: Readonly<Record<string, string>>): TenantConfig {
  const tokens = Object.entries(attributes)
    .filter(([name]) => name.startsWith(ATTRIBUTE.token))
    .map(([name, text]) => readToken(name.slice(ATTRIBUTE.token.length), text))
    .filter(({ id }) => attributes[`${ATTRIBUTE.revoked}${id}`] === undefined);
  return {
    enabled: attributes[ATTRIBUTE.enabled] === 'true',
    profile: attributes[ATTRIBUTE.profile] ?? 'generic',
    config: readScimConfig(attributes[ATTRIBUTE.config]),
    tokens,
  };
}
