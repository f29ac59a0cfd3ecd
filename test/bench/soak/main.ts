import { Command } from 'commander';
import { inParallel } from '../inParallel.ts';
import { atLeast, databaseOption, type DatabaseKind } from '../options.ts';
import { person } from '../person.ts';
import { say, withArena } from '../withArena.ts';

/** A long mixed load. */
interface SoakOptions {
  readonly requests: number;
  readonly users: number;
  readonly parallel: number;
  readonly database: DatabaseKind;
}

/** How often the memory is looked at. */
const LOOKS = 10;

const options = new Command('npm run bench:soak --')
  .description(
    'Sends the bridge reads, searches and changes for a long time, and looks at its memory meanwhile.',
  )
  .option('--requests <n>', 'requests in all', atLeast(LOOKS), 100_000)
  .option('--users <n>', 'users in the realm', atLeast(1), 1_000)
  .option('--parallel <n>', 'requests under way at once', atLeast(1), 16)
  .addOption(databaseOption())
  .parse()
  .opts<SoakOptions>();

await withArena(options, async (arena, stop) => {
  const [seeded] = await arena.populate(['ours'], options.users, stop, say);
  if (seeded === undefined) throw new Error('The bridge did not enter.');
  const { contender, ids } = seeded;
  const request = async (n: number): Promise<unknown> => {
    const id = ids[n % ids.length] ?? '';
    if (n % 10 === 0) return contender.patch(id, { familyName: `Family ${n}` });
    if (n % 10 < 4) return contender.findByUserName(person(n % ids.length).userName);
    return contender.get(id);
  };
  const rows = [];
  const each = Math.ceil(options.requests / LOOKS);
  for (let look = 0; look < LOOKS; look += 1) {
    const before = await contender.usage?.();
    await inParallel(each, options.parallel, stop, async (index) => {
      await request(look * each + index);
    });
    const after = await contender.usage?.();
    if (before === undefined || after === undefined) throw new Error('The bridge does not say what it uses.');
    rows.push({
      requests: (look + 1) * each,
      'resident memory (MB)': Math.round(after.residentBytes / 1e6),
      'processor time per request (ms)': (((after.cpuSeconds - before.cpuSeconds) * 1_000) / each).toFixed(2),
    });
    say(`${(look + 1) * each} of ${options.requests} requests`);
  }
  console.table(rows);
});
