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

/**
 * What a Keycloak of ours is started for: a few requests soon, the many of a test run, or requests whose speed is
 * measured.
 */
type Purpose = 'demo' | 'tests' | 'measuring';

/** Everything a way of starting Keycloak must know. */
export interface Launch {
  /** Keycloak's preview features to switch on. */
  features: string[];
  /** Hears what takes its time, one line each. */
  log: (line: string) => void;
  purpose: Purpose;
  /** How long Keycloak may take until it is ready. */
  readyWithinMs: number;
  /** Flags of `kc.sh start` besides, such as `--db-pool-max-size=8`; a Keycloak in Docker is given none. */
  flags?: readonly string[];
  /** Where Keycloak keeps its data; in its own memory, unless it is given. */
  database?: Database;
  env: NodeJS.ProcessEnv;
}

/** A fresh administrator for a Keycloak of our own. */
export const newAdministrator = (): Pick<RunningKeycloak, 'adminUser' | 'adminPassword'> => ({
  adminUser: 'admin',
  adminPassword: randomBytes(18).toString('base64url'),
});

/** One pass over little memory in place of the many of a good hash: test runs sign in and set passwords by the hundred. */
const CHEAP_PASSWORDS = {
  KC_SPI_PASSWORD_HASHING__ARGON2__ITERATIONS: '1',
  KC_SPI_PASSWORD_HASHING__ARGON2__MEMORY: '64',
};

/**
 * Java's compiler by purpose. The quick one alone brings Keycloak up a second or two sooner and doubles its speed in the
 * first half minute, and takes a tenth more in a run of ten minutes than the full one. In tests, where Keycloak shares
 * the cores with what asks it, the full one takes on only what is called very often: together with cheap passwords that
 * saves a quarter of Keycloak's processor time in the first minutes.
 */
const OPTIONS: Readonly<Record<Purpose, Readonly<Record<string, string>>>> = {
  demo: { JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1' },
  tests: {
    JAVA_OPTS_APPEND:
      '-XX:Tier4InvocationThreshold=15000 -XX:Tier4MinInvocationThreshold=3000 -XX:Tier4CompileThreshold=45000 -XX:Tier4BackEdgeThreshold=120000',
    ...CHEAP_PASSWORDS,
  },
  measuring: {},
};

/** The environment variables of a Keycloak of ours, without its administrator. */
export const keycloakEnvironment = ({ purpose }: Pick<Launch, 'purpose'>): Record<string, string> => ({
  JAVA_OPTS_KC_HEAP: '-Xms512m -Xmx1g',
  ...OPTIONS[purpose],
});
