import { connect } from 'node:net';

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly port: number;
  readonly method: string;
  readonly target: string;
  /** In this order, the same name more than once where that is wanted. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** What came back. */
export interface WireAnswer {
  /** Of each answer on the connection. */
  readonly statuses: readonly number[];
  /** What ended the wait. */
  readonly end: 'closed' | 'error' | 'timeout';
  /** The beginning of what came. */
  readonly text: string;
}

const KEPT = 2_000;

/** The bytes of a request; its connection is to be closed after the answer, unless it says otherwise itself. */
export function bytesOf({ method, target, headers, body }: WireRequest): Buffer {
  const lines = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]);
}

/** Writes to a new connection and waits until the other side closes it. */
export function exchange(
  port: number,
  timeoutMs: number,
  write: (send: (bytes: Buffer | string) => void, leave: () => void) => void,
): Promise<WireAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const statuses: number[] = [];
    let text = '';
    const finish = (end: WireAnswer['end']) => (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ statuses, end, text });
    };
    const timer = setTimeout(finish('timeout'), timeoutMs);
    socket.on('data', (data: Buffer) => {
      const part = data.toString('latin1');
      for (const [, status] of part.matchAll(/HTTP\/1\.1 ([2-5]\d\d) /g)) statuses.push(Number(status));
      if (text.length < KEPT) text += part.slice(0, KEPT - text.length);
    });
    socket.on('close', finish('closed'));
    socket.on('error', finish('error'));
    socket.on('connect', () => {
      write((bytes) => {
        if (socket.writable) socket.write(bytes);
      }, finish('closed'));
    });
  });
}
