import { Command } from 'commander';
import { median } from '../figures.ts';
import { measure, type Block, type MeasureOptions } from '../measure.ts';
import { OPERATIONS } from '../operations.ts';
import { atLeast } from '../options.ts';
import { say, withArena } from '../withArena.ts';

/** A setting of Keycloak that somebody who deploys it may think of, as flags of `kc.sh start`. */
interface Setting {
  readonly name: string;
  readonly flags: readonly string[];
}

/** The first and the last are the same, and show how much a figure means. */
const SETTINGS: readonly Setting[] = [
  { name: 'as it comes', flags: [] },
  { name: 'users cache 50,000', flags: ['--cache-embedded-users-max-count=50000'] },
  { name: 'database pool 8', flags: ['--db-pool-max-size=8'] },
  { name: 'HTTP threads 8', flags: ['--http-pool-max-threads=8'] },
  { name: 'as it comes, again', flags: [] },
];

const options = new Command('npm run bench:settings --')
  .description(
    'Measures the bridge before Keycloaks with different settings, one after the other, on PostgreSQL.',
  )
  .option('--users <n>', 'users in the realm', atLeast(1), 20_000)
  .option('--rounds <n>', 'rounds that count', atLeast(1), 5)
  .option('--warm-up <n>', 'rounds before them that do not count', atLeast(0), 3)
  .option('--concurrency <n>', 'requests under way at once', atLeast(1), 16)
  .parse()
  .opts<MeasureOptions & { readonly users: number }>();

/** The median over the rounds of the seconds that each operation took, by name. */
const secondsByOperation = (rounds: readonly (readonly Block[])[]): Map<string, number> =>
  new Map(
    OPERATIONS.map(({ name }) => {
      const blocks = rounds.flatMap((round) => round.filter(({ operation }) => operation === name));
      return [name, median(blocks.map(({ seconds }) => seconds))];
    }),
  );

const found: { readonly setting: Setting; readonly seconds: Map<string, number> }[] = [];
for (const setting of SETTINGS) {
  say(`Keycloak: ${setting.name}`);
  await withArena({ database: 'postgres', flags: setting.flags }, async (arena, stop) => {
    const seeded = await arena.populate(['ours'], options.users, stop, say);
    found.push({ setting, seconds: secondsByOperation(await measure(seeded, options, stop, say)) });
  });
  if (process.exitCode !== undefined) break;
}
const [asItComes] = found;
console.log(
  `${options.users} users, ${options.rounds} rounds, ${options.concurrency} requests at once; the speed of Keycloak as it comes is 1.00`,
);
console.table(
  OPERATIONS.map(({ name }) => ({
    operation: name,
    ...Object.fromEntries(
      found.map(({ setting, seconds }) => [
        setting.name,
        ((asItComes?.seconds.get(name) ?? NaN) / (seconds.get(name) ?? NaN)).toFixed(2),
      ]),
    ),
  })),
);
