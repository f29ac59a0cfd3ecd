import { setTimeout as sleep } from 'node:timers/promises';
import {
  createCaller,
  type CallOptions,
  type CallRecord,
} from '../../../../../bridge/keycloak/adminRest/call.ts';
import { KeycloakError, type KeycloakFailure } from '../../../../../bridge/keycloak/port/errors.ts';

function setUp(options: Partial<CallOptions> = {}) {
  const records: CallRecord[] = [];
  const renewals: number[] = [];
  const call = createCaller({
    concurrency: 2,
    retries: 2,
    onCall: (record) => records.push(record),
    onUnauthorized: () => renewals.push(records.length),
    ...options,
  });
  return { call, renewals, outcomes: () => records.map(({ outcome }) => outcome), records };
}

const fault = (failure: KeycloakFailure, status?: number) => new KeycloakError(failure, failure, { status });

/** Returns work that fails with these errors, one after the other, and then succeeds. */
function failing(...faults: readonly Error[]) {
  const remaining = [...faults];
  return () => {
    const error = remaining.shift();
    return error === undefined ? Promise.resolve({ done: true }) : Promise.reject<{ done: boolean }>(error);
  };
}

describe('createCaller', () => {
  it('returns the result of the work and records the call', async () => {
    const { call, records } = setUp();
    await expect(call('GET x', () => Promise.resolve(42))).resolves.toBe(42);
    expect(records).toEqual([{ call: 'GET x', outcome: 'ok', milliseconds: expect.any(Number) as number }]);
  });

  it('retries with pauses while Keycloak is unavailable', async () => {
    const { call, outcomes } = setUp();
    const start = performance.now();
    await expect(call('GET x', failing(fault('unavailable'), fault('unavailable')))).resolves.toEqual({
      done: true,
    });
    expect(outcomes()).toEqual(['unavailable', 'unavailable', 'ok']);
    expect(performance.now() - start).toBeGreaterThan(145);
  });

  it('gives up after the maximum number of retries', async () => {
    const { call, outcomes } = setUp({ retries: 1 });
    const away = failing(...Array.from({ length: 9 }, () => fault('unavailable')));
    await expect(call('GET x', away)).rejects.toMatchObject({ failure: 'unavailable' });
    expect(outcomes()).toEqual(['unavailable', 'unavailable']);
  });

  it('refuses a page of text as an answer and accepts an empty body', async () => {
    const { call, outcomes } = setUp();
    await expect(call('PUT x', () => Promise.resolve(''))).resolves.toBe('');
    await expect(call('PUT x', () => Promise.resolve('<h1>Welcome</h1>'))).rejects.toMatchObject({
      failure: 'unexpected',
      message: 'PUT x: the answer is no JSON',
    });
    expect(outcomes()).toEqual(['ok', 'unexpected']);
  });

  it('does not retry a call that is not idempotent', async () => {
    const { call, outcomes } = setUp();
    await expect(call('POST x', failing(fault('unavailable')), { idempotent: false })).rejects.toThrow(
      'unavailable',
    );
    expect(outcomes()).toEqual(['unavailable']);
  });

  it.each<KeycloakFailure>([
    'timeout',
    'conflict',
    'invalid',
    'notFound',
    'refused',
    'unexpected',
    'readOnly',
  ])('does not retry after the failure %s', async (failure) => {
    const { call, outcomes } = setUp();
    await expect(call('GET x', failing(fault(failure)))).rejects.toMatchObject({ failure });
    expect(outcomes()).toEqual([failure]);
  });

  it.each([true, false])(
    'gets a new access token after 401 and repeats the call (idempotent: %j)',
    async (idempotent) => {
      const { call, outcomes, renewals } = setUp();
      await expect(call('POST x', failing(fault('refused', 401)), { idempotent })).resolves.toEqual({
        done: true,
      });
      expect(outcomes()).toEqual(['refused', 'ok']);
      expect(renewals).toEqual([1]);
    },
  );

  it('does not repeat a call with a token that is refused if there is no other', async () => {
    const records: CallRecord[] = [];
    const call = createCaller({ concurrency: 2, retries: 2, onCall: (record) => records.push(record) });
    await expect(call('GET x', failing(fault('refused', 401)))).rejects.toMatchObject({ status: 401 });
    expect(records).toHaveLength(1);
  });

  it('gets a new access token also between retries, without losing one', async () => {
    const { call, outcomes, renewals } = setUp({ retries: 2 });
    const away = fault('unavailable', 503);
    await expect(call('GET x', failing(away, fault('refused', 401), away))).resolves.toEqual({ done: true });
    expect(outcomes()).toEqual(['unavailable', 'refused', 'unavailable', 'ok']);
    expect(renewals).toHaveLength(1);
  });

  it('gets a new access token only once, and not after 403', async () => {
    const expired = setUp();
    const unauthorized = failing(fault('refused', 401), fault('refused', 401));
    await expect(expired.call('GET x', unauthorized)).rejects.toMatchObject({ status: 401 });
    expect(expired.renewals).toEqual([1]);
    const forbidden = setUp();
    await expect(forbidden.call('GET x', failing(fault('refused', 403)))).rejects.toMatchObject({
      status: 403,
    });
    expect(forbidden.renewals).toEqual([]);
  });

  it('turns any error into a KeycloakError', async () => {
    const { call, outcomes } = setUp({ retries: 0 });
    await expect(call('GET x', failing(new RangeError('odd')))).rejects.toMatchObject({
      name: 'KeycloakError',
      failure: 'unexpected',
      message: 'GET x: odd',
    });
    await expect(call('GET x', failing(new TypeError('fetch failed')))).rejects.toMatchObject({
      failure: 'unavailable',
    });
    expect(outcomes()).toEqual(['unexpected', 'unavailable']);
  });

  it('limits concurrent calls, and does not count a call that waits for its retry', async () => {
    const { call } = setUp({ concurrency: 2 });
    let [running, maxRunning] = [0, 0];
    const work = async () => {
      running += 1;
      maxRunning = Math.max(maxRunning, running);
      await sleep(5);
      running -= 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => call('GET x', work)));
    expect(maxRunning).toBe(2);

    const order: string[] = [];
    const narrow = setUp({ concurrency: 1 }).call;
    const note = (name: string) => () => {
      order.push(name);
      return Promise.resolve();
    };
    const faults = failing(fault('unavailable'));
    await Promise.all([
      narrow('GET a', async () => {
        order.push('a');
        await faults();
      }),
      narrow('GET b', note('b')),
    ]);
    expect(order).toEqual(['a', 'b', 'a']);
  });
});
