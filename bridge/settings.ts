import { isIP } from 'node:net';
import type { LogLevel } from './observability/logger.ts';

/** Everything the bridge is told from outside. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  /** The URL under which clients reach the bridge, without a slash at its end. */
  readonly publicUrl: string;
  readonly keycloakUrl: string;
  readonly keycloakClientId: string;
  /** The secret that the bridge signs in with; absent when it has a key. */
  readonly keycloakClientSecret?: string | undefined;
  /** The file with the key that the bridge signs in with; absent when it has a secret. */
  readonly bridgeKeyFile?: string | undefined;
  /** Milliseconds until a call to Keycloak is given up. */
  readonly keycloakTimeout: number;
  /** Most calls to Keycloak under way at once in one realm. */
  readonly keycloakConcurrency: number;
  /** Most users that are read to answer one filter, where a realm does not say. */
  readonly scanLimit: number;
  /** Milliseconds after which a realm's configuration is read again. */
  readonly refreshAfter: number;
  readonly logLevel: LogLevel;
  /** Where health, metrics and the admin API listen. */
  readonly managementPort: number;
  readonly managementHost: string;
  /** Whether the admin API is to be reached on the public port as well. */
  readonly adminApiPublic: boolean;
  /** Addresses and networks whose `X-Forwarded-…` headers are believed. */
  readonly trustedProxies: readonly string[];
  /** Origins of key servers that may be asked; empty means any that is https. */
  readonly keyServers: readonly string[];
  /** The file of the bridge's own store, or `:memory:`. */
  readonly storeFile: string;
  readonly journalDays: number;
  /** Most megabytes of the store. */
  readonly journalMegabytes: number;
  readonly journalPersonalData: 'keep' | 'redact';
}

/** Mistakes in the environment, all of them. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const LOG_LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug', 'silent'];

/** Variables that name an administrator of Keycloak, or what one signs in with. */
const ADMINISTRATORS = [
  'KEYCLOAK_ADMIN',
  'KEYCLOAK_ADMIN_PASSWORD',
  'KC_BOOTSTRAP_ADMIN_USERNAME',
  'KC_BOOTSTRAP_ADMIN_PASSWORD',
  'KC_BOOTSTRAP_ADMIN_CLIENT_ID',
  'KC_BOOTSTRAP_ADMIN_CLIENT_SECRET',
];

