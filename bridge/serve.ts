import { createServer, STATUS_CODES, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Bridge } from './compose.ts';
import { originForm } from './http/requestTarget.ts';
import { ERROR_URN } from '../scim/errors.ts';
import { LIMITS } from '../scim/limits.ts';
import type { Settings } from './settings.ts';

/** How long a client may take, in milliseconds, and how many connections there may be. */
export interface ConnectionLimits {
  /** Until all headers have come. */
  readonly headersTime: number;
  /** Until the body has come as well. */
  readonly requestTime: number;
  /** For what still comes after the answer. */
  readonly unreadBodyTime: number;
  /** At once, to one port. */
  readonly connections: number;
}

const DEFAULTS: ConnectionLimits = {
  headersTime: LIMITS.headersTime.max,
  requestTime: LIMITS.requestTime.max,
  unreadBodyTime: LIMITS.unreadBodyTime.max,
  connections: LIMITS.connections.max,
};

/** A server that listens. */
interface Listening {
  readonly port: number;
  /** Takes no more connections, lets requests under way finish (bounded by `grace` milliseconds), then ends. */
  close(grace?: number): Promise<void>;
}

/** The statuses of requests that the parser gives up. */
const BROKEN: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The request line and headers are too long.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come whole in time.'],
};

/** Answers a connection on which no request can be served with a SCIM error, and ends it. */
function refuse(socket: Socket, status: number, detail: string): void {
  const body = JSON.stringify({ schemas: [ERROR_URN], detail, status: String(status) });
  socket.write(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: application/scim+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  socket.destroySoon();
}

/** Answers requests that are no HTTP, or ask for a tunnel, with a SCIM error as well. */
function answerBrokenRequests(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const [status, detail] = BROKEN[error.code ?? ''] ?? [400, 'The request is not valid HTTP.'];
    refuse(socket, status, detail);
  });
  server.on('connect', (_request, socket: Socket) => {
    refuse(socket, 405, 'The bridge opens no tunnels.');
  });
}

/**
 * Lets a client read its answer before the connection ends, and ends it a moment later whatever the client still sends
 * (RFC 9112 §9.6): a body that was answered before it had come holds no connection.
 */
function endConnections(server: Server, unreadBodyTime: number): void {
  const endSoon = (socket: Socket): void => {
    const timer = setTimeout(() => socket.destroy(), unreadBodyTime);
    socket.once('close', () => {
      clearTimeout(timer);
    });
  };
  server.on('connection', (socket: Socket) => {
    socket.destroySoon = () => {
      socket.end();
      endSoon(socket);
    };
  });
  server.prependListener('request', (request, response) => {
    response.once('finish', () => {
      if (request.complete) return;
      const timer = setTimeout(() => request.socket.destroy(), unreadBodyTime);
      request.once('close', () => {
        clearTimeout(timer);
      });
    });
  });
}

/** Serves an app; rejects when the port is taken. */
async function serve(
  app: RequestListener,
  { port, host }: { port: number; host: string },
  limits: Partial<ConnectionLimits> = {},
): Promise<Listening> {
  const { headersTime, requestTime, unreadBodyTime, connections } = { ...DEFAULTS, ...limits };
  const handle: RequestListener = (request, response) => {
    originForm(request);
    app(request, response);
  };
  const server = createServer(
    {
      maxHeaderSize: LIMITS.headers.max,
      headersTimeout: Math.min(headersTime, requestTime),
      requestTimeout: requestTime,
      connectionsCheckingInterval: Math.min(headersTime, requestTime) / 3,
    },
    handle,
  );
  server.maxConnections = connections;
  server.on('checkContinue', (request, response) => {
    // Unless the body is asked for, the client does not send it, and the next request could not be told from it.
    response.setHeader('Connection', 'close');
    server.emit('request', request, response);
  });
  answerBrokenRequests(server);
  endConnections(server, unreadBodyTime);
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
  settings: Pick<Settings, 'port' | 'host' | 'managementPort' | 'managementHost' | 'maxConnections'>,
  limits: Partial<ConnectionLimits> = {},
): Promise<ListeningBridge> {
  const open: Listening[] = [];
  const close = async (grace?: number): Promise<void> => {
    await Promise.all(open.map((server) => server.close(grace)));
    await bridge.close();
  };
  const connectionLimits = { connections: settings.maxConnections, ...limits };
  try {
    const scim = await serve(bridge.app, settings, connectionLimits);
    open.push(scim);
    const { managementPort: port, managementHost: host } = settings;
    const management = await serve(bridge.management, { port, host }, connectionLimits);
    open.push(management);
    return { port: scim.port, managementPort: management.port, close };
  } catch (error) {
    await close(0);
    throw error;
  }
}
