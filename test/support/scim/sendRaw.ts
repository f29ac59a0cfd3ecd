import { request as open, type IncomingHttpHeaders } from 'node:http';
import type { TestRealm } from '../fixtures/bridge.ts';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A request that no URL parser tidies up: the path goes out as it is. */
export interface RawRequest {
  readonly method?: string;
  /** The whole request target. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Sends a request exactly as written. */
export function sendRaw(
  origin: string,
  { method = 'GET', path, headers = {}, body }: RawRequest,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = open(
      {
        hostname,
        port,
        method,
        path,
        headers: {
          ...(body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends a request below a realm's SCIM endpoint with its token, exactly as written. */
export function sendRawTo(realm: TestRealm, request: RawRequest): Promise<RawAnswer> {
  const { origin, pathname } = new URL(realm.scimUrl);
  return sendRaw(origin, {
    ...request,
    path: pathname + request.path,
    headers: {
      Authorization: `Bearer ${realm.token}`,
      ...(request.body === undefined ? {} : { 'Content-Type': 'application/scim+json' }),
      ...request.headers,
    },
  });
}
