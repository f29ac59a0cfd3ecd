import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { startKeycloak } from '../../dev/keycloak/start.ts';
import { SetupError } from '../../dev/setupError.ts';
import { openArena, type Arena } from './arena.ts';
import { checkEffects } from './effects.ts';
import { figures } from './figures.ts';
import { measure } from './measure.ts';
import { startPostgres } from './postgres.ts';
import { readOptions, type Options } from './options.ts';
import { table } from './report.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** npm passes Ctrl-C on to us, who have had it already: what comes this soon is the same one. */
const SAME_INTERRUPTION = 1_000;

/** Lets Ctrl-C end the run in order; another one ends it at once. */
function untilInterrupted(): AbortSignal {
  const interruption = new AbortController();
  let since = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (interruption.signal.aborted) {
        if (Date.now() - since > SAME_INTERRUPTION) process.exit(130);
        return;
      }
      since = Date.now();
      say('Stopping; the realms of this run are deleted first.');
      interruption.abort(new SetupError(`Stopped by ${signal}.`));
    });
  }
  return interruption.signal;
}

function conditions(arena: Arena, { users, rounds, concurrency, database }: Options, load: number): string[] {
  const cores = availableParallelism();
  const lines = [
    `Keycloak ${arena.keycloakVersion} on ${process.env.KEYCLOAK_URL ? 'a database of its own' : database}, Node ${process.version}, ${cores} cores; ` +
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
  const seeded = await arena.populate(options.users, stop, say);
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

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const [load = 0] = loadavg();
  const stop = untilInterrupted();
  const postgres = options.database === 'postgres' ? await startPostgres() : undefined;
  const keycloak = await startKeycloak({
    longRun: true,
    log: say,
    ...(postgres ? { database: postgres.database } : {}),
  });
  try {
    const arena = await openArena(keycloak);
    try {
      await run(arena, options, load, stop);
    } catch (error) {
      if (!stop.aborted && arena.complaints() !== '') say(`The bridge said:\n${arena.complaints()}`);
      throw error;
    } finally {
      await arena.close();
    }
  } finally {
    await keycloak.stop();
    await postgres?.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof SetupError ? error.message : error);
  process.exitCode = 1;
});
