import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBatchedOutput } from '../../../../bridge/observability/batchedOutput.ts';
import { createLogger } from '../../../../bridge/observability/logger.ts';

/** A target that remembers each write. */
function memoryTarget() {
  const writes: string[] = [];
  return { writes, write: (text: string) => writes.push(text) };
}

const LOGGER = path.resolve('bridge/observability/logger.ts');

/** Runs a program in a process of its own with `log`; returns the lines that it wrote. */
async function linesOf(program: string): Promise<string[]> {
  const source = `import { createLogger } from ${JSON.stringify(LOGGER)}; const log = createLogger('info'); ${program}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await new Promise((resolve) => child.once('close', resolve));
  return text.split('\n').filter((line) => line !== '');
}

describe('the log', () => {
  it('has one JSON object per line, with time, level, message and fields', async () => {
    const target = memoryTarget();
    const log = createLogger('info', target);
    log.warn('request', { realm: 'acme', quirks: ['aliases'], missing: undefined });
    await sleep(0);
    const [line = ''] = target.writes;
    expect(line.endsWith('}\n')).toBe(true);
    const { timestamp, ...entry } = JSON.parse(line) as Record<string, unknown>;
    expect(new Date(String(timestamp)).toISOString()).toBe(timestamp);
    expect(entry).toEqual({ level: 'warn', message: 'request', realm: 'acme', quirks: ['aliases'] });
  });

  it('leaves out what is below its level', () => {
    const target = memoryTarget();
    const log = createLogger('warn', target);
    log.info('request', {});
    expect(target.writes).toEqual([]);
    expect([log.isLevelEnabled('info'), log.isLevelEnabled('warn')]).toEqual([false, true]);
  });

  it.each([
    ['exits', 'process.exit(0);'],
    ['fails', "throw new Error('crash');"],
    ['fails in a promise', "Promise.reject(new Error('crash'));"],
    ['is stopped', "process.once('SIGTERM', () => process.exit(0)); process.kill(process.pid, 'SIGTERM');"],
    ['comes to its end', ''],
  ])('has every line of a process that %s', async (_how, end) => {
    const lines = await linesOf(`for (let n = 0; n < 500; n += 1) log.info('line', { n }); ${end}`);
    expect(lines.map((line) => (JSON.parse(line) as { n: number }).n)).toEqual(
      Array.from({ length: 500 }, (_, n) => n),
    );
  });
});

describe('batched output', () => {
  it('writes a first text at once, and those that follow soon in one batch', async () => {
    const target = memoryTarget();
    const output = createBatchedOutput(target, 10);
    for (const text of ['a', 'b', 'c']) output.write(text);
    expect(target.writes).toEqual(['a']);
    await sleep(30);
    expect(target.writes).toEqual(['a', 'bc']);
    output.write('d');
    expect(target.writes.join('')).toBe('abcd');
  });

  it('does not wait while much text is waiting', () => {
    const target = memoryTarget();
    const output = createBatchedOutput(target, 10_000);
    for (let n = 0; n < 100; n += 1) output.write('x'.repeat(1_000));
    expect(target.writes.join('').length).toBeGreaterThan(30_000);
  });

  it('leaves no listener behind once it is silent', async () => {
    const before = process.listeners('exit');
    const output = createBatchedOutput(memoryTarget(), 5);
    output.write('a');
    const added = process.listeners('exit').filter((listener) => !before.includes(listener));
    expect(added).toHaveLength(1);
    await sleep(30);
    expect(process.listeners('exit')).not.toContain(added[0]);
  });
});
