import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A Node process of this benchmark; it ends with ours. */
export interface OwnProcess {
  /** Resolves with the first line of standard output. */
  readonly firstLine: Promise<string>;
  /** Rejects when the process ends before it is stopped. */
  readonly ended: Promise<never>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

/** Starts a Node process. */
export function startProcess(args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): OwnProcess {
  const child = spawn(process.execPath, args, { env, cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const endWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${args.join(' ')} ended with ${String(code)}`);
  });
  ended.catch(() => undefined);
  const line = new Promise<string>((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (text.includes('\n')) return;
      text += chunk.toString();
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
  });
  const firstLine = Promise.race([line, ended]);
  firstLine.catch(() => undefined);
  return {
    firstLine,
    ended,
    async stop() {
      process.off('exit', endWithUs);
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
