import { request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AdminProxy } from './adminProxy.ts';
import { testKeycloak } from '../keycloak/keycloak.ts';

/** What becomes of a call to Keycloak in the place of being passed on. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => void;

/** Breaks the connection. */
export const resets: Fault = (request) => {
  request.socket.destroy();
};

/** Gives no answer, and breaks the connection after some milliseconds. */
export const hangs =
  (milliseconds: number): Fault =>
  (request, response) => {
    setTimeout(() => {
      request.socket.destroy();
      response.destroy();
    }, milliseconds).unref();
  };

/** Lets Keycloak do the work, but loses its answer. */
export const losesTheAnswer: Fault = (request) => {
  const { hostname, port } = new URL(testKeycloak().url);
  const { method = 'GET', url = '/', headers } = request;
  const passed = forward({ hostname, port, method, path: url, headers }, (answer) => {
    answer.resume();
    answer.on('end', () => request.socket.destroy());
  });
  request.pipe(passed);
};

/**
 * Runs a trial with a bridge that waits for Keycloak for `timeoutMs` only. If the trial fails, and Keycloak took that long
 * for a call that was passed on, the machine stood still, which is not what was tried: it runs again, at most twice.
 */
export async function undisturbed<T>(
  proxy: AdminProxy,
  timeoutMs: number,
  trial: () => Promise<T>,
  isGood: (result: T) => boolean = () => true,
): Promise<T> {
  for (let triesLeft = 2; ; triesLeft -= 1) {
    const slowest = proxy.watch();
    // The bridge began to wait a little before the proxy saw the call.
    const mayRepeat = (): boolean => triesLeft > 0 && slowest() >= timeoutMs * 0.9;
    try {
      const result = await trial();
      if (isGood(result) || !mayRepeat()) return result;
    } catch (error) {
      if (!mayRepeat()) throw error;
    }
  }
}
