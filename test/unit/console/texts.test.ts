import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const SOURCES = path.join(import.meta.dirname, '..', '..', '..', 'console', 'src');

type Texts = Readonly<Record<string, string>>;

const readTexts = async (file: string): Promise<Texts> => JSON.parse(await readFile(file, 'utf8')) as Texts;

/** The folders that have texts: the shell, and each page. */
const FOLDERS = [
  path.join(SOURCES, 'i18n', 'shell'),
  ...(await readdir(path.join(SOURCES, 'pages'))).map((page) => path.join(SOURCES, 'pages', page)),
];

const BOTH = await Promise.all(
  FOLDERS.map(async (folder) => ({
    folder: path.basename(folder),
    english: await readTexts(path.join(folder, 'en.json')),
    german: await readTexts(path.join(folder, 'de.json')),
  })),
);

/** Every key, without the suffix of a plural. */
const KEYS = new Set(
  BOTH.flatMap(({ english }) => Object.keys(english)).map((key) => key.replace(/_(one|other)$/, '')),
);

/** The sources, without tests. */
const CODE = (
  await Promise.all(
    (await readdir(SOURCES, { recursive: true }))
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => readFile(path.join(SOURCES, name), 'utf8')),
  )
).join('\n');

const placeholders = (text = ''): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe('the texts of the console', () => {
  it.each(BOTH)(
    'are there in both languages, with the same values in them: $folder',
    ({ english, german }) => {
      expect(Object.keys(german)).toEqual(Object.keys(english));
      for (const [key, text] of Object.entries(english)) {
        expect([key, placeholders(german[key])]).toEqual([key, placeholders(text)]);
        expect([key, text.trim(), german[key]?.trim()]).not.toContain('');
      }
    },
  );

  it('are there for every key that the pages name', () => {
    const named = [...CODE.matchAll(/\bt\(\s*'([^']+)'/g)].map(([, key = '']) => key);
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((key) => !KEYS.has(key))).toEqual([]);
  });
});
