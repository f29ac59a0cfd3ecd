import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder, publishOnce } from '../../../dev/cache.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-'));
});
afterEach(() => rm(folder, { recursive: true }));

const fillWith =
  (text: string, ms = 0) =>
  async (part: string) => {
    await writeFile(join(part, 'file'), text);
    await sleep(ms);
    return part;
  };

describe('the cache folder', () => {
  it('is the one that was chosen, else the one of the user', () => {
    expect(cacheFolder({ KEYCLOAK_CACHE: 'a', XDG_CACHE_HOME: 'b' })).toBe('a');
    expect(cacheFolder({ XDG_CACHE_HOME: 'b' })).toBe(join('b', 'keycloak-scim-bridge'));
    expect(cacheFolder({})).toBe(join(homedir(), '.cache', 'keycloak-scim-bridge'));
  });
});

describe('publishOnce', () => {
  it('fills a folder once', async () => {
    const target = join(folder, 'deep', 'target');
    expect(await publishOnce(target, fillWith('first'))).toBe(target);
    await publishOnce(target, fillWith('second'));
    expect(await readFile(join(target, 'file'), 'utf8')).toBe('first');
  });

  it('keeps nothing of a failed attempt', async () => {
    const attempt = publishOnce(join(folder, 'target'), async (part) => {
      await writeFile(join(part, 'file'), 'half');
      throw new Error('broken download');
    });
    await expect(attempt).rejects.toThrow('broken download');
    expect(await readdir(folder)).toEqual([]);
  });

  it('lets the first of two win and leaves one folder', async () => {
    const target = join(folder, 'target');
    await Promise.all([publishOnce(target, fillWith('fast', 5)), publishOnce(target, fillWith('slow', 50))]);
    expect(await readFile(join(target, 'file'), 'utf8')).toBe('fast');
    expect(await readdir(folder)).toEqual(['target']);
  });

  it('sweeps what a killed run left, but not what a running one is filling', async () => {
    const target = join(folder, 'target');
    await mkdir(`${target}.part-old`);
    await mkdir(`${target}.part-new`);
    await mkdir(join(folder, 'other.part-old'));
    for (const name of ['target', 'other']) await utimes(join(folder, `${name}.part-old`), 1, 1);
    await publishOnce(target, fillWith('x'));
    expect(await readdir(folder)).toEqual(['other.part-old', 'target', 'target.part-new']);
  });

  it('says when the cache cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(publishOnce(join(folder, 'file', 'target'), fillWith('x'))).rejects.toThrow(
      /^The cache folder .* cannot be written .*: set KEYCLOAK_CACHE/,
    );
  });
});
