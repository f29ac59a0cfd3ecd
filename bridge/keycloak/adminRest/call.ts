import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { toKeycloakError } from '../port/failures.ts';
import { KeycloakError } from '../port/errors.ts';

/** A finished call to Keycloak, for the log, the metrics and the journal. */
export interface CallRecord {
  /** Method and route, without values: `GET users/{id}`. */
  readonly call: string;
  readonly outcome: 'ok' | KeycloakError['failure'];
  /** HTTP status, where Keycloak refused. */
  readonly status?: number | undefined;
  readonly milliseconds: number;
}

/** How calls to Keycloak behave. */
export interface CallOptions {
  /** Most calls under way at once in one realm. */
  readonly concurrency: number;
  /** How often an idempotent call is repeated after Keycloak did not answer. */
  readonly retries: number;
  readonly onCall: (record: CallRecord) => void;
  /** Called when Keycloak does not know our access token any more; the call is then made once more. */
  readonly onUnauthorized: () => void;
}

/** Makes calls to Keycloak: bounded, timed, recorded, repeated where repeating is safe. */
export type Caller = <T>(
  call: string,
  work: () => Promise<T>,
  options?: { idempotent?: boolean },
) => Promise<T>;

const FIRST_PAUSE = 100;

/** Refuses a page, which somebody before Keycloak may answer with: nothing was done. Keycloak answers JSON or nothing. */
function checkAnswer(result: unknown, call: string): void {
  if (typeof result !== 'string' || result === '') return;
  throw new KeycloakError('unexpected', `${call}: the answer is no JSON`);
}

/** Creates the caller of one realm. */
export function createCaller({ concurrency, retries, onCall, onUnauthorized }: CallOptions): Caller {
  const limit = pLimit(concurrency);

  async function once<T>(call: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const record = (outcome: CallRecord['outcome'], status?: number) => {
      onCall({ call, outcome, status, milliseconds: performance.now() - start });
    };
    try {
      const result = await work();
      checkAnswer(result, call);
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
    let repeats = 0;
    for (;;) {
      try {
        return await limit(() => once(call, work));
      } catch (thrown) {
        const error = toKeycloakError(thrown, call);
        if (error.status === 401 && !renewed) {
          renewed = true;
          onUnauthorized();
          continue;
        }
        if (!idempotent || error.failure !== 'unavailable' || repeats >= retries) throw error;
        await sleep(FIRST_PAUSE * 2 ** repeats * (0.5 + Math.random()));
        repeats += 1;
      }
    }
  };
}
