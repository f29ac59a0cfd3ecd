import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../../dev/guarded.ts';
import { SetupError } from '../../dev/setupError.ts';
import { succeed } from './command.ts';

/** A container engine that answers. */
export interface Engine {
  /** Runs a command of `docker`, which must end well, and gives what it printed. */
  docker(...args: string[]): Promise<string>;
  /** Runs `docker` with variables that `--env NAME` passes on, so that no list of processes shows their values. */
  dockerWith(variables: Readonly<Record<string, string>>, ...args: string[]): Promise<string>;
  /** Ends it, if it was started here. */
  stop(): Promise<void>;
}

const STARTS_WITHIN_MS = 60_000;

const answers = async (env: NodeJS.ProcessEnv): Promise<boolean> =>
  (await run(['docker', 'info'], { env })).code === 0;

function engineAt(env: NodeJS.ProcessEnv, stop: Engine['stop']): Engine {
  return {
    docker: (...args) => succeed(['docker', ...args], env),
    dockerWith: (variables, ...args) => succeed(['docker', ...args], { ...env, ...variables }),
    stop,
  };
}

/** Starts `dockerd` with everything that it keeps in a folder. */
async function startDockerd(folder: string): Promise<Engine> {
  if (process.getuid?.() !== 0 || (await run(['dockerd', '--version'])).code !== 0) {
    throw new SetupError(
      'No container engine answers ("docker info"). Start one, or become root and install one that can be started here (Debian: apt-get install docker.io).',
    );
  }
  await mkdir(folder, { recursive: true });
  const socket = `unix://${join(folder, 'docker.sock')}`;
  const logFile = join(folder, 'dockerd.log');
  const log = await open(logFile, 'w');
  const options = { 'data-root': 'data', 'exec-root': 'run', pidfile: 'dockerd.pid' };
  const places = Object.entries(options).map(([name, place]) => `--${name}=${join(folder, place)}`);
  const dockerd = spawn('dockerd', [`--host=${socket}`, ...places], {
    stdio: ['ignore', log.fd, log.fd],
    detached: true, // Ctrl-C is for us, and we need the engine for the cleaning up
  });
  await log.close();
  const env = { ...process.env, DOCKER_HOST: socket };
  const stop = async (): Promise<void> => {
    if (dockerd.exitCode !== null || dockerd.signalCode !== null) return;
    const ended = once(dockerd, 'exit');
    dockerd.kill('SIGTERM');
    await ended;
    // Nobody else takes away what it mounted here.
    await run(['umount', join(folder, 'run', 'netns', 'default')]);
  };
  const began = Date.now();
  while (!(await answers(env))) {
    if (dockerd.exitCode !== null || Date.now() - began > STARTS_WITHIN_MS) {
      await stop();
      const { stdout } = await run(['tail', '-n', '5', logFile]);
      throw new SetupError(`dockerd does not start here. It needs a kernel that lets it:\n${stdout}`);
    }
    await sleep(300);
  }
  return engineAt(env, stop);
}

/** Gives the engine of this machine, or one that is started in a folder. */
export const openEngine = async (folder: string): Promise<Engine> =>
  (await answers(process.env)) ? engineAt(process.env, () => Promise.resolve()) : startDockerd(folder);
