import { createServer, STATUS_CODES, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import type { Bridge } from './compose.ts';
import { ERROR_URN } from './scim/errors.ts';
import { LIMITS } from './scim/limits.ts';
import type { Settings } from './settings.ts';

/** Bytes of request line and headers: the longest credential that is looked at, and room for a word on longer ones. */
const MAX_HEADERS = LIMITS.headers.max;

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** Takes no more connections, lets requests under way finish (bounded by `grace` milliseconds), then ends. */
  close(grace?: number): Promise<void>;
}

/** Answers requests that are no HTTP with a SCIM error as well. */
function answerBrokenRequests(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
    const detail =
      status === 431 ? 'The request line and headers are too long.' : 'The request is not valid HTTP.';
    const body = JSON.stringify({ schemas: [ERROR_URN], detail, status: String(status) });
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: application/scim+json; charset=utf-8\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
}

/** Serves an app; rejects when the port is taken. */
export async function serve(
  app: Express,
  { port, host }: { port: number; host: string },
): Promise<Listening> {
  const server = createServer({ maxHeaderSize: MAX_HEADERS }, app);
  answerBrokenRequests(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async (grace = 10_000) => {
      const timer = setTimeout(() => {
        server.closeAllConnections();
      }, grace);
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeIdleConnections();
      });
      clearTimeout(timer);
    },
  };
}

/** A bridge that listens on both of its ports. */
export interface ListeningBridge extends Listening {
  readonly managementPort: number;
}

/** Serves a bridge: SCIM on its public port; health, metrics and the admin API on the management port. */
export async function serveBridge(
  bridge: Bridge,
  settings: Pick<Settings, 'port' | 'host' | 'managementPort' | 'managementHost'>,
): Promise<ListeningBridge> {
  const open: Listening[] = [];
  const close = async (grace?: number): Promise<void> => {
    await Promise.all(open.map((server) => server.close(grace)));
    await bridge.close();
  };
  try {
    const scim = await serve(bridge.app, settings);
    open.push(scim);
    const { managementPort, managementHost } = settings;
    const management = await serve(bridge.management, { port: managementPort, host: managementHost });
    open.push(management);
    return { port: scim.port, managementPort: management.port, close };
  } catch (error) {
    await close(0);
    throw error;
  }
}
