import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tokenCommand, tokenFolder } from '../../../../realm-config/fleet/tokenSink.ts';

const TOKEN = { realm: 'acme', scimUrl: 'https://scim.example.com', label: 'a', token: 'scim_1' };

let parent: string;
let folder: string;

beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'tokens-'));
  folder = path.join(parent, 'new');
});

afterEach(() => rm(parent, { recursive: true }));

const mode = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);

describe('a folder for tokens', () => {
  it('is for its owner alone, and has the tokens of a realm by their labels', async () => {
    const deliver = tokenFolder(folder);
    await deliver(TOKEN);
    await deliver({ ...TOKEN, label: '__proto__', token: 'scim_2' });
    await deliver({ ...TOKEN, token: 'scim_3' });
    const file = path.join(folder, 'acme.json');
    expect([await mode(folder), await mode(file), await readdir(folder)]).toEqual([
      '700',
      '600',
      ['acme.json'],
    ]);
    const { tokens, ...rest } = JSON.parse(await readFile(file, 'utf8')) as { tokens: object };
    expect(rest).toEqual({ realm: 'acme', scimUrl: TOKEN.scimUrl });
    expect(Object.entries(tokens)).toEqual([
      ['a', 'scim_3'],
      ['__proto__', 'scim_2'],
    ]);
  });

  it.each(['..', '.', 'a/b', '../../x', 'a\u0000\u001b\n', '\ud800', 'ä b', 'a.json'])(
    'has a file of its own for a realm called %j, and nothing elsewhere',
    async (realm) => {
      await tokenFolder(folder)({ ...TOKEN, realm });
      const [file = '', ...others] = await readdir(folder);
      expect(others).toEqual([]);
      expect(file).toMatch(/^[\w%-]+( b)?\.json$/);
      expect(await readdir(parent)).toEqual(['new']);
    },
  );

  it.each([
    '{"realm": "acme", "tokens": [{"label": "a"}]}',
    '{"realm": "other", "tokens": {}}',
    '{"realm": "acme"}',
    'null',
    'text',
    '',
  ])('does not replace a file of another kind: %j', async (content) => {
    const file = path.join(parent, 'acme.json');
    await writeFile(file, content);
    await expect(tokenFolder(parent)(TOKEN)).rejects.toThrow(
      /no file of tokens.* The realm does not accept that token\./,
    );
    expect(await readFile(file, 'utf8')).toBe(content);
  });

  it('that cannot be written is a failure in words', async () => {
    await expect(tokenFolder(folder)({ ...TOKEN, realm: 'x'.repeat(255) })).rejects.toThrow(
      /^The token "a" of realm "x+" cannot be kept: ENAMETOOLONG/,
    );
  });
});

describe('a command for tokens', () => {
  it('gets each as JSON on its standard input', async () => {
    const file = path.join(parent, 'out');
    await tokenCommand(`cat > '${file}'`)(TOKEN);
    expect(await readFile(file, 'utf8')).toBe(`${JSON.stringify(TOKEN)}\n`);
  });

  it('may end without reading, as long as it succeeds', async () => {
    await expect(
      tokenCommand('exec 0<&-; exit 0')({ ...TOKEN, token: 'x'.repeat(1_000_000) }),
    ).resolves.toBeUndefined();
  });

  it.each([
    ['exit 7', 'it ended with 7'],
    ['kill -9 $$', 'it ended by SIGKILL'],
  ])('that fails is a failure without the token: %s', async (command, reason) => {
    await expect(tokenCommand(command)(TOKEN)).rejects.toThrow(
      `The command of --token-sink did not take the token "a" of realm "acme": ${reason}. The realm does not accept that token.`,
    );
  });
});
