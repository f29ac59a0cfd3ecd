import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Quirk } from './quirk.ts';

/** Loads all quirks by name; each is the default export of a file in `mappers/quirks`. */
export async function loadQuirks(): Promise<ReadonlyMap<string, Quirk>> {
  const folder = path.join(import.meta.dirname, '..', 'quirks');
  const files = (await readdir(folder)).filter((file) => /(?<!\.d)\.[jt]s$/.test(file)).sort();
  const quirks = await Promise.all(
    files.map(async (file) => {
      const module = (await import(pathToFileURL(path.join(folder, file)).href)) as { default: Quirk };
      return module.default;
    }),
  );
  return new Map(quirks.map((quirk) => [quirk.name, quirk]));
}
