import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * Runs "$@" in a process group of its own and kills the whole group once standard input closes: that happens
 * when we ask for it, and also when our own process ends in any way, so nothing is ever left running.
 */
const guard = `
exec 3<&0
{ read -r _ <&3; kill -KILL 0; } &
watch=$!
"$@" </dev/null 3<&- &
wait $!
status=$?
kill -KILL $watch
exit $status`;

/** Where a guarded process is run, and with which environment. */
export interface GuardedOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/** A process that cannot outlive ours. */
export interface GuardedProcess {
  /** Settles with the exit code; 127 means that there is no such command. */
  ended: Promise<number>;
  /** What it has written to standard output so far. */
  stdout: () => string;
  /** The end of all it has written, for an error message. */
  lastWords: () => string;
  /** Ends it with everything it has started, and waits until it is gone. */
  stop: () => Promise<void>;
}

/** What is kept of a long-running process's output. */
const keptChars = 2_000_000;

/** Starts a command that dies with us; it does not keep our own process alive. */
export const startGuarded = (command: string[], options: GuardedOptions = {}): GuardedProcess => {
  const child = spawn('sh', ['-c', guard, 'guard', ...command], { ...options, detached: true });
  const handles = [child, ...([child.stdin, child.stdout, child.stderr] as unknown as Socket[])];
  for (const handle of handles) handle.unref();

  let stdout = '';
  let all = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout = (stdout + text).slice(-keptChars);
    all = (all + text).slice(-keptChars);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    all = (all + text).slice(-keptChars);
  });
  const ended = new Promise<number>((resolve) => {
    child.on('close', (code) => {
      resolve(code ?? 137);
    });
  });

  return {
    ended,
    stdout: () => stdout,
    lastWords: () => all.trimEnd().split('\n').slice(-12).join('\n'),
    stop: async () => {
      for (const handle of handles) handle.ref();
      child.stdin.end();
      await ended;
    },
  };
};

/** What came of a command that has ended. */
export interface RunResult {
  code: number;
  stdout: string;
  lastWords: string;
}

/** Runs a command to its end; like every guarded process it never outlives ours. */
export const run = async (command: string[], options: GuardedOptions = {}): Promise<RunResult> => {
  const process = startGuarded(command, options);
  const waiting = setInterval(() => undefined, 60_000);
  try {
    const code = await process.ended;
    return { code, stdout: process.stdout(), lastWords: process.lastWords() };
  } finally {
    clearInterval(waiting);
  }
};