/** Whether a text is an IP address, with the length of a network's prefix or without. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  const longest = version === 6 ? 128 : 32;
  const fits = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= longest);
  return version !== 0 && fits && rest.length === 0;
}

/** Reads the settings from environment variables; every mistake is reported at once. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const mistakes: string[] = [];
  const value = (name: string): string | undefined =>
    env[name]?.trim() === '' ? undefined : env[name]?.trim();

  function required(name: string, what: string): string {
    const found = value(name);
    if (found === undefined) mistakes.push(`${name} is not set: ${what}`);
    return found ?? '';
  }
  function url(name: string, text: string): string {
    if (text !== '' && !/^https?:\/\/[^/?#]+([^?#]*)$/.test(text))
      mistakes.push(`${name} must be an http or https URL, not "${text}"`);
    return text.replace(/\/+$/, '');
  }
  function integer(name: string, fallback: number, min: number, max: number): number {
    const text = value(name);
    if (text === undefined) return fallback;
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < min || number > max) {
      mistakes.push(`${name} must be a whole number from ${min} to ${max}, not "${text}"`);
    }
    return number;
  }
  function oneOf<T extends string>(name: string, known: readonly T[], fallback: T): T {
    const text = value(name) ?? fallback;
    const found = known.find((one) => one === text);
    if (found === undefined) mistakes.push(`${name} must be one of ${known.join(', ')}, not "${text}"`);
    return found ?? fallback;
  }
  const list = (name: string): string[] =>
    (value(name) ?? '')
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  function proxies(): string[] {
    const found = list('TRUSTED_PROXIES');
    for (const proxy of found) {
      if (/^(loopback|linklocal|uniquelocal)$/.test(proxy) || isNetwork(proxy)) continue;
      mistakes.push(
        `TRUSTED_PROXIES must list addresses, networks such as 10.0.0.0/8, or loopback, linklocal, uniquelocal; not "${proxy}"`,
      );
    }
    return found;
  }
  function origins(text: string): string {
    const url = URL.parse(text);
    if (url === null || url.origin === 'null' || url.origin !== text.replace(/\/$/, '')) {
      mistakes.push(`KEY_SERVERS must list origins such as https://login.example.com, not "${text}"`);
    }
    return url?.origin ?? '';
  }

  function credential(): Pick<Settings, 'keycloakClientSecret' | 'bridgeKeyFile'> {
    const keycloakClientSecret = value('KEYCLOAK_CLIENT_SECRET');
    const bridgeKeyFile = value('BRIDGE_KEY_FILE');
    if (keycloakClientSecret === undefined && bridgeKeyFile === undefined) {
      mistakes.push(
        'KEYCLOAK_CLIENT_SECRET and BRIDGE_KEY_FILE are not set: the bridge signs in with the secret of its client, or with the key in a file',
      );
    } else if (keycloakClientSecret !== undefined && bridgeKeyFile !== undefined) {
      mistakes.push('KEYCLOAK_CLIENT_SECRET and BRIDGE_KEY_FILE are both set: keep the one to sign in with');
    }
    return { keycloakClientSecret, bridgeKeyFile };
  }
  function refuseAdministrators(): void {
    const reason =
      "the bridge must not run as an administrator of Keycloak; it signs in to each realm with that realm's client";
    for (const name of ADMINISTRATORS) {
      if (value(name) !== undefined) {
        mistakes.push(`${name} is set: ${reason}. Unset it here; only realm-config takes an administrator`);
      }
    }
    if (value('KEYCLOAK_CLIENT_ID') === 'admin-cli') {
      mistakes.push(`KEYCLOAK_CLIENT_ID must not be admin-cli: ${reason}`);
    }
  }

  const port = integer('PORT', 3000, 0, 65_535);
  const settings: Settings = {
    port,
    host: value('HOST') ?? '0.0.0.0',
    publicUrl: url('PUBLIC_URL', value('PUBLIC_URL') ?? `http://localhost:${port}`),
    keycloakUrl: url(
      'KEYCLOAK_URL',
      required('KEYCLOAK_URL', 'the base URL of Keycloak, as the bridge reaches it'),
    ),
    keycloakClientId: value('KEYCLOAK_CLIENT_ID') ?? 'scim-bridge',
    ...credential(),
    keycloakTimeout: integer('KEYCLOAK_TIMEOUT_MS', 10_000, 100, 300_000),
    keycloakConcurrency: integer('KEYCLOAK_CONCURRENCY', 32, 1, 1_000),
    scanLimit: integer('SCAN_LIMIT', 5_000, 0, 1_000_000),
    refreshAfter: integer('REFRESH_AFTER_MS', 4_000, 100, 3_600_000),
    logLevel: oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    managementPort: integer('MANAGEMENT_PORT', 3001, 0, 65_535),
    managementHost: value('MANAGEMENT_HOST') ?? value('HOST') ?? '0.0.0.0',
    adminApiPublic: oneOf('ADMIN_API_PUBLIC', ['true', 'false'], 'false') === 'true',
    trustedProxies: proxies(),
    keyServers: list('KEY_SERVERS').map((origin) => origins(origin)),
    storeFile: value('STORE_FILE') ?? 'bridge-data/bridge.sqlite',
    journalDays: integer('JOURNAL_DAYS', 30, 1, 3_650),
    journalMegabytes: integer('JOURNAL_MAX_MB', 256, 2, 1_000_000),
    journalPersonalData: oneOf('JOURNAL_PERSONAL_DATA', ['keep', 'redact'], 'keep'),
  };
  refuseAdministrators();
  if (mistakes.length > 0) throw new SettingsError(mistakes.join('\n'));
  return settings;
}
