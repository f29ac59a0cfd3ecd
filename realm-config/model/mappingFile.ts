import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DocumentError } from '../../documents/mistake.ts';
import type { LocatedDocument } from '../../mappers/profile.ts';
import { readDocument } from '../../mappers/document/readDocument.ts';

/** Reads a mapping document from a file; throws only if it is no JSON object, other mistakes show when it is compiled. */
export async function readMappingFile(file: string): Promise<LocatedDocument> {
  const name = path.basename(file);
  const fileError = (problem: string, error: unknown): DocumentError =>
    new DocumentError([
      { file: name, pointer: '', code: 'notJson', sentence: `${problem}: ${(error as Error).message}.` },
    ]);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw fileError('The file cannot be read', error);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw fileError('This is not JSON', error);
  }
  const { mistakes } = readDocument(value, name);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DocumentError(mistakes ?? []);
  }
  return { document: value, file: name };
}
