import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

describe('what Node.js compiles for a command', () => {
  it('is kept beside the packages, not in a folder that all users of the machine can write', async () => {
    const code =
      "await import('./realm-config/compileCache.js'); console.log((await import('node:module')).getCompileCacheDir());";
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code]);
    expect(path.relative('node_modules/.cache/compiled', stdout.trim())).not.toMatch(/^\.\./);
  });

  it('is kept from the first import on', async () => {
    const program = await readFile('realm-config/cli.ts', 'utf8');
    expect(/(?<=await import\(').*(?='\))/.exec(program)?.[0]).toBe('./compileCache.js');
  });
});
