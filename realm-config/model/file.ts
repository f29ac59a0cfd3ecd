import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CommandError } from '../commandError.ts';

/** A document for a part of a realm's configuration, checked once the rest is known. */
export interface ConfigFile {
  readonly document: unknown;
  /** Its name, for what is told of mistakes. */
  readonly file: string;
}

/** Reads such a document; what it says is checked where it is put into the configuration. */
export async function readConfigFile(file: string): Promise<ConfigFile> {
  const name = path.basename(file);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CommandError(`${name}: The file cannot be read: ${(error as Error).message}.`);
  });
  try {
    return { document: JSON.parse(text) as unknown, file: name };
  } catch (error) {
    throw new CommandError(`${name}: This is not JSON: ${(error as Error).message}.`);
  }
}
