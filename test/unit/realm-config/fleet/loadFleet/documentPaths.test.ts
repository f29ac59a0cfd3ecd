import { useFleetFolder } from './fleetFolder.ts';

const { load, linesOf } = useFleetFolder();

describe('paths of documents', () => {
  it('may be folders, whose schemas are no documents', async () => {
    const realms = await load({
      'a.json': '{"realm": "a"}',
      'b.jsonc': '{"realm": "b",}',
      'x.schema.json': '{}',
      'c.txt': '',
    });
    expect(realms.map(({ realm }) => realm)).toEqual(['a', 'b']);
  });

  it('are read once each', async () => {
    expect(await load({ 'a.json': '{"realm": "a"}' }, ['', 'a.json'])).toHaveLength(1);
  });

  it.each<[files: Record<string, string>, locations: string[], line: RegExp]>([
    [{ 'x.txt': '' }, [''], /^#: The folder has no JSON file\.$/],
    [{}, ['none.json'], /^none\.json#: The file cannot be read: ENOENT/],
    [{ 'x.json/y': '' }, [''], /^x\.json#: The file cannot be read: EISDIR/],
    [
      { 'a.json': '{"realm": "r"}', 'b.json': '{\n"realm": "r"}' },
      [''],
      /^b\.json:2#\/realm: Realm "r" is described twice; the other document is .*a\.json\.$/,
    ],
    [
      { 'a.json': ' '.repeat(8 * 1024 * 1024 + 1) },
      [''],
      /^a\.json#: The file has more than 8388608 bytes\.$/,
    ],
  ])('that lead to no documents are mistakes %#', async (files, locations, line) => {
    expect(await linesOf(files, locations)).toEqual([expect.stringMatching(line)]);
  });
});
