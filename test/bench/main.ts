import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import type { Arena } from './arena.ts';
import { CONTENDERS } from './contenders/contender.ts';
import { checkEffects } from './effects.ts';
import { figures } from './figures.ts';
import { measure } from './measure.ts';
import { readOptions, type Options } from './options.ts';
import { table } from './report.ts';
import { say, withArena } from './withArena.ts';

function conditions(
  arena: Arena,
  { users, rounds, concurrency, database, apart }: Options,
  load: number,
): string[] {
  const cores = cpus().length;
  const sharing = apart ? ', the first for Keycloak and its database alone' : '';
  const lines = [
    `Keycloak ${arena.keycloakVersion} on ${process.env.KEYCLOAK_URL ? 'a database of its own' : database}, Node ${process.version}, ${cores} cores${sharing}; ` +
      `${users} users per realm, ${rounds} rounds, ${concurrency} requests at once.`,
  ];
  if (load > cores / 2)
    lines.push(`The machine was busy when this began (load ${load.toFixed(1)}): do not quote these figures.`);
  if (!arena.hasNative)
    lines.push('native: not measured, this Keycloak was not built with --features=scim-api.');
  return lines;
}

async function run(arena: Arena, options: Options, load: number, stop: AbortSignal): Promise<void> {
  const notes = conditions(arena, options, load);
  const seeded = await arena.populate(CONTENDERS, options.users, stop, say);
  for (const one of seeded) {
    for (const lack of await checkEffects(one, arena.admin)) {
      notes.push(`${one.contender.name}: never "${lack}", which the others do in the time shown.`);
    }
  }
  const rounds = await measure(seeded, options, stop, say);
  const rows = figures(rounds);
  for (const { contender } of seeded) {
    const usage = await contender.usage?.();
    if (usage)
      notes.push(`The bridge ended with ${Math.round(usage.residentBytes / 1e6)} MB of resident memory.`);
  }
  console.log(`\n${table(rows)}\n\n${notes.join('\n')}`);
  if (options.json !== undefined)
    await writeFile(options.json, `${JSON.stringify({ options, notes, rows }, undefined, 2)}\n`);
}

const options = readOptions(process.argv.slice(2));
const [load = 0] = loadavg();
await withArena(options, (arena, stop) => run(arena, options, load, stop));
