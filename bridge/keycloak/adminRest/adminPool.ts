import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici';

/** A request to Keycloak. */
export interface AdminRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query, with a leading slash. */
  readonly path: string;
  readonly accessToken: string;
  /** The JSON text to send. */
  readonly body?: string | undefined;
}

/** Keycloak's answer; its text is empty if it has no body. */
export interface AdminAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

/** Sends requests to Keycloak over connections that are kept open; rejects if there is no answer in time. */
export type AdminPool = (request: AdminRequest) => Promise<AdminAnswer>;

/** Whether Node.js sends requests through the proxies that the environment names. */
const usesProxies = ({ env, execArgv }: NodeJS.Process): boolean =>
  env.NODE_USE_ENV_PROXY === '1' || [env.NODE_OPTIONS, ...execArgv].join(' ').includes('--use-env-proxy');

/** As Node's own `fetch` does it: HTTP/1.1, and tunnels through proxies. */
const createDispatcher = (): Dispatcher =>
  usesProxies(process)
    ? new EnvHttpProxyAgent({ allowH2: false, proxyTunnel: true })
    : new Agent({ allowH2: false });

const headersOf = ({ accessToken, body }: AdminRequest): Record<string, string> => ({
  authorization: `Bearer ${accessToken}`,
  accept: 'application/json, text/plain, */*',
  'user-agent': 'node',
  ...(body === undefined ? {} : { 'content-type': 'application/json' }),
});

/** The error of a request that undici could not finish; a request that it refuses to send keeps its own. */
const connectionError = (cause: Error & { readonly code?: unknown }): Error =>
  cause.code === 'UND_ERR_INVALID_ARG' ? cause : new Error('connection failed', { cause });

/** Sends one request; gives up after `timeoutMs`, also while it waits for a connection. */
function send(
  dispatcher: Dispatcher,
  { origin, timeoutMs }: { readonly origin: string; readonly timeoutMs: number },
  request: AdminRequest,
): Promise<AdminAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let status = 0;
    let location: string | undefined;
    let controller: Dispatcher.DispatchController | undefined;
    let lateness: Error | undefined;
    let isOver = false;
    const giveUp = (): void => {
      if (isOver) return;
      lateness = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
      controller?.abort(lateness);
      reject(lateness);
    };
    // If the bridge itself stood still, the answer may be there: what has come is read before the time counts as up.
    const timer = setTimeout(() => setImmediate(giveUp), timeoutMs);
    const end = (): void => {
      isOver = true;
      clearTimeout(timer);
    };
    const { method, path, body = null } = request;
    // The whole call has one limit, in the place of undici's own for headers and body.
    const options = {
      origin,
      method,
      path,
      body,
      headers: headersOf(request),
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    dispatcher.dispatch(options, {
      onRequestStart(started) {
        if (lateness === undefined) controller = started;
        else started.abort(lateness);
      },
      onResponseStart(_controller, statusCode, headers) {
        status = statusCode;
        location = typeof headers.location === 'string' ? headers.location : undefined;
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        end();
        const [first] = chunks;
        const bytes = chunks.length === 1 ? first : Buffer.concat(chunks);
        resolve({ status, location, text: bytes?.toString() ?? '' });
      },
      onResponseError(_controller, error) {
        end();
        reject(connectionError(error));
      },
    });
  });
}

/**
 * Creates the pool of connections to Keycloak. It has no objects for streams, headers and signals as `fetch` has, which
 * together cost more CPU time than all else that the bridge does for a read (`npm run bench:cpu`).
 */
export function createAdminPool(keycloakUrl: string, timeoutMs: number): AdminPool {
  const { origin } = new URL(keycloakUrl);
  const dispatcher = createDispatcher();
  return (request) => send(dispatcher, { origin, timeoutMs }, request);
}
