import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The version of the product, from its package.json: beside the sources, or beside the folder of what was built. */
export function productVersion(): string {
  const files = ['..', '../..'].map((folder) => path.join(import.meta.dirname, folder, 'package.json'));
  const file = files.find((candidate) => existsSync(candidate));
  if (file === undefined) return 'unknown';
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
