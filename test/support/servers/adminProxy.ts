import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { forwardRequest } from './forward.ts';

/** A reverse proxy before Keycloak that counts what passes, independently of what the bridge says of itself. */
export interface AdminProxy {
  readonly url: string;
  /** Admin REST calls since the last reset, as `METHOD /path`, ids replaced by `{id}`. */
  calls(): string[];
  /** Token requests since the last reset. */
  tokenRequests(): number;
  reset(): void;
  /** Starts to watch the calls that are passed on; what it gives tells how many milliseconds the slowest since then took. */
  watch(): () => number;
  /** What to do with the next requests instead of passing them on; `undefined` passes. */
  intercept(handler: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined): void;
  close(): Promise<void>;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Starts a proxy before the Keycloak at `target`. */
export async function startAdminProxy(target: string): Promise<AdminProxy> {
  let calls: string[] = [];
  let tokens = 0;
  const milliseconds: number[] = [];
  let handler: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;

  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path.startsWith('/admin/')) calls.push(`${request.method ?? ''} ${path.replace(UUID, '{id}')}`);
    else if (path.endsWith('/token')) tokens += 1;
    if (handler?.(request, response) === true) return;
    const start = performance.now();
    response.once('close', () => milliseconds.push(performance.now() - start));
    forwardRequest(target, request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => [...calls],
    tokenRequests: () => tokens,
    reset: () => {
      calls = [];
      tokens = 0;
    },
    watch: () => {
      const first = milliseconds.length;
      return () => Math.max(0, ...milliseconds.slice(first));
    },
    intercept: (next) => {
      handler = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
