import { readFile } from 'node:fs/promises';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');

/** The lines of a configuration, without indentation and empty ones. */
const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

describe("README's lines for nginx", () => {
  it('are those of docker/proxies/nginx.conf, which is tried with nginx', async () => {
    const readme = await readFile(path.join(ROOT, 'README.md'), 'utf8');
    const [, printed = ''] = /```nginx\n([^`]+)```/.exec(readme) ?? [];
    const tried = linesOf(await readFile(path.join(ROOT, 'docker', 'proxies', 'nginx.conf'), 'utf8'));
    expect(linesOf(printed)).toHaveLength(7);
    expect(linesOf(printed).filter((line) => !tried.includes(line))).toEqual([]);
  });
});
