import { isIP } from 'node:net';
import {
  ADMINISTRATORS,
  VARIABLES,
  type Choice,
  type ChoiceName,
  type NumberName,
  type TextName,
  type Variable,
} from './environment.ts';
import type { LogLevel } from './observability/logger.ts';

/** The settings of the bridge; `environment.ts` describes the variables. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  readonly keycloakUrl: string;
  readonly keycloakClientId: string;
  /** Absent if `bridgeKeyFile` is set. */
  readonly keycloakClientSecret?: string | undefined;
  /** Absent if `keycloakClientSecret` is set. */
  readonly bridgeKeyFile?: string | undefined;
  readonly keycloakTimeoutMs: number;
  readonly keycloakConcurrency: number;
  readonly scanLimit: number;
  readonly maxConnections: number;
  readonly refreshAfterMs: number;
  readonly logLevel: LogLevel;
  readonly managementPort: number;
  readonly managementHost: string;
  readonly adminApiPublic: boolean;
  /** Without a slash at its end. */
  readonly consoleUrl: string;
  readonly trustedProxies: readonly string[];
  /** Origins; if empty, any https address is allowed. */
  readonly keyServers: readonly string[];
  /** A path, or `:memory:`. */
  readonly storeFile: string;
  readonly journalDays: number;
  readonly journalMegabytes: number;
  readonly journalPersonalData: 'keep' | 'redact';
}

/** Mistakes in the environment; the message has one line for each. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Whether a text is an IP address or a network in CIDR notation. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  const maxPrefix = version === 6 ? 128 : 32;
  const fits = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= maxPrefix);
  return version !== 0 && fits && rest.length === 0;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Creates functions that read environment variables by the type of their value, and add mistakes to the list. */
function createReader(env: Environment, mistakes: string[]) {
  const value = (name: string): string | undefined =>
    env[name]?.trim() === '' ? undefined : env[name]?.trim();
  function text(name: TextName): string {
    const variable: Variable = VARIABLES[name];
    return value(name) ?? ('takes' in variable ? variable.fallback : undefined) ?? '';
  }
  function required(name: TextName, what: string): string {
    const text = value(name);
    if (text === undefined) mistakes.push(`${name} is not set: ${what}`);
    // Never used: the mistake ends the start.
    return text ?? '';
  }
  function url(name: TextName, text: string): string {
    if (text !== '' && !/^https?:\/\/[^/?#][^?#]*$/.test(text))
      mistakes.push(`${name} must be an http or https URL, not "${text}"`);
    return text.replace(/(?<!\/)\/+$/, '');
  }
  function integer(name: NumberName): number {
    const { range, fallback } = VARIABLES[name];
    const [min, max] = range;
    const text = value(name);
    if (text === undefined) return fallback;
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < min || number > max) {
      mistakes.push(`${name} must be a whole number from ${min} to ${max}, not "${text}"`);
    }
    return number;
  }
  function oneOf<N extends ChoiceName>(name: N): (typeof VARIABLES)[N]['values'][number] {
    const { values, fallback }: Choice = VARIABLES[name];
    const text = value(name) ?? fallback;
    const isAllowed = values.includes(text);
    if (!isAllowed) mistakes.push(`${name} must be one of ${values.join(', ')}, not "${text}"`);
    return (isAllowed ? text : fallback) as (typeof VARIABLES)[N]['values'][number];
  }
  const list = (name: TextName): string[] =>
    (value(name) ?? '')
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  return { value, text, required, url, integer, oneOf, list };
}

type Reader = ReturnType<typeof createReader>;

function readProxies({ list }: Reader, mistakes: string[]): string[] {
  const proxies = list('TRUSTED_PROXIES');
  for (const proxy of proxies) {
    if (/^(loopback|linklocal|uniquelocal)$/.test(proxy) || isNetwork(proxy)) continue;
    mistakes.push(
      `TRUSTED_PROXIES must list addresses, networks such as 10.0.0.0/8, or loopback, linklocal, uniquelocal; not "${proxy}"`,
    );
  }
  return proxies;
}

const readKeyServers = ({ list }: Reader, mistakes: string[]): string[] =>
  list('KEY_SERVERS').map((text) => {
    const url = URL.parse(text);
    if (url === null || url.origin === 'null' || url.origin !== text.replace(/\/$/, '')) {
      mistakes.push(`KEY_SERVERS must list origins such as https://login.example.com, not "${text}"`);
    }
    return url?.origin ?? '';
  });

function readCredential(
  { value }: Reader,
  mistakes: string[],
): Pick<Settings, 'keycloakClientSecret' | 'bridgeKeyFile'> {
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

function refuseAdministrators({ value }: Reader, mistakes: string[]): void {
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

/** Reads the settings from environment variables; throws with every mistake at once. */
export function readSettings(env: Environment): Settings {
  const mistakes: string[] = [];
  const reader = createReader(env, mistakes);
  const { value, text, required, url, integer, oneOf } = reader;
  const port = integer('PORT');
  const settings: Omit<Settings, 'consoleUrl'> = {
    port,
    host: text('HOST'),
    publicUrl: url('PUBLIC_URL', value('PUBLIC_URL') ?? `http://localhost:${port}`),
    keycloakUrl: url(
      'KEYCLOAK_URL',
      required('KEYCLOAK_URL', 'the base URL of Keycloak, as the bridge reaches it'),
    ),
    keycloakClientId: text('KEYCLOAK_CLIENT_ID'),
    ...readCredential(reader, mistakes),
    keycloakTimeoutMs: integer('KEYCLOAK_TIMEOUT_MS'),
    keycloakConcurrency: integer('KEYCLOAK_CONCURRENCY'),
    scanLimit: integer('SCAN_LIMIT'),
    maxConnections: integer('MAX_CONNECTIONS'),
    refreshAfterMs: integer('REFRESH_AFTER_MS'),
    logLevel: oneOf('LOG_LEVEL'),
    managementPort: integer('MANAGEMENT_PORT'),
    managementHost: value('MANAGEMENT_HOST') ?? text('HOST'),
    adminApiPublic: oneOf('ADMIN_API_PUBLIC') === 'true',
    trustedProxies: readProxies(reader, mistakes),
    keyServers: readKeyServers(reader, mistakes),
    storeFile: text('STORE_FILE'),
    journalDays: integer('JOURNAL_DAYS'),
    journalMegabytes: integer('JOURNAL_MAX_MB'),
    journalPersonalData: oneOf('JOURNAL_PERSONAL_DATA'),
  };
  const { adminApiPublic, publicUrl, managementPort } = settings;
  const listenerUrl = adminApiPublic ? publicUrl : `http://localhost:${managementPort}`;
  const consoleUrl = url('CONSOLE_URL', value('CONSOLE_URL') ?? listenerUrl);
  refuseAdministrators(reader, mistakes);
  if (mistakes.length > 0) throw new SettingsError(mistakes.join('\n'));
  return { ...settings, consoleUrl };
}
