import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..', '..', '..', '..');

/** The anchors of a page, as GitHub makes them of its headings. */
const anchorsOf = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

const read = async (name: string): Promise<string | undefined> => {
  try {
    return await readFile(path.join(ROOT, name), 'utf8');
  } catch {
    return undefined;
  }
};

describe('links between pages', () => {
  it('lead to a file, and to a heading of it', async () => {
    const docs = await readdir(path.join(ROOT, 'docs'), { recursive: true });
    const pages = ['README.md', 'CONTRIBUTING.md', ...docs.map((name) => `docs/${name}`)].filter((name) =>
      name.endsWith('.md'),
    );
    const dead: string[] = [];
    for (const page of pages) {
      const text = (await read(page)) ?? '';
      for (const [, link = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(link)) continue;
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
        const markdown = await read(target);
        const isFolder =
          markdown === undefined && (await readdir(path.join(ROOT, target)).catch(() => undefined));
        if (markdown === undefined && !isFolder) dead.push(`${page}: ${link}`);
        else if (anchor !== undefined && markdown !== undefined && !anchorsOf(markdown).includes(anchor)) {
          dead.push(`${page}: ${link} (no such heading)`);
        }
      }
    }
    expect(dead).toEqual([]);
  });
});
