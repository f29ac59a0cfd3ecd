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

/** The first and the last are the same, and show how much a figure means. Before a small pool of connections, groups that are deleted at once wait for each other until the time is up. */
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
  .option('--only <names...>', `some of the settings: ${SETTINGS.map(({ name }) => `"${name}"`).join(', ')}`)
  .parse()
  .opts<MeasureOptions & { readonly users: number; readonly only?: readonly string[] }>();

/** The median over the rounds of the seconds that each operation took, by name. */
const secondsByOperation = (rounds: readonly (readonly Block[])[]): Map<string, number> =>
  new Map(
    OPERATIONS.map(({ name }) => {
      const blocks = rounds.flatMap((round) => round.filter(({ operation }) => operation === name));
      return [name, median(blocks.map(({ seconds }) => seconds))];
    }),
  );

/** The seconds before a Keycloak with each setting; `undefined` where it failed, so that the others are still measured. */
const found: { readonly setting: Setting; seconds?: Map<string, number> }[] = [];
const interruptions: AbortSignal[] = [];
for (const setting of SETTINGS) {
  if (interruptions.some(({ aborted }) => aborted) || options.only?.includes(setting.name) === false)
    continue;
  say(`Keycloak: ${setting.name}`);
  const figures: (typeof found)[number] = { setting };
  found.push(figures);
  await withArena({ database: 'postgres', flags: setting.flags }, async (arena, stop) => {
    interruptions.push(stop);
    const seeded = await arena.populate(['ours'], options.users, stop, say);
    figures.seconds = secondsByOperation(await measure(seeded, options, stop, say));
  });
}
const [asItComes] = found;
console.log(
  `${options.users} users, ${options.rounds} rounds, ${options.concurrency} requests at once; the speed of the first is 1.00`,
);
console.table(
  OPERATIONS.map(({ name }) => ({
    operation: name,
    ...Object.fromEntries(
      found.map(({ setting, seconds }) => [
        setting.name,
        seconds === undefined
          ? 'failed'
          : ((asItComes?.seconds?.get(name) ?? NaN) / (seconds.get(name) ?? NaN)).toFixed(2),
      ]),
    ),
  })),
);
