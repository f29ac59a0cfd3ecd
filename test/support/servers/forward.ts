import { request as forward, type IncomingMessage, type ServerResponse } from 'node:http';

/** Passes a request on to the same path of another server, and its answer back. */
export function forwardRequest(target: string, request: IncomingMessage, response: ServerResponse): void {
  const { method = 'GET', headers, url = '/' } = request;
  const passed = forward(`${target}${url}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  passed.on('error', () => response.destroy());
  request.pipe(passed);
}
