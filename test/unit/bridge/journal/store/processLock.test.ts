import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lockFile, LockedError } from '../../../../../bridge/journal/store/processLock.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lock-'));
  file = path.join(folder, 'bridge.sqlite');
});

afterEach(() => rm(folder, { recursive: true }));

const MODULE = new URL('../../../../../bridge/journal/store/processLock.ts', import.meta.url).href;

/** Starts a process that takes the lock and keeps it. */
async function startOwner() {
  const script = `import { lockFile } from ${JSON.stringify(MODULE)}; lockFile(${JSON.stringify(file)}); console.log('locked'); setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(owner.stdout, 'data');
  return owner;
}

describe('the lock on a store', () => {
  it('is held by one process, which the refusal names, and ends with it even if it is killed', async () => {
    const owner = await startOwner();
    expect(() => lockFile(file)).toThrow(LockedError);
    expect(() => lockFile(file)).toThrow(
      new RegExp(`^${file} is in use by another bridge \\(process ${String(owner.pid)} on .+, since 2`),
    );
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    lockFile(file).release();
  });

  it('is given back by its release, and is for its owner alone', async () => {
    const lock = lockFile(file);
    expect((await stat(`${file}.lock`)).mode & 0o777).toBe(0o600);
    lock.release();
    lockFile(file).release();
  });

  it('is the same for every path that leads to the file', async () => {
    await writeFile(file, '');
    await symlink(file, `${file}.link`);
    const lock = lockFile(file);
    expect(() => lockFile(`${file}.link`)).toThrow(LockedError);
    lock.release();
  });
});
