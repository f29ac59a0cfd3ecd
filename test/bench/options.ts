import { Command, InvalidArgumentError, Option } from 'commander';

/** What Keycloak keeps its data in: its own memory, or PostgreSQL. */
export type DatabaseKind = 'h2' | 'postgres';

/** What a run of the benchmark is asked to do. */
export interface Options {
  /** Users that each realm is seeded with. */
  readonly users: number;
  /** Rounds that count. */
  readonly rounds: number;
  /** Rounds before them that do not. */
  readonly warmUp: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** What Keycloak keeps its data in. */
  readonly database: DatabaseKind;
  /** Whether Keycloak and its database get one core, and everything else the others. */
  readonly apart: boolean;
  /** File for all the figures. */
  readonly json?: string;
}

/** A flag's parser for whole numbers. */
export function atLeast(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least)
      throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
    return number;
  };
}

/** The flag that says what Keycloak keeps its data in. */
export const databaseOption = (): Option =>
  new Option(
    '--database <kind>',
    "Keycloak's database: h2 in memory, or a PostgreSQL of this machine's programs",
  )
    .choices(['h2', 'postgres'])
    .default('h2');

/** Reads the flags; `--help` and mistakes end the process. */
export function readOptions(argv: readonly string[]): Options {
  return new Command('npm run bench --')
    .description(
      'Measures the bridge (ours), the Admin REST calls that one would make by hand (raw), and the SCIM API that ' +
        'Keycloak itself ships (native): same Keycloak, same users, in turns. Lower milliseconds and higher ops/s are better.',
    )
    .option('--users <n>', 'users in each realm before anything is measured', atLeast(1), 1_000)
    .option('--rounds <n>', 'rounds; after every six, each order of the three had its turn', atLeast(1), 12)
    .option('--warm-up <n>', 'rounds before them that do not count', atLeast(0), 3)
    .option('--concurrency <n>', 'requests under way at once', atLeast(1), 8)
    .addOption(databaseOption())
    .option(
      '--apart',
      'give Keycloak and its database one core, and the bridge and the client the others',
      false,
    )
    .option('--json <file>', 'also write every figure to this file')
    .addHelpText(
      'after',
      `
Environment:
  KEYCLOAK_URL, KEYCLOAK_ADMIN, KEYCLOAK_ADMIN_PASSWORD  a running Keycloak (built with --features=scim-api
                           to have "native" in the table); without them a throw-away one is started

How to read it:
  raw/ours     0.80 means that the calls made by hand take 0.80 times as long as the bridge
  native/ours  3.00 means that Keycloak's own SCIM API takes three times as long as the bridge; there it keeps names and
               e-mail alone, the bridge keeps all it is sent
  mapped/ours  the same, with the attributes mapped in Keycloak's SCIM API that the bridge keeps
  ours CPU ms  processor time of the bridge for one operation
  Ratios are of median latencies, one per round: their median, and in brackets the least and the greatest round.`,
    )
    .parse(argv, { from: 'user' })
    .opts<Options>();
}
