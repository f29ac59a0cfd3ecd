import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { cacheFolder, publishOnce } from './cache.ts';
import { run } from './guarded.ts';
import { SetupError } from './setupError.ts';

/** Where Python is looked for, and who hears what takes its time. */
export interface PythonOptions {
  env?: NodeJS.ProcessEnv;
  log?: (line: string) => void;
  /** Whether missing Debian packages may be installed. */
  root?: boolean;
}

/** Says which interpreter this is, or fails when it is too old or cannot make virtual environments. */
const probe =
  'import ensurepip, sys, venv; assert sys.version_info >= (3, 11); print(sys.executable, sys.version)';

/** Names one interpreter that will do, if it is there: the conformance suites need Python 3.11. */
const identify = async (
  env: NodeJS.ProcessEnv,
): Promise<{ python: string; identity: string } | undefined> => {
  for (const python of env.PYTHON ? [env.PYTHON] : ['python3', 'python']) {
    const { code, stdout } = await run([python, '-c', probe], { env });
    if (code === 0) return { python, identity: stdout };
  }
  return undefined;
};

const installPython = async (env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<void> => {
  log('Installing python3-venv with apt-get.');
  const quiet = { ...env, DEBIAN_FRONTEND: 'noninteractive' };
  await run(['apt-get', '-qq', 'update'], { env: quiet });
  await run(['apt-get', '-qq', 'install', '-y', '--no-install-recommends', 'python3-venv'], { env: quiet });
};

/**
 * Gives the interpreter of a virtual environment that holds these packages, made outside the repository on first use;
 * run a package's command as `<interpreter> -m <module>`.
 */
export const ensurePython = async (packages: string[], options: PythonOptions = {}): Promise<string> => {
  const { env = process.env, log = () => undefined, root = process.getuid?.() === 0 } = options;
  let found = await identify(env);
  if (!found && root && !env.PYTHON) {
    await installPython(env, log);
    found = await identify(env);
  }
  if (!found)
    throw new SetupError(
      'Python 3.11 or newer with venv is needed: install it (Debian: apt-get install python3-venv) or name it in PYTHON.',
    );

  const { python, identity } = found;
  const key = createHash('sha256')
    .update([identity, ...packages].join('\n'))
    .digest('hex')
    .slice(0, 8);
  const folder = await publishOnce(join(cacheFolder(env), `python-${key}`), async (part) => {
    log(`Installing ${packages.join(', ')} from PyPI (only this once).`);
    const made = await run([python, '-m', 'venv', part], { env });
    if (made.code !== 0)
      throw new SetupError(
        `${python} could not make a virtual environment; its last words:\n${made.lastWords}`,
      );
    const pip = [
      join(part, 'bin', 'python'),
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
    ];
    const installed = await run([...pip, ...packages], { env });
    if (installed.code !== 0)
      throw new SetupError(
        `pip could not install ${packages.join(', ')}: check the network and pip's settings; its last words:\n${installed.lastWords}`,
      );
    return part;
  });
  return join(folder, 'bin', 'python');
};
