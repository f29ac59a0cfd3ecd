import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** A forward proxy on 127.0.0.1 that knows names which nobody else resolves. */
export interface ConnectProxy {
  readonly url: string;
  /** What it was asked to connect to, or for, since the last reset. */
  connectTargets(): readonly string[];
  /** Refuses every request with this status; `undefined` as usual. */
  refuse(status: number | undefined): void;
  reset(): void;
  close(): Promise<void>;
}

/** Starts a proxy that passes every CONNECT to the same port of 127.0.0.1, and refuses every other request. */
export async function startConnectProxy(): Promise<ConnectProxy> {
  let asked: string[] = [];
  let refusal: number | undefined;
  const open = new Set<Duplex>();

  const server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(403).end();
  });
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    const target = request.url ?? '';
    asked.push(target);
    open.add(socket);
    socket.on('error', () => socket.destroy());
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal} Refused\r\n\r\n`);
      return;
    }
    const upstream = connect(Number(target.split(':').pop()), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    open.add(upstream);
    upstream.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connectTargets: () => [...asked],
    refuse: (status) => {
      refusal = status;
    },
    reset: () => {
      asked = [];
      refusal = undefined;
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
