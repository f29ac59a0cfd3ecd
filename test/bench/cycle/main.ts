import { Command } from 'commander';
import type { Arena } from '../arena.ts';
import { ADDED_AT_ONCE, type ContenderName } from '../contenders/contender.ts';
import { inParallel } from '../inParallel.ts';
import { atLeast, databaseOption, type DatabaseKind } from '../options.ts';
import { person } from '../person.ts';
import { say, withArena } from '../withArena.ts';

/** An initial cycle of Microsoft Entra ID: everyone is looked up and created, then each group with its members. */
interface CycleOptions {
  readonly users: number;
  readonly groups: number;
  /** Members of each group. */
  readonly members: number;
  /** Requests under way at once. */
  readonly parallel: number;
  readonly database: DatabaseKind;
}

/** Users and groups of the cycle that lets Java warm up; it does not count. */
const WARM_UP = { users: 500, groups: 10 };

/** Does one cycle in a fresh realm and gives the seconds that users and groups took. */
async function cycle(
  arena: Arena,
  name: ContenderName,
  { users, groups, members, parallel }: CycleOptions,
  stop: AbortSignal,
): Promise<{ users: number; groups: number }> {
  const [seeded] = await arena.populate([name], 1, stop, () => undefined);
  if (seeded === undefined)
    throw new Error(`${name} cannot take part: this Keycloak lacks the feature scim-api.`);
  const { contender } = seeded;
  const ids: string[] = [];
  const began = performance.now();
  await inParallel(users, parallel, stop, async (n) => {
    const someone = person(1_000_000 + n);
    if ((await contender.findByUserName(someone.userName)).length > 0)
      throw new Error(`${someone.userName} is there already`);
    ids[n] = await contender.create(someone);
  });
  const between = performance.now();
  await inParallel(groups, parallel, stop, async (n) => {
    const displayName = `Department ${n}`;
    if ((await contender.findGroup(displayName)).length > 0)
      throw new Error(`${displayName} is there already`);
    const group = await contender.createGroup(displayName);
    const joining = Array.from({ length: members }, (_, m) => ids[(n * members + m) % ids.length] ?? '');
    for (let first = 0; first < members; first += ADDED_AT_ONCE)
      await contender.addMembers(group, joining.slice(first, first + ADDED_AT_ONCE));
  });
  const ended = performance.now();
  return { users: (between - began) / 1_000, groups: (ended - between) / 1_000 };
}

const options = new Command('npm run bench:cycle --')
  .description('Measures an initial cycle of Entra ID: the bridge, then the SCIM API of Keycloak itself.')
  .option('--users <n>', 'users that are looked up and created', atLeast(1), 10_000)
  .option('--groups <n>', 'groups that are looked up, created and filled', atLeast(1), 200)
  .option('--members <n>', `members of each, ${ADDED_AT_ONCE} in a PATCH`, atLeast(1), ADDED_AT_ONCE)
  .option('--parallel <n>', 'requests under way at once', atLeast(1), 25)
  .addOption(databaseOption())
  .parse()
  .opts<CycleOptions>();

await withArena(options, async (arena, stop) => {
  const names: ContenderName[] = arena.hasNative ? ['ours', 'native', 'mapped'] : ['ours'];
  say('Warming up');
  for (const name of names) await cycle(arena, name, { ...options, ...WARM_UP }, stop);
  const rows = [];
  for (const name of names) {
    say(`${name}: ${options.users} users, ${options.groups} groups`);
    const seconds = await cycle(arena, name, options, stop);
    rows.push({
      who: name,
      'users (s)': seconds.users.toFixed(1),
      'groups (s)': seconds.groups.toFixed(1),
      'in all (s)': (seconds.users + seconds.groups).toFixed(1),
    });
  }
  console.log(
    `${options.users} users and ${options.groups} groups of ${options.members}, ${options.parallel} requests at once, ` +
      `Keycloak ${arena.keycloakVersion} on ${options.database}`,
  );
  console.table(rows);
});
