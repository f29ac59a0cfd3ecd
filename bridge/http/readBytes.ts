import type { IncomingMessage, ServerResponse } from 'node:http';

/** A body that is larger than it may be. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** Whether a client waits for a word before it sends the body (RFC 9110 §10.1.1). */
const waitsForContinue = ({ headers }: IncomingMessage): boolean =>
  headers.expect?.toLowerCase() === '100-continue';

/**
 * Reads the bytes of a body, of which there may be `max`. One that is announced as larger is refused before it has come,
 * and a client that waits to be told to send it is told so only here.
 */
export function readBytes(request: IncomingMessage, response: ServerResponse, max: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > max) return Promise.reject(new BodyTooLarge());
  if (waitsForContinue(request)) {
    response.writeContinue();
    response.removeHeader('Connection');
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (end: () => void): void => {
      request.off('data', onData).off('end', onEnd).off('error', onBreak).off('close', onBreak);
      end();
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > max) {
        settle(() => {
          request.resume();
          reject(new BodyTooLarge());
        });
      }
    };
    const onEnd = (): void => {
      settle(() => {
        resolve(Buffer.concat(chunks));
      });
    };
    const onBreak = (): void => {
      settle(() => {
        reject(new Error('the connection broke off'));
      });
    };
    request.on('data', onData).on('end', onEnd).on('error', onBreak).on('close', onBreak);
  });
}
