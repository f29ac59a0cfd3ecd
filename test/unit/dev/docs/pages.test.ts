import { readFile } from 'node:fs/promises';
import { referencePages } from '../../../../dev/docs/pages.ts';
import { loadQuirks } from '../../../../mappers/loadQuirks.ts';
import { PRESET_NAMES } from '../../../../mappers/presets.ts';

const committed = (name: string): Promise<string> =>
  readFile(new URL(`../../../../docs/reference/${name}`, import.meta.url), 'utf8');

describe('the reference', () => {
  // When this fails: npm run docs
  it('says what the code says', async () => {
    const pages = await referencePages();
    expect([...pages.keys()]).toEqual(['errors.md', 'quirks.md', 'presets.md', 'mapping.md']);
    for (const [name, text] of pages) expect([name, await committed(name)]).toEqual([name, text]);
  });

  it('has every quirk and every preset', async () => {
    const quirks = await committed('quirks.md');
    for (const name of (await loadQuirks()).keys()) expect(quirks).toContain(`| \`${name}\` `);
    const presets = await committed('presets.md');
    for (const name of PRESET_NAMES) expect(presets).toContain(`- \`${name}\`: **`);
  });
});
