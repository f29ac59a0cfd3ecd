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

/** Work that fails with these faults, one after the other, and then succeeds. */
function failing(...faults: readonly Error[]) {
  const left = [...faults];
  return () => {
    const next = left.shift();
    return next === undefined ? Promise.resolve({ done: true }) : Promise.reject<{ done: boolean }>(next);
  };
}

describe('createCaller', () => {
  it('returns what the work returns, and records the call', async () => {
    const { call, records } = setUp();
    await expect(call('GET x', () => Promise.resolve(42))).resolves.toBe(42);
    expect(records).toEqual([{ call: 'GET x', outcome: 'ok', milliseconds: expect.any(Number) as number }]);
  });

  it('tries again, with pauses, while Keycloak does not answer', async () => {
    const { call, outcomes } = setUp();
    const start = performance.now();
    await expect(call('GET x', failing(fault('unavailable'), fault('unavailable')))).resolves.toEqual({
      done: true,
    });
    expect(outcomes()).toEqual(['unavailable', 'unavailable', 'ok']);
    expect(performance.now() - start).toBeGreaterThan(145);
  });

  it('gives up after as many repetitions as it may', async () => {
    const { call, outcomes } = setUp({ retries: 1 });
    const away = failing(...Array.from({ length: 9 }, () => fault('unavailable')));
    await expect(call('GET x', away)).rejects.toMatchObject({ failure: 'unavailable' });
    expect(outcomes()).toEqual(['unavailable', 'unavailable']);
  });

  it('takes a page for no answer, and nothing for one', async () => {
    const { call, outcomes } = setUp();
    await expect(call('PUT x', () => Promise.resolve(''))).resolves.toBe('');
    await expect(call('PUT x', () => Promise.resolve('<h1>Welcome</h1>'))).rejects.toMatchObject({
      failure: 'unexpected',
      message: 'PUT x: the answer is no JSON',
    });
    expect(outcomes()).toEqual(['ok', 'unexpected']);
  });

  it('does not repeat what may have been done already', async () => {
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
  ])('does not repeat after %s', async (failure) => {
    const { call, outcomes } = setUp();
    await expect(call('GET x', failing(fault(failure)))).rejects.toMatchObject({ failure });
    expect(outcomes()).toEqual([failure]);
  });

  it.each([true, false])('gets a new access token once and repeats (idempotent %j)', async (idempotent) => {
    const { call, outcomes, renewals } = setUp();
    await expect(call('POST x', failing(fault('refused', 401)), { idempotent })).resolves.toEqual({
      done: true,
    });
    expect(outcomes()).toEqual(['refused', 'ok']);
    expect(renewals).toEqual([1]);
  });

  it('gets a new access token also after Keycloak did not answer, and repeats as often as ever', async () => {
    const { call, outcomes, renewals } = setUp({ retries: 2 });
    const away = fault('unavailable', 503);
    await expect(call('GET x', failing(away, fault('refused', 401), away))).resolves.toEqual({ done: true });
    expect(outcomes()).toEqual(['unavailable', 'refused', 'unavailable', 'ok']);
    expect(renewals).toHaveLength(1);
  });

  it('does so once only, and not for a missing right', async () => {
    const first = setUp();
    const unknown = failing(fault('refused', 401), fault('refused', 401));
    await expect(first.call('GET x', unknown)).rejects.toMatchObject({ status: 401 });
    expect(first.renewals).toEqual([1]);
    const second = setUp();
    await expect(second.call('GET x', failing(fault('refused', 403)))).rejects.toMatchObject({ status: 403 });
    expect(second.renewals).toEqual([]);
  });

  it('turns whatever is thrown into its own words', async () => {
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

  it('has only so many calls under way, and lets go of the place while it waits to try again', async () => {
    const { call } = setUp({ concurrency: 2 });
    let [running, most] = [0, 0];
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await sleep(5);
      running -= 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => call('GET x', work)));
    expect(most).toBe(2);

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
