import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const FILE = 'bridge/checkNode.js';

/** Runs the check in a Node.js that calls itself by another version. */
const check = (version: string) =>
  run(process.execPath, [
    '--input-type=module',
    '-e',
    `Object.defineProperty(process, 'versions', { value: { node: '${version}' } }); await import('./${FILE}');`,
  ]);

describe('the check of Node.js', () => {
  it.each(['18.20.0', '20.20.2', '22.18.0', '23.11.0'])(
    'ends version %s with a sentence',
    async (version) => {
      await expect(check(version)).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining(
          `Node.js 24 or newer is needed, and this is Node.js ${version} (`,
        ) as unknown,
      });
    },
  );

  it.each(['24.0.0', '26.1.0'])('lets version %s go on', async (version) => {
    expect(await check(version)).toEqual({ stdout: '', stderr: '' });
  });

  it.each(['bridge/main.ts', 'realm-config/cli.ts'])(
    'comes first in %s, and everything else is loaded after it',
    async (program) => {
      const text = await readFile(program, 'utf8');
      expect(text.match(/^import .*$/gm)).toEqual([expect.stringContaining('checkNode.js')]);
    },
  );

  it('is loaded by npm before Node.js meets a TypeScript file', async () => {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect([scripts.start, scripts['realm-config']]).toEqual(
      Array.from({ length: 2 }, () => expect.stringContaining(`--import ./${FILE} `) as unknown),
    );
  });
});
