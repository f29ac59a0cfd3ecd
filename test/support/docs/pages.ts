import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { readCode, type PageCode } from './markdown.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');

/** A page that people read before they type. */
export interface Page {
  /** Its path in the repository. */
  readonly name: string;
  readonly text: string;
  readonly code: PageCode;
}

/** README and every guide. */
export async function operatorPages(): Promise<Page[]> {
  const guides = (await readdir(path.join(ROOT, 'docs/guides'))).filter((name) => name.endsWith('.md'));
  const names = ['README.md', ...guides.sort().map((name) => `docs/guides/${name}`)];
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(ROOT, name), 'utf8');
      return { name, text, code: readCode(text) };
    }),
  );
}
