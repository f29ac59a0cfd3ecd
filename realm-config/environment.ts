import { keyServerPolicy } from '../bridge/credentials/jwt/keyServerPolicy.ts';
import { publicKeys, readBridgeKey, type PublicKeys } from '../bridge/keycloak/auth/bridgeKey.ts';
import type { Administrator, SetupOptions } from '../bridge/keycloak/setup/administrator.ts';
import type { KeyServerPolicy } from '../bridge/tenants/acceptedCredentials.ts';
import { UsageError } from './commandError.ts';

/** The environment variables that the commands read, for `--help`. */
export const ENVIRONMENT_HELP = `
Environment:
  KEYCLOAK_URL             base URL of Keycloak
  KEYCLOAK_ADMIN           name of an administrator
  KEYCLOAK_ADMIN_PASSWORD  that administrator's password
  KEYCLOAK_ADMIN_CLIENT_ID, KEYCLOAK_ADMIN_CLIENT_SECRET
                           instead of name and password: a client whose service account is an administrator
  KEYCLOAK_ADMIN_REALM     realm of that administrator (default master)
  MANAGEMENT_URL           URL of the bridge's management port (default http://localhost:3001), for status, connection,
                           connect, disable, token, log and brake; where it is set, enable tells the bridge of changes at once,
                           explain and doctor ask it, and list says what it serves
  KEYCLOAK_CLIENT_ID       the bridge's client in each realm (default scim-bridge)
  KEYCLOAK_CLIENT_SECRET   the secret the bridge signs in with, at least 24 characters; the same for all realms
  BRIDGE_KEY_FILE          the key the bridge signs in with instead of a secret; its public part goes into the realms
  PUBLIC_URL               URL under which clients reach the bridge (default http://localhost:3000)
  CONSOLE_URL              as the bridge has it: URL under which browsers reach the console (default PUBLIC_URL where
                           ADMIN_API_PUBLIC is true, otherwise MANAGEMENT_URL)
  ADMIN_API_PUBLIC         as the bridge has it: whether the console is served under PUBLIC_URL as well (true or false)
  SCIM_TOKEN               a token of the realm, for test and doctor; without it they make one that they revoke
  KEY_SERVERS              as the bridge has it: origins of key servers, for trusted issuers that are not https
  NODE_EXTRA_CA_CERTS      file with the certificate of the CA, where a private one signed that of Keycloak

Exit codes:
  0 done   1 failed   2 wrong usage or environment   3 a document has mistakes   4 a realm is not served
  plan, drift and apply: 0 nothing to do, or done   1 failed, also by wrong usage or environment
                         2 changes (plan, drift)   3 a document has mistakes   4 the plan is stale (apply)`;

/** The management port of a bridge on this machine. */
export const DEFAULT_MANAGEMENT_URL = 'http://localhost:3001';

/** The URL under which clients reach a bridge on this machine. */
export const DEFAULT_PUBLIC_URL = 'http://localhost:3000';

/** The environment of a command; each reader throws a {@link SettingsError} if something is missing or wrong. */
export interface CommandEnvironment {
  /** The administrator that the environment names. */
  readonly administrator: () => SetupOptions;
  /** The URL under which clients reach the bridge. */
  readonly publicUrl: () => string;
  /** Whether the environment sets that URL. */
  readonly setsPublicUrl: boolean;
  /** The URL of the bridge's management port; `undefined` if the environment does not set it. */
  readonly managementUrl: () => string | undefined;
  /** The URL under which browsers reach the console; by default that of the port that serves it, as for the bridge. */
  readonly consoleUrl: () => string;
  /** A token with which SCIM URLs are called; `undefined` if the environment has none. */
  readonly scimToken: string | undefined;
  /** Whether the environment names an administrator. */
  readonly hasAdministrator: boolean;
  /** The bridge's client in each realm. */
  readonly bridgeClientId: () => string;
  /** The policy for addresses that the bridge may ask for keys. */
  readonly mayAsk: () => KeyServerPolicy;
  /** The secret that the bridge signs in with; `undefined` if the environment sets none. */
  readonly bridgeClientSecret: () => string | undefined;
  /** The public part of the key that the bridge signs in with; `undefined` if the environment names none. */
  readonly bridgePublicKeys: () => Promise<PublicKeys | undefined>;
}

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Mistakes in the environment. */
class SettingsError extends UsageError {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(mistakes);
    this.mistakes = mistakes;
  }
}

/** Reads several settings at once; throws one error with every mistake in them. */
export function readSettings<Readers extends Readonly<Record<string, () => unknown>>>(
  readers: Readers,
): { readonly [Name in keyof Readers]: ReturnType<Readers[Name]> } {
  const mistakes = new Set<string>();
  const entries = Object.entries(readers).map(([name, read]) => {
    try {
      return [name, read()] as const;
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      for (const mistake of error.mistakes) mistakes.add(mistake);
      return [name, undefined] as const;
    }
  });
  if (mistakes.size > 0) throw new SettingsError([...mistakes]);
  return Object.fromEntries(entries) as never;
}

const withoutSlash = (url: string): string => url.replace(/(?<!\/)\/+$/, '');

/** The minimum length of the secret that the bridge signs in with. */
const MIN_SECRET_LENGTH = 24;

