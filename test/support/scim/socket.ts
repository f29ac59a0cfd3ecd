import { connect, type Socket } from 'node:net';

/** A connection on which a test writes what it likes, when it likes. */
export interface RawConnection {
  readonly socket: Socket;
  write(text: string): void;
  /** Everything that was answered so far. */
  received(): string;
  /** Resolves once the answer matches; rejects when the connection ends before or seconds pass. */
  receive(pattern: RegExp): Promise<string>;
  /** Resolves with what was answered once the connection has ended; rejects after some seconds. */
  ended(): Promise<string>;
}

const TIMEOUT_MS = 10_000;

/** Opens a connection to where a URL points. */
export function openConnection(url: string): RawConnection {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  let closed = false;
  const watchers = new Set<() => void>();
  const tell = (): void => {
    for (const watch of watchers) watch();
  };
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
    tell();
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closed = true;
    tell();
  });
  const until = (holds: () => boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        watchers.delete(watch);
        reject(new Error(`still waiting; answered so far: ${text}`));
      }, TIMEOUT_MS);
      const watch = (): void => {
        if (!holds() && !closed) return;
        clearTimeout(timer);
        watchers.delete(watch);
        if (holds()) resolve(text);
        else reject(new Error(`the connection ended; answered so far: ${text}`));
      };
      watchers.add(watch);
      watch();
    });
  return {
    socket,
    write: (more) => {
      socket.write(more, 'latin1');
    },
    received: () => text,
    receive: (pattern) => until(() => pattern.test(text)),
    ended: () => until(() => closed),
  };
}
