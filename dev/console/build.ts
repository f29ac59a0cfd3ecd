import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the console's sources. */
const CONSOLE = fileURLToPath(new URL('../../console/', import.meta.url));

/** Returns when the newest of the files was written; 0 if there is none. */
async function newestOf(paths: readonly string[]): Promise<number> {
  const times = await Promise.all(
    paths.map(async (path) => {
      const { mtimeMs } = await stat(path);
      return mtimeMs;
    }),
  );
  return Math.max(0, ...times);
}

/** Whether the console has been built since its sources were changed last. */
async function isBuilt(): Promise<boolean> {
  const built = await stat(join(CONSOLE, 'dist', 'index.html')).catch(() => undefined);
  if (built === undefined) return false;
  const entries = await readdir(CONSOLE, { recursive: true, withFileTypes: true });
  const sources = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !/^(dist|node_modules)\//.test(path.slice(CONSOLE.length)));
  return (await newestOf(sources)) < built.mtimeMs;
}

/** Builds the console, unless that is done. */
export async function buildConsole(): Promise<void> {
  if (await isBuilt()) return;
  const { build } = await import('vite');
  await build({ root: CONSOLE, logLevel: 'warn' });
}
