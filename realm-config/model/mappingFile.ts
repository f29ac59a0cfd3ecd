import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { MappingError } from '../../mappers/mistakes.ts';
import type { LocatedDocument } from '../../mappers/profile.ts';
import { parseDocument } from '../../mappers/readDocument.ts';

/** Reads a mapping document from a file; throws a {@link MappingError} with every mistake in its shape. */
export async function readMappingFile(file: string): Promise<LocatedDocument> {
  const name = path.basename(file);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const sentence = `The file cannot be read: ${(error as Error).message}.`;
    throw new MappingError([{ file: name, pointer: '', sentence }]);
  }
  const { document, mistakes } = parseDocument(text, name);
  if (mistakes !== undefined) throw new MappingError(mistakes);
  return { document, file: name };
}
