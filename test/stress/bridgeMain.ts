/**
 * The bridge in a process of its own that also measures itself: it tells its parent of pauses of its event loop, and
 * answers each `weigh` with the bytes that live after a garbage collection. Run it with `--expose-gc` and an IPC channel.
 */
import '../../bridge/main.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchLoop, type Pause } from './loop.ts';

/** What the process tells its parent. */
export type BridgeMessage =
  | { readonly kind: 'pause'; readonly pause: Pause }
  | { readonly kind: 'weight'; readonly bytes: number }
  | { readonly kind: 'alive' };

/** Pauses that are told; the parent judges them. */
const TOLD_MS = 50;

const tell = (message: BridgeMessage): void => {
  process.send?.(message);
};

async function weigh(): Promise<void> {
  for (let i = 0; i < 3; i += 1) {
    globalThis.gc?.();
    await sleep(50);
  }
  const { heapUsed, external } = process.memoryUsage();
  tell({ kind: 'weight', bytes: heapUsed + external });
}

watchLoop(TOLD_MS, (pause) => {
  tell({ kind: 'pause', pause });
});
process.on('message', (message) => {
  if (message === 'weigh') void weigh();
  else tell({ kind: 'alive' });
});
process.on('disconnect', () => process.exit());
