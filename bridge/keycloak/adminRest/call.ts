import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { toKeycloakError } from '../port/failures.ts';
import { KeycloakError } from '../port/errors.ts';

/** A finished call to Keycloak, for log, metrics and journal. */
export interface CallRecord {
  /** Method and route without values, for example `GET users/{id}`. */
  readonly call: string;
  readonly outcome: 'ok' | KeycloakError['failure'];
  /** The HTTP status if Keycloak refused the call. */
  readonly status?: number | undefined;
  readonly milliseconds: number;
}

/** How calls to Keycloak are made. */
export interface CallOptions {
  /** Maximum number of concurrent calls in one realm. */
  readonly concurrency: number;
  /** How often an idempotent call is repeated while Keycloak is unavailable. */
  readonly retries: number;
  readonly onCall: (record: CallRecord) => void;
  /**
   * Called when Keycloak refuses our access token with 401; the call is then repeated once. Without it the refusal is
   * final: the token is a caller's, and there is no other.
   */
  readonly onUnauthorized?: () => void;
  /** Explains that Keycloak refuses the repeated call with 401 too; by default the error stays as it is. */
  readonly refusedToken?: (error: KeycloakError) => KeycloakError;
}

/**
 * Makes a call to Keycloak: limited in concurrency, recorded, and repeated if that is safe. `call` names it in the log.
 */
export type Caller = <T>(
  call: string,
  work: () => Promise<T>,
  options?: { idempotent?: boolean },
) => Promise<T>;

const FIRST_PAUSE_MS = 100;

/**
 * Refuses a page of text: a proxy in front of Keycloak may answer one with status 200, and then nothing was done.
 * Keycloak itself answers with JSON or an empty body.
 */
function refuseText(result: unknown, call: string): void {
  if (typeof result !== 'string' || result === '') return;
  throw new KeycloakError('unexpected', `${call}: the answer is no JSON`);
}

/** Creates the function that makes all calls to one realm. */
export function createCaller(options: CallOptions): Caller {
  const { concurrency, retries, onCall, onUnauthorized, refusedToken = (error) => error } = options;
  const limit = pLimit(concurrency);

  async function once<T>(call: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const record = (outcome: CallRecord['outcome'], status?: number) => {
      onCall({ call, outcome, status, milliseconds: performance.now() - start });
    };
    try {
      const result = await work();
      refuseText(result, call);
      record('ok');
      return result;
    } catch (thrown) {
      const error = toKeycloakError(thrown, call);
      record(error.failure, error.status);
      throw error;
    }
  }

  return async (call, work, { idempotent = true } = {}) => {
    let renewed = false;
    let retryCount = 0;
    for (;;) {
      try {
        return await limit(() => once(call, work));
      } catch (thrown) {
        const error = toKeycloakError(thrown, call);
        if (error.status === 401 && error.failure !== 'signIn') {
          if (renewed || onUnauthorized === undefined) throw refusedToken(error);
          // A token stops working at once when the realm's frontend URL changes (contract/service-account-rights: "are
          // refused with 401 from then on").
          renewed = true;
          onUnauthorized();
          continue;
        }
        if (!idempotent || error.failure !== 'unavailable' || retryCount >= retries) throw error;
        await sleep(FIRST_PAUSE_MS * 2 ** retryCount * (0.5 + Math.random()));
        retryCount += 1;
      }
    }
  };
}
