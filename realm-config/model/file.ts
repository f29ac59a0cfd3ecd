import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ConfigFile } from '../../bridge/enablement/request/configFile.ts';
import { DocumentError } from '../../documents/mistake.ts';

/** Reads a file as JSON; the document is checked when it is put into the configuration. */
export async function readConfigFile(file: string): Promise<ConfigFile> {
  const name = path.basename(file);
  const fileError = (problem: string, error: unknown): DocumentError => {
    const sentence = `${problem}: ${(error as Error).message}.`;
    return new DocumentError([{ file: name, pointer: '', code: 'notJson', sentence }]);
  };
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw fileError('The file cannot be read', error);
  });
  try {
    return { document: JSON.parse(text) as unknown, file: name };
  } catch (error) {
    throw fileError('This is not JSON', error);
  }
}
