import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, startGuarded } from '../../../dev/guarded.ts';

const source = join(import.meta.dirname, '../../../dev/guarded.ts');

let folder: string;
let pulse: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guarded-'));
  pulse = join(folder, 'pulse');
});
afterEach(() => rm(folder, { recursive: true }));

/** A command whose grandchild writes to the file `pulse` for as long as it lives. */
const beating = () => ['sh', '-c', `(while :; do echo >>${pulse}; sleep 0.02; done) & wait`];

const size = () =>
  stat(pulse).then(
    (file) => file.size,
    () => 0,
  );

/** Whether the pulse gets going, or stops, within two seconds. */
const becomes = async (wanted: 'alive' | 'dead'): Promise<boolean> => {
  for (let tries = 0; tries < 20; tries++) {
    const before = await size();
    await sleep(100);
    if (((await size()) > before ? 'alive' : 'dead') === wanted) return true;
  }
  return false;
};

describe('a guarded process', () => {
  it('gives its exit code and output', async () => {
    const result = await run(['sh', '-c', 'echo out; echo err >&2; exit 7']);
    expect(result).toMatchObject({ code: 7, stdout: 'out\n' });
    expect(result.lastWords.split('\n').sort()).toEqual(['err', 'out']);
  });

  it('gives 127 when there is no such command', async () => {
    expect(await run(['no-such-command'])).toMatchObject({ code: 127 });
  });

  it('is stopped with everything it started', async () => {
    const guarded = startGuarded(beating());
    expect(await becomes('alive')).toBe(true);
    await guarded.stop();
    expect(await becomes('dead')).toBe(true);
  });

  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('dies with a parent that gets %s', async (signal) => {
    const script = `
      import { startGuarded } from ${JSON.stringify(source)};
      startGuarded(${JSON.stringify(beating())});
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script]);
    expect(await becomes('alive')).toBe(true);
    parent.kill(signal);
    expect(await becomes('dead')).toBe(true);
  });
});
