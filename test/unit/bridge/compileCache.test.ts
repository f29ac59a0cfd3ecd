import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

describe('what Node.js compiles', () => {
  it('is kept beside the packages, not in a folder that all users of the machine can write', async () => {
    const code =
      "await import('./bridge/compileCache.js'); console.log((await import('node:module')).getCompileCacheDir());";
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code]);
    expect(path.relative('node_modules/.cache/compiled', stdout.trim())).not.toMatch(/^\.\./);
  });

  it.each(['bridge/main.ts', 'realm-config/cli.ts'])(
    'is kept from the first import of %s on',
    async (program) => {
      const [first] = (await readFile(program, 'utf8')).match(/(?<=await import\(').*(?='\))/g) ?? [];
      expect(first).toMatch(/\/compileCache\.js$/);
    },
  );
});
