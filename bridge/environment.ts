import { LIMITS } from '../scim/limits.ts';

interface Described {
  /** The heading that the variable is listed under. */
  readonly section: string;
  readonly meaning: string;
}

/** A variable whose value is a whole number. */
interface WholeNumber extends Described {
  /** Minimum and maximum. */
  readonly range: readonly [number, number];
  readonly fallback: number;
}

/** A variable with a fixed set of values. */
export interface Choice extends Described {
  readonly values: readonly string[];
  readonly fallback: string;
}

/** A variable whose value is a text. */
interface Text extends Described {
  /** The kind of text. */
  readonly takes: string;
  readonly fallback?: string;
  /** The effect if it is not set, for variables without one default value. */
  readonly unset?: string;
}

/** One environment variable of the bridge. */
export type Variable = WholeNumber | Choice | Text;

const KEYCLOAK = 'Keycloak';
const ADDRESSES = 'Addresses and ports';
const SERVING = 'Serving';
const KEYS = 'Trusted issuers';
const JOURNAL = 'Journal and log';

/** Every environment variable that the bridge reads, in the order of the reference. */
export const VARIABLES = {
  KEYCLOAK_URL: {
    section: KEYCLOAK,
    takes: 'http or https URL',
    unset: 'required',
    meaning: 'Base URL of Keycloak, as the bridge reaches it.',
  },
  BRIDGE_KEY_FILE: {
    section: KEYCLOAK,
    takes: 'path',
    unset: 'this or `KEYCLOAK_CLIENT_SECRET`',
    meaning:
      'File with the key that the bridge signs in to every realm with: a JWKS of `bridge-key new`, or a PEM (PKCS #8). Readable by the bridge alone (0600), or by its group (0640). Read again when it changes, and on SIGHUP.',
  },
  KEYCLOAK_CLIENT_SECRET: {
    section: KEYCLOAK,
    takes: 'text',
    unset: 'this or `BRIDGE_KEY_FILE`',
    meaning: "Secret of the bridge's client, the same in every realm that it serves.",
  },
  KEYCLOAK_CLIENT_ID: {
    section: KEYCLOAK,
    takes: 'text, not `admin-cli`',
    fallback: 'scim-bridge',
    meaning: "Id of the bridge's client in every realm.",
  },
  KEYCLOAK_TIMEOUT_MS: {
    section: KEYCLOAK,
    range: [100, 300_000],
    fallback: 10_000,
    meaning: 'Timeout of a call to Keycloak, in milliseconds; the client is then answered 504.',
  },
  KEYCLOAK_CONCURRENCY: {
    section: KEYCLOAK,
    range: [1, 1_000],
    fallback: 32,
    meaning: 'Maximum concurrent calls to Keycloak in one realm; others wait.',
  },
  PUBLIC_URL: {
    section: ADDRESSES,
    takes: 'http or https URL',
    unset: '`http://localhost:$PORT`',
    meaning:
      'URL under which clients reach the bridge and Keycloak, without `/realms`. Every Location begins so, unless the realm has a _Frontend URL_ or another address was used.',
  },
  PORT: {
    section: ADDRESSES,
    range: [0, 65_535],
    fallback: 3000,
    meaning: 'Port of the SCIM API; 0 takes any free port, which the log names.',
  },
  HOST: {
    section: ADDRESSES,
    takes: 'address',
    fallback: '0.0.0.0',
    meaning: 'The address that it listens on; `127.0.0.1` where the proxy is on the same machine.',
  },
  MANAGEMENT_PORT: {
    section: ADDRESSES,
    range: [0, 65_535],
    fallback: 3001,
    meaning: 'Port of health, metrics and the admin API. Not for the internet.',
  },
  MANAGEMENT_HOST: {
    section: ADDRESSES,
    takes: 'address',
    unset: '`$HOST`',
    meaning: 'The address that the management port listens on.',
  },
  ADMIN_API_PUBLIC: {
    section: ADDRESSES,
    values: ['true', 'false'],
    fallback: 'false',
    meaning:
      'Whether the admin API and the console are served on `PORT` as well. Health and metrics never are. The reverse proxy has to send `/realms/<realm>/scim/admin` and `/realms/<realm>/scim/console` there.',
  },
  CONSOLE_URL: {
    section: ADDRESSES,
    takes: 'http or https URL',
    unset: '`http://localhost:$MANAGEMENT_PORT`, or `PUBLIC_URL` where `ADMIN_API_PUBLIC` is `true`',
    meaning:
      'URL under which browsers reach the admin API and the console, without `/realms`. Browsers sign in only over https or at localhost.',
  },
  TRUSTED_PROXIES: {
    section: ADDRESSES,
    takes: 'addresses, networks, `loopback`, `linklocal`, `uniquelocal`; with commas between',
    unset: 'none',
    meaning:
      'Proxies whose `X-Forwarded-For`, `X-Forwarded-Host` and `X-Forwarded-Proto` are trusted. Without it, log and journal show the address of the proxy, and the host is taken from `Host`.',
  },
  MAX_CONNECTIONS: {
    section: SERVING,
    range: [1, 1_000_000],
    fallback: LIMITS.connections.max,
    meaning: 'Maximum connections to each of the two ports; further ones are closed.',
  },
  REFRESH_AFTER_MS: {
    section: SERVING,
    range: [100, 3_600_000],
    fallback: 4_000,
    meaning:
      "Age in milliseconds at which a realm's configuration is read again in the background; none twice as old is used while Keycloak answers. Changes through the admin API are in force at once.",
  },
  SCAN_LIMIT: {
    section: SERVING,
    range: [0, 1_000_000],
    fallback: 5_000,
    meaning:
      'Maximum users read for a filter that Keycloak cannot answer itself, unless the realm sets `limits.scan`.',
  },
  KEY_SERVERS: {
    section: KEYS,
    takes: 'origins such as `https://login.example.com`, with commas between',
    unset: 'any https address',
    meaning:
      'Origins from which keys may be fetched, besides Keycloak. Set it if you do not trust the operators of all realms: it keeps them from having the bridge ask addresses within your network.',
  },
  STORE_FILE: {
    section: JOURNAL,
    takes: 'path, or `:memory:`',
    fallback: 'bridge-data/bridge.sqlite',
    meaning:
      "The bridge's own store, an SQLite file: journal, last use of credentials, hashes of the credentials that each realm accepted last. Its folder is created. Losing it loses history, never users. For one process at a time.",
  },
  JOURNAL_DAYS: {
    section: JOURNAL,
    range: [1, 3_650],
    fallback: 30,
    meaning: 'Days for which journal entries are kept.',
  },
  JOURNAL_MAX_MB: {
    section: JOURNAL,
    range: [2, 1_000_000],
    fallback: 256,
    meaning: 'Maximum megabytes of the store; the oldest entries make room.',
  },
  JOURNAL_PERSONAL_DATA: {
    section: JOURNAL,
    values: ['keep', 'redact'],
    fallback: 'keep',
    meaning:
      'Whether the journal keeps names and values that clients sent, or only what was done and digests of names and e-mail addresses. Passwords and tokens are never kept. Applies to entries written from then on.',
  },
  LOG_LEVEL: {
    section: JOURNAL,
    values: ['error', 'warn', 'info', 'debug', 'silent'],
    fallback: 'info',
    meaning: 'Minimum level of log entries: one JSON object per line on standard output.',
  },
} as const satisfies Readonly<Record<string, Variable>>;

/** The names of the variables of one type. */
type NamesOf<K extends Variable> = {
  [N in keyof typeof VARIABLES]: (typeof VARIABLES)[N] extends K ? N : never;
}[keyof typeof VARIABLES];

/** The names of variables whose value is a whole number. */
export type NumberName = NamesOf<WholeNumber>;
/** The names of variables with a fixed set of values. */
export type ChoiceName = NamesOf<Choice>;
/** The names of variables whose value is a text. */
export type TextName = NamesOf<Text>;

/** Variables with the credentials of an administrator of Keycloak; the bridge does not start if one is set. */
export const ADMINISTRATORS = [
  'KEYCLOAK_ADMIN',
  'KEYCLOAK_ADMIN_PASSWORD',
  'KEYCLOAK_ADMIN_CLIENT_ID',
  'KEYCLOAK_ADMIN_CLIENT_SECRET',
  'KC_BOOTSTRAP_ADMIN_USERNAME',
  'KC_BOOTSTRAP_ADMIN_PASSWORD',
  'KC_BOOTSTRAP_ADMIN_CLIENT_ID',
  'KC_BOOTSTRAP_ADMIN_CLIENT_SECRET',
] as const;
