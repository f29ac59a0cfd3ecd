import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BridgeMessage } from './bridgeMain.ts';
import type { Pause } from './loop.ts';

/** A bridge in a process of its own that measures itself. */
export interface BridgeProcess {
  readonly port: number;
  readonly managementPort: number;
  /** Its event loop's pauses so far. */
  readonly pauses: readonly Pause[];
  /** Rejects when the process ends, or its event loop does not turn for so long. */
  readonly broken: Promise<never>;
  /** Megabytes that live in it after a garbage collection. */
  weigh(): Promise<number>;
  /** The latest lines of its log that are warnings or errors, and what it wrote to standard error. */
  complaints(): string;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
/** A bridge that is silent for so long is blocked, whatever else the machine does. */
const SILENT_MS = 15_000;
const KEPT_LINES = 20;

const lines = (from: Readable | null) => createInterface({ input: from ?? Readable.from([]) });

/** Starts a bridge; stop it in any case. */
export async function startBridge(env: Readonly<Record<string, string>>): Promise<BridgeProcess> {
  const program = path.join(import.meta.dirname, 'bridgeMain.ts');
  const child = spawn(process.execPath, ['--expose-gc', program], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...env },
  });
  const complaints: string[] = [];
  const complain = (line: string): void => {
    complaints.push(line.slice(0, 2_000));
    if (complaints.length > KEPT_LINES) complaints.shift();
  };
  const pauses: Pause[] = [];
  let heard = Date.now();
  let weighed: ((bytes: number) => void) | undefined;
  child.on('message', (message: BridgeMessage) => {
    heard = Date.now();
    if (message.kind === 'pause') pauses.push(message.pause);
    if (message.kind === 'weight') weighed?.(message.bytes);
  });
  const ended = once(child, 'exit');
  let stopping = false;
  const broken = new Promise<never>((_, reject) => {
    void ended.then(([code]) => {
      if (!stopping) reject(new Error(`The bridge ended with ${String(code)}.`));
    });
    const timer = setInterval(() => {
      if (stopping) {
        clearInterval(timer);
        return;
      }
      child.send('alive?', () => undefined);
      if (Date.now() - heard > SILENT_MS)
        reject(new Error(`The bridge's event loop has not turned for ${SILENT_MS} ms.`));
    }, 1_000);
  });
  broken.catch(() => undefined);

  const stop = async (): Promise<void> => {
    stopping = true;
    child.kill('SIGKILL');
    await ended;
  };
  const listening = new Promise<{ port: number; managementPort: number }>((resolve) => {
    lines(child.stdout).on('line', (line) => {
      if (line.includes('"listening"')) resolve(JSON.parse(line) as { port: number; managementPort: number });
      else if (line.includes('"level":"error"')) complain(line);
    });
  });
  lines(child.stderr).on('line', complain);
  const ports = await Promise.race([
    listening,
    broken,
    sleep(READY_WITHIN_MS, undefined, { ref: false }),
  ]).catch(() => undefined);
  if (ports === undefined) {
    await stop();
    throw new Error(`The bridge did not start:\n${complaints.join('\n')}`);
  }
  // Starting takes what it takes.
  pauses.length = 0;
  return {
    ...ports,
    pauses,
    broken,
    weigh: async () => {
      const weight = new Promise<number>((resolve) => (weighed = resolve));
      child.send('weigh');
      return (await Promise.race([weight, broken])) / 1_048_576;
    },
    complaints: () => complaints.join('\n'),
    stop,
  };
}
