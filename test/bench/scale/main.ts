import { Command } from 'commander';
import { median } from '../figures.ts';
import { measure, type Block } from '../measure.ts';
import { OPERATIONS } from '../operations.ts';
import { atLeast, databaseOption, type DatabaseKind } from '../options.ts';
import { say, withArena } from '../withArena.ts';

/** The same operations in a small realm and in a large one. */
interface ScaleOptions {
  readonly small: number;
  readonly large: number;
  readonly rounds: number;
  readonly warmUp: number;
  readonly concurrency: number;
  readonly database: DatabaseKind;
}

const options = new Command('npm run bench:scale --')
  .description('Measures how much longer the bridge takes for each operation in a realm of many users.')
  .option('--small <n>', 'users in the small realm', atLeast(1), 1_000)
  .option('--large <n>', 'users in the large realm', atLeast(1), 100_000)
  .option('--rounds <n>', 'rounds that count', atLeast(1), 5)
  .option('--warm-up <n>', 'rounds before them that do not count', atLeast(0), 3)
  .option('--concurrency <n>', 'requests under way at once', atLeast(1), 16)
  .addOption(databaseOption())
  .parse()
  .opts<ScaleOptions>();

/** The median latency of an operation in a realm, round by round, in milliseconds. */
const mediansOf = (rounds: readonly (readonly Block[])[], operation: string, realm: string): number[] =>
  rounds.map((blocks) => {
    const block = blocks.find((each) => each.operation === operation && each.realm === realm);
    return median(block?.latencies ?? []);
  });

await withArena(options, async (arena, stop) => {
  const [small] = await arena.populate(['ours'], options.small, stop, say);
  const [large] = await arena.populate(['ours'], options.large, stop, say);
  if (small === undefined || large === undefined) throw new Error('The bridge did not enter.');
  const rounds = await measure([small, large], options, stop, say);
  console.log(
    `Keycloak ${arena.keycloakVersion} on ${options.database}; realms of ${options.small} and of ${options.large} users; ` +
      `${options.rounds} rounds, ${options.concurrency} requests at once; median milliseconds`,
  );
  console.table(
    OPERATIONS.map(({ name }) => {
      const inSmall = mediansOf(rounds, name, small.realm);
      const inLarge = mediansOf(rounds, name, large.realm);
      return {
        operation: name,
        [`${options.small} users`]: median(inSmall).toFixed(1),
        [`${options.large} users`]: median(inLarge).toFixed(1),
        'times as long': median(inLarge.map((value, round) => value / (inSmall[round] ?? NaN))).toFixed(2),
      };
    }),
  );
});
