import { createServer, STATUS_CODES, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Bridge } from './compose.ts';
import { originForm } from './http/requestTarget.ts';
import { ERROR_URN } from '../scim/errors.ts';
import { LIMITS } from '../scim/limits.ts';
import type { Settings } from './settings.ts';

/** How long a client may take, and how many connections it may open. */
export interface ConnectionLimits {
  /** Until all headers have arrived. */
  readonly headersTimeMs: number;
  /** Until the whole request has arrived. */
  readonly requestTimeMs: number;
  /** For the rest of a body that was answered before it had arrived. */
  readonly unreadBodyTimeMs: number;
  /** For which a client may read nothing of an answer. */
  readonly unreadAnswerTimeMs: number;
  /** Maximum connections to one port. */
  readonly connections: number;
}

const DEFAULTS: ConnectionLimits = {
  headersTimeMs: LIMITS.headersTime.max,
  requestTimeMs: LIMITS.requestTime.max,
  unreadBodyTimeMs: LIMITS.unreadBodyTime.max,
  unreadAnswerTimeMs: LIMITS.unreadAnswerTime.max,
  connections: LIMITS.connections.max,
};

/** A listening server. */
interface Listening {
  readonly port: number;
  /** Refuses new connections, waits at most `graceMs` for requests under way, then ends. */
  close(graceMs?: number): Promise<void>;
}

/** Status and detail of the answer to a request that Node's parser rejects, by error code. */
const BROKEN: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The request line and headers are too long.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come whole in time.'],
};

/** Answers a connection without a valid request with a SCIM error, and ends it. */
function refuse(socket: Socket, status: number, detail: string): void {
  const body = JSON.stringify({ schemas: [ERROR_URN], detail, status: String(status) });
  socket.write(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: application/scim+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  socket.destroySoon();
}

/** Answers invalid HTTP and CONNECT requests with a SCIM error. */
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
 * Lets a client read its answer before the connection ends, and ends it after a short time even if the client still sends
 * (RFC 9112 §9.6): the rest of a body that was already answered does not keep the connection open.
 */
function endConnections(server: Server, unreadBodyTimeMs: number): void {
  const endSoon = (socket: Socket): void => {
    const timer = setTimeout(() => socket.destroy(), unreadBodyTimeMs);
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
      const timer = setTimeout(() => request.socket.destroy(), unreadBodyTimeMs);
      request.once('close', () => {
        clearTimeout(timer);
      });
    });
  });
}

/**
 * Ends connections whose client reads nothing: Node stops to read from them too, so that no other limit ends them.
 * The timeouts of sockets are Node's own, which sets them anew with every request.
 */
function endUnreadConnections(server: Server, unreadAnswerTimeMs: number): void {
  /** What each client had read when it was looked at last. */
  const bytesRead = new Map<Socket, number>();
  server.on('connection', (socket: Socket) => {
    bytesRead.set(socket, -1);
    socket.once('close', () => bytesRead.delete(socket));
  });
  const timer = setInterval(() => {
    for (const [socket, before] of bytesRead) {
      const { bytesWritten, writableLength } = socket;
      const read = writableLength === 0 ? -1 : bytesWritten - writableLength;
      if (read !== -1 && read === before) socket.destroy();
      else bytesRead.set(socket, read);
    }
  }, unreadAnswerTimeMs);
  server.once('close', () => {
    clearInterval(timer);
  });
}

/** Listens with an app; rejects if the port is taken. */
async function serve(
  app: RequestListener,
  { port, host }: { port: number; host: string },
  limits: Partial<ConnectionLimits> = {},
): Promise<Listening> {
  const settings = { ...DEFAULTS, ...limits };
  const { headersTimeMs, requestTimeMs, connections } = settings;
  const handle: RequestListener = (request, response) => {
    originForm(request);
    app(request, response);
  };
  const server = createServer(
    {
      maxHeaderSize: LIMITS.headers.max,
      headersTimeout: Math.min(headersTimeMs, requestTimeMs),
      requestTimeout: requestTimeMs,
      connectionsCheckingInterval: Math.min(headersTimeMs, requestTimeMs) / 3,
    },
    handle,
  );
  server.maxConnections = connections;
  server.on('checkContinue', (request, response) => {
    // If the body is not requested, the client may or may not send it, so that the next request cannot be told from it.
    response.setHeader('Connection', 'close');
    server.emit('request', request, response);
  });
  answerBrokenRequests(server);
  endConnections(server, settings.unreadBodyTimeMs);
  endUnreadConnections(server, settings.unreadAnswerTimeMs);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async (graceMs = 10_000) => {
      const timer = setTimeout(() => {
        server.closeAllConnections();
      }, graceMs);
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeIdleConnections();
      });
      clearTimeout(timer);
    },
  };
}

/** A bridge that listens on both its ports. */
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
  const close = async (graceMs?: number): Promise<void> => {
    bridge.endStreams();
    await Promise.all(open.map((server) => server.close(graceMs)));
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
