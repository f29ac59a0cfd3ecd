import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ScimConfig } from '../../../bridge/tenants/config.ts';
import { createMemoryScim, type MemoryScim } from '../memory/memoryScim.ts';

/** A server that answers SCIM over a realm in memory, and can be made to misbehave as proxies do. */
export interface MemoryBridge {
  readonly scim: MemoryScim;
  /** The SCIM URL. */
  readonly url: string;
  /** The requests so far, as method, path and query. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** How the server misbehaves. */
export interface MemoryBridgeOptions {
  readonly config?: Omit<ScimConfig, 'version'>;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Handles a request in the place of the bridge; false lets the bridge answer. */
  readonly instead?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Changes what the bridge answers. */
  readonly alter?: (answer: BridgeAnswer) => BridgeAnswer;
}

/** An answer on the wire. */
interface BridgeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The token that the server accepts. */
export const MEMORY_TOKEN = 'token-of-the-memory';

const PATH = '/realms/acme/scim/v2';

const refused = (detail: string) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
  detail: `${detail} Reference: 4711`,
  status: '401',
});

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

async function answerOf(scim: MemoryScim, url: string, request: IncomingMessage): Promise<BridgeAnswer> {
  const { headers, method = 'GET', url: target = '' } = request;
  const { authorization } = headers;
  const basic = `Basic ${Buffer.from(`realm-config:${MEMORY_TOKEN}`).toString('base64')}`;
  const isAccepted = authorization === `Bearer ${MEMORY_TOKEN}` || authorization === basic;
  const body = await bodyOf(request);
  const answer = isAccepted
    ? await scim.send(method, target.slice(PATH.length), body)
    : {
        status: 401,
        body: refused(authorization === undefined ? 'Send a token.' : 'The credential is not valid here.'),
        headers: {},
      };
  const own = (text: string): string =>
    text.replaceAll(/https:\/\/scim\.example\.test\/realms\/[^/]+\/scim\/v2/g, url);
  return {
    status: answer.status,
    headers: {
      'Content-Type': 'application/scim+json; charset=utf-8',
      ...Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, own(value)])),
    },
    text: answer.body === undefined ? '' : own(JSON.stringify(answer.body)),
  };
}

/** Starts a bridge over a realm in memory at a port of its own. */
export async function startMemoryBridge({
  config,
  tls,
  instead = () => false,
  alter = (answer) => answer,
}: MemoryBridgeOptions = {}): Promise<MemoryBridge> {
  const scim = await createMemoryScim(config);
  const requests: string[] = [];
  let url = '';
  const listener: RequestListener = (request, response) => {
    requests.push(`${request.method} ${request.url?.slice(PATH.length)}`);
    if (instead(request, response)) return;
    void answerOf(scim, url, request).then((answer) => {
      const { status, headers, text } = alter(answer);
      response.writeHead(status, headers).end(text);
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}${PATH}`;
  return {
    scim,
    url,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
