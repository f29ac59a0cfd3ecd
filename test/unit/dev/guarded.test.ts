import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, startGuarded } from '../../../dev/guarded.ts';

const module = join(import.meta.dirname, '../../../dev/guarded.ts');

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const becomesTrue = async (check: () => boolean): Promise<boolean> => {
  for (let tries = 0; tries < 100 && !check(); tries++) await sleep(20);
  return check();
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
    const guarded = startGuarded(['sh', '-c', 'sleep 60 & echo $!; wait']);
    await becomesTrue(() => guarded.stdout().includes('\n'));
    const grandchild = Number(guarded.stdout());
    expect(lives(grandchild)).toBe(true);
    await guarded.stop();
    expect(await becomesTrue(() => !lives(grandchild))).toBe(true);
  });

  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('dies with a parent that gets %s', async (signal) => {
    const script = `
      import { startGuarded } from ${JSON.stringify(module)};
      const guarded = startGuarded(['sh', '-c', 'sleep 60 & echo $!; wait']);
      const timer = setInterval(() => guarded.stdout() && console.log(guarded.stdout()), 20);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script]);
    const [output] = (await once(parent.stdout, 'data')) as [Buffer];
    const grandchild = parseInt(output.toString());
    expect(lives(grandchild)).toBe(true);
    parent.kill(signal);
    expect(await becomesTrue(() => !lives(grandchild))).toBe(true);
  });
});
