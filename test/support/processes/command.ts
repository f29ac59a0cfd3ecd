import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { cacheFolder } from '../../../dev/cache.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');

/** Where Node keeps what it compiled, so that not every program compiles it all anew. */
const COMPILED = path.join(cacheFolder(process.env), 'compiled');

/** A command of ours that has ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command of ours that runs. */
export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with the first line of standard output that matches; rejects when the command ends before. */
  line(pattern: RegExp): Promise<string>;
}

/** Starts one of our programs with nothing in its environment but PATH, a cache of compiled code, and what is given. */
export function start(program: string, args: readonly string[], env: Record<string, string>): Running {
  const child = spawn(process.execPath, [path.join(ROOT, program), ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: COMPILED, ...env },
  });
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const watch of watchers) watch();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
  return {
    process: child,
    ended,
    line: (pattern) =>
      new Promise<string>((resolve, reject) => {
        const watch = (): void => {
          const found = stdout.split('\n').find((line) => pattern.test(line));
          if (found !== undefined) {
            watchers.delete(watch);
            resolve(found);
          }
        };
        watchers.add(watch);
        watch();
        void ended.then(({ code }) => {
          reject(new Error(`${program} ended with ${String(code)}: ${stderr}`));
        });
      }),
  };
}