/** The names of the variables for an administrator's account, one pair of which is set. */
const ACCOUNTS = [
  ['KEYCLOAK_ADMIN', 'KEYCLOAK_ADMIN_PASSWORD'],
  ['KEYCLOAK_ADMIN_CLIENT_ID', 'KEYCLOAK_ADMIN_CLIENT_SECRET'],
] as const;

/** Reads the account of the administrator. */
function readAccount(value: (name: string) => string): Administrator {
  const [isPerson, isClient] = ACCOUNTS.map((names) => names.some((name) => value(name) !== ''));
  if (isPerson === true && isClient === true) {
    throw new SettingsError([
      'KEYCLOAK_ADMIN (or its password) and KEYCLOAK_ADMIN_CLIENT_ID (or its secret) are both set: keep the account to sign in with.',
    ]);
  }
  const missing = ACCOUNTS[isClient === true ? 1 : 0].filter((name) => value(name) === '');
  if (missing.length > 0) {
    const alternative = ', or KEYCLOAK_ADMIN_CLIENT_ID and KEYCLOAK_ADMIN_CLIENT_SECRET';
    const mistakes = missing.map(
      (name) => `Set the environment variable ${name}${name === 'KEYCLOAK_ADMIN' ? alternative : ''}.`,
    );
    throw new SettingsError(mistakes);
  }
  return isClient === true
    ? {
        adminClientId: value('KEYCLOAK_ADMIN_CLIENT_ID'),
        adminClientSecret: value('KEYCLOAK_ADMIN_CLIENT_SECRET'),
      }
    : { adminUser: value('KEYCLOAK_ADMIN'), adminPassword: value('KEYCLOAK_ADMIN_PASSWORD') };
}

/** Reads the environment of a command; what is missing is a mistake when it is asked for. */
export function createEnvironment(variables: Variables): CommandEnvironment {
  const value = (name: string): string => variables[name] ?? '';

  function url(name: string, defaultValue?: string): string {
    const text = value(name) === '' ? (defaultValue ?? '') : value(name);
    if (text === '') throw new SettingsError([`Set the environment variable ${name}.`]);
    if (!/^https?:\/\/[^/?#][^?#]*$/.test(text) || !URL.canParse(text)) {
      throw new SettingsError([`${name} must be an http or https URL, not "${text}".`]);
    }
    return withoutSlash(text);
  }

  function adminRealm(): string {
    return value('KEYCLOAK_ADMIN_REALM') === '' ? 'master' : value('KEYCLOAK_ADMIN_REALM');
  }

  const publicUrl = (): string => url('PUBLIC_URL', DEFAULT_PUBLIC_URL);

  function isAdminApiPublic(): boolean {
    const text = value('ADMIN_API_PUBLIC');
    if (!['', 'true', 'false'].includes(text)) {
      throw new SettingsError([`ADMIN_API_PUBLIC must be one of true, false, not "${text}".`]);
    }
    return text === 'true';
  }

  function readSecret(): string | undefined {
    const secret = value('KEYCLOAK_CLIENT_SECRET');
    if (secret === '' || secret.length >= MIN_SECRET_LENGTH) return secret === '' ? undefined : secret;
    throw new SettingsError([
      `KEYCLOAK_CLIENT_SECRET has ${secret.length} characters; it needs ${MIN_SECRET_LENGTH} at least. "openssl rand -base64 32" makes one; the bridge is started with the same.`,
    ]);
  }

  const keyFile = value('BRIDGE_KEY_FILE');
  return {
    administrator() {
      const { url: keycloakUrl, account } = readSettings({
        url: () => url('KEYCLOAK_URL'),
        account: () => readAccount(value),
      });
      return { url: keycloakUrl, adminRealm: adminRealm(), ...account };
    },
    publicUrl,
    setsPublicUrl: value('PUBLIC_URL') !== '',
    managementUrl: () => (value('MANAGEMENT_URL') === '' ? undefined : url('MANAGEMENT_URL')),
    consoleUrl: () =>
      url('CONSOLE_URL', isAdminApiPublic() ? publicUrl() : url('MANAGEMENT_URL', DEFAULT_MANAGEMENT_URL)),
    bridgeClientId: () => (value('KEYCLOAK_CLIENT_ID') === '' ? 'scim-bridge' : value('KEYCLOAK_CLIENT_ID')),
    scimToken: value('SCIM_TOKEN') === '' ? undefined : value('SCIM_TOKEN'),
    hasAdministrator: value('KEYCLOAK_URL') !== '' && ACCOUNTS.some(([account]) => value(account) !== ''),
    mayAsk: () =>
      keyServerPolicy({
        keyServers: value('KEY_SERVERS')
          .split(',')
          .map((origin) => withoutSlash(origin.trim()))
          .filter((origin) => origin !== ''),
        keycloakUrl: url('KEYCLOAK_URL'),
      }),
    bridgeClientSecret() {
      if (keyFile === '') return readSecret();
      if (value('KEYCLOAK_CLIENT_SECRET') === '') return undefined;
      throw new SettingsError([
        'KEYCLOAK_CLIENT_SECRET and BRIDGE_KEY_FILE are both set: keep the one that the bridge signs in with.',
      ]);
    },
    bridgePublicKeys: async () => (keyFile === '' ? undefined : publicKeys(await readBridgeKey(keyFile))),
  };
}
