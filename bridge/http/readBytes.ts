import type { IncomingMessage, ServerResponse } from 'node:http';

/** A body is larger than allowed. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** Whether a client waits for 100 Continue before it sends the body (RFC 9110 §10.1.1). */
const waitsForContinue = ({ headers }: IncomingMessage): boolean =>
  headers.expect?.toLowerCase() === '100-continue';

/**
 * Reads the bytes of a body; rejects with {@link BodyTooLarge} if it has more than `max`, by its Content-Length before
 * reading. Sends 100 Continue if the client waits for it.
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
