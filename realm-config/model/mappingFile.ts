import type { ConfigFile } from '../../bridge/enablement/request/configFile.ts';
import { DocumentError } from '../../documents/mistake.ts';
import type { LocatedDocument } from '../../mappers/profile.ts';
import { readDocument } from '../../mappers/document/readDocument.ts';
import { readConfigFile } from './file.ts';

/** Takes a file for a mapping document; throws only if it is no JSON object, other mistakes show when it is compiled. */
export function mappingDocument({ document, file }: ConfigFile): LocatedDocument {
  const { mistakes } = readDocument(document, file);
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new DocumentError(mistakes ?? []);
  }
  return { document, file };
}

/** Reads a mapping document from a file. */
export const readMappingFile = async (file: string): Promise<LocatedDocument> =>
  mappingDocument(await readConfigFile(file));
