import { startKeycloak } from '../../dev/keycloak/start.ts';
import { SetupError } from '../../dev/setupError.ts';
import { openArena, type Arena } from './arena.ts';
import { withCoreOfItsOwn } from './cores.ts';
import type { DatabaseKind } from './options.ts';
import { startPostgres } from './postgres.ts';

/** Tells whoever waits what is going on; the figures alone go to standard output. */
export const say = (line: string): void => {
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

/** How the servers of a run are started. */
interface ArenaOptions {
  readonly database: DatabaseKind;
  /** Whether Keycloak and its database get one core, and everything else the others. */
  readonly apart?: boolean | undefined;
  /** Flags of `kc.sh start` besides. */
  readonly flags?: readonly string[];
}

/** Starts Keycloak, with its database if it has one of its own. */
async function startServers({ database, flags = [] }: ArenaOptions) {
  const postgres = database === 'postgres' ? await startPostgres() : undefined;
  const keycloak = await startKeycloak({
    purpose: 'measuring',
    log: say,
    flags,
    ...(postgres ? { database: postgres.database } : {}),
  });
  return { postgres, keycloak };
}

async function inArena(
  options: ArenaOptions,
  stop: AbortSignal,
  work: (arena: Arena, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const start = () => startServers(options);
  const { postgres, keycloak } = await (options.apart === true ? withCoreOfItsOwn(start) : start());
  try {
    const arena = await openArena(keycloak);
    try {
      await work(arena, stop);
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

/** Measures in a Keycloak, and ends it in any case; a failure sets the exit code. */
export async function withArena(
  options: ArenaOptions,
  work: (arena: Arena, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  try {
    await inArena(options, untilInterrupted(), work);
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 1;
  }
}
