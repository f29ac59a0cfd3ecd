import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DocumentError } from '../../documents/mistake.ts';

/** A file with a part of a realm's configuration, which is checked together with the rest. */
export interface ConfigFile {
  readonly document: unknown;
  /** The name of the file, for mistakes. */
  readonly file: string;
  /** Where the document begins in the file; at the top by default. */
  readonly pointer?: string;
}

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
