import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { SetupError } from './setupError.ts';

const hour = 3_600_000;

/** The folder outside the repository where downloads and built things live from run to run. */
export const cacheFolder = (env: NodeJS.ProcessEnv): string =>
  env.KEYCLOAK_CACHE ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'keycloak-scim-bridge');

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Removes what runs that were killed half-way left behind. */
const sweep = async (target: string): Promise<void> => {
  const folder = dirname(target);
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!path.startsWith(`${target}.part-`)) continue;
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > hour) await rm(path, { recursive: true, force: true });
  }
};

/**
 * Gives the folder `target`, making it if it is not there yet: `fill` works in a folder beside it and names the finished
 * one in there, which gets its name last; so an aborted run is never taken for a good one, and of two at once the first wins.
 */
export const publishOnce = async (
  target: string,
  fill: (part: string) => Promise<string>,
): Promise<string> => {
  if (await exists(target)) return target;
  const part = `${target}.part-${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(part, { recursive: true });
  } catch (error) {
    throw new SetupError(
      `The cache folder ${dirname(target)} cannot be written (${(error as Error).message}): ` +
        `set KEYCLOAK_CACHE to a folder that can.`,
    );
  }
  try {
    await sweep(target);
    await rename(await fill(part), target).catch(async (error: unknown) => {
      if (!(await exists(target))) throw error;
    });
    return target;
  } finally {
    await rm(part, { recursive: true, force: true });
  }
};
