import { randomBytes } from 'node:crypto';

/** The version of Keycloak that demo, tests and bench run on by default. */
const DEFAULT_VERSION = '26.7.5';

/** The version of Keycloak to start. */
export const versionOf = (env: NodeJS.ProcessEnv): string => env.KEYCLOAK_VERSION ?? DEFAULT_VERSION;

/** A Keycloak that answers, with its administrator. */
export interface RunningKeycloak {
  url: string;
  adminUser: string;
  adminPassword: string;
  /** Whether nobody else uses it, and all that is in it goes when it ends. */
  throwaway: boolean;
  /** Ends it and waits until it is gone; a Keycloak that was there before us stays. */
  stop: () => Promise<void>;
}

/** A PostgreSQL database for Keycloak. */
export interface Database {
  /** For JDBC. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** Everything a way of starting Keycloak must know. */
export interface Launch {
  /** Keycloak's preview features to switch on. */
  features: string[];
  /** Hears what takes its time, one line each. */
  log: (line: string) => void;
  /** Lets Java optimise fully: slower for the first minute, faster after it. */
  longRun: boolean;
  /** How long Keycloak may take until it is ready. */
  readyWithinMs: number;
  /** Where Keycloak keeps its data; in its own memory, unless it is given. */
  database?: Database;
  env: NodeJS.ProcessEnv;
}

/** A fresh administrator for a Keycloak of our own. */
export const newAdministrator = (): Pick<RunningKeycloak, 'adminUser' | 'adminPassword'> => ({
  adminUser: 'admin',
  adminPassword: randomBytes(18).toString('base64url'),
});

/**
 * Java's memory and compiler for a Keycloak of ours: the quick compiler alone brings it up a second or two sooner and
 * doubles its speed in the first half minute; the full one overtakes it by about a tenth after a minute of load.
 */
export const javaOptions = ({ longRun }: Launch): Record<string, string> => ({
  JAVA_OPTS_KC_HEAP: '-Xms512m -Xmx1g',
  ...(longRun ? {} : { JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1' }),
});
