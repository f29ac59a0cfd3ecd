import { install, type Clock } from '@sinonjs/fake-timers';
import { refusal } from '../../../../../bridge/credentials/refusals.ts';
import {
  createThrottle,
  type ThrottleOptions,
  type RefusedCredential,
} from '../../../../../bridge/credentials/throttle/throttle.ts';
import type { RefusalSummary } from '../../../../../bridge/credentials/throttle/throttleReport.ts';

const wrong = (more: Partial<RefusedCredential> = {}): RefusedCredential => ({
  realm: 'acme',
  realmExists: true,
  address: '192.0.2.1',
  digest: 'd1',
  reason: refusal('unknownToken'),
  requestId: 'r',
  ...more,
});

/** A throttle that records its delays instead of waiting. */
function open(options: Partial<ThrottleOptions> = {}) {
  const summaries: RefusalSummary[] = [];
  const slept: number[] = [];
  const throttle = createThrottle({
    sleep: (ms) => {
      slept.push(ms);
      return Promise.resolve();
    },
    onSummary: (summary) => summaries.push(summary),
    ...options,
  });
  return {
    refused: (credential: RefusedCredential) => throttle.refused(credential),
    summarize: throttle.summarize,
    close: () => {
      throttle.close();
    },
    summaries,
    slept,
  };
}

let clock: Clock;
beforeEach(() => {
  clock = install({ toNotFake: ['performance'] }); // the runner times tests by it
});
afterEach(() => {
  clock.uninstall();
});

describe('a credential that fails repeatedly', () => {
  it('is reported once, and answered with growing delays', async () => {
    const { refused, slept } = open();
    const answers = [];
    for (let i = 0; i < 12; i += 1) answers.push(await refused(wrong()));
    expect(answers.map(({ first }) => first)).toEqual([true, ...Array<boolean>(11).fill(false)]);
    expect(answers.map(({ delayMs }) => delayMs)).toEqual([
      0, 0, 0, 0, 0, 200, 400, 800, 1_600, 2_000, 2_000, 2_000,
    ]);
    expect(slept).toEqual([200, 400, 800, 1_600, 2_000, 2_000, 2_000]);
  });

  it('is never delayed longer than the maximum', async () => {
    const { refused } = open();
    for (let i = 0; i < 2_000; i += 1) await refused(wrong());
    expect(await refused(wrong())).toEqual({ first: false, delayMs: 2_000 });
  });

  it('is reported and answered without delay in the next window', async () => {
    const { refused } = open();
    for (let i = 0; i < 8; i += 1) await refused(wrong());
    clock.tick(59_999);
    expect(await refused(wrong())).toMatchObject({ first: false });
    clock.tick(1);
    expect(await refused(wrong())).toEqual({ first: true, delayMs: 0 });
  });

  it.each<[string, Partial<RefusedCredential>]>([
    ['realm', { realm: 'globex' }],
    ['address', { address: '192.0.2.2' }],
    ['credential', { digest: 'd2' }],
  ])('does not slow another %s', async (_name, other) => {
    const { refused } = open();
    for (let i = 0; i < 8; i += 1) await refused(wrong());
    expect(await refused(wrong(other))).toEqual({ first: true, delayMs: 0 });
  });

  it('is counted separately from similar ones', async () => {
    const { refused } = open();
    await refused(wrong({ address: 'a', digest: 'bc' }));
    expect(await refused(wrong({ address: 'ab', digest: 'c' }))).toMatchObject({ first: true });
  });

  it('is the same credential whatever the reason', async () => {
    const { refused } = open();
    await refused(wrong());
    expect(await refused(wrong({ reason: refusal('encrypted') }))).toMatchObject({ first: false });
  });
});

describe('a summary', () => {
  it('is reported once, at the end of a window, with the refusals that were only counted', async () => {
    const { refused, summaries } = open();
    for (let i = 0; i < 7; i += 1) await refused(wrong({ requestId: `r${i}` }));
    await refused(wrong({ address: '192.0.2.2', requestId: 'r7' }));
    await refused(wrong({ address: '192.0.2.2', reason: refusal('noIssuer'), requestId: 'r8' }));
    await refused(wrong({ realm: 'globex' }));
    clock.tick(59_999);
    expect(summaries).toEqual([]);
    clock.tick(1);
    const acme = {
      realm: 'acme',
      realmExists: true,
      count: 7,
      addresses: ['192.0.2.1', '192.0.2.2'],
      reasons: [refusal('unknownToken'), refusal('noIssuer')],
      // The others have entries of their own.
      requestIds: ['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r8'],
    };
    expect(summaries).toEqual([acme]);
    clock.tick(600_000);
    expect(summaries).toEqual([acme]);
  });

  it('counts refusals beyond the reports of a realm', async () => {
    const { refused, summaries } = open();
    const answers = [];
    for (let i = 0; i < 50; i += 1) answers.push(await refused(wrong({ digest: `d${i}`, address: `a${i}` })));
    expect(answers.filter(({ first }) => first)).toHaveLength(20);
    expect(answers.filter(({ delayMs }) => delayMs > 0)).toEqual([]);
    expect(await refused(wrong({ realm: 'globex' }))).toMatchObject({ first: true });
    clock.tick(60_000);
    expect(summaries).toHaveLength(1);
    expect(summaries[0]).toMatchObject({ realm: 'acme', count: 30 });
    expect(summaries[0]?.addresses).toHaveLength(20);
  });

  it('has the last hundred requests', async () => {
    const { refused, summaries } = open();
    for (let i = 0; i < 251; i += 1) await refused(wrong({ requestId: `r${i}` }));
    clock.tick(60_000);
    expect(summaries[0]).toMatchObject({ count: 250 });
    expect(summaries[0]?.requestIds).toEqual(Array.from({ length: 100 }, (_, i) => `r${i + 151}`));
  });

  it('is reported at once, and once, if somebody asks for one of its requests', async () => {
    const { refused, summarize, summaries } = open();
    await refused(wrong({ requestId: 'first' }));
    await refused(wrong({ requestId: 'second' }));
    await refused(wrong({ realm: 'globex' }));
    await refused(wrong({ realm: 'globex' }));
    for (const requestId of ['unknown', 'first', 'second', 'second']) summarize(requestId);
    expect(summaries).toMatchObject([{ realm: 'acme', count: 1, requestIds: ['second'] }]);
    await refused(wrong({ requestId: 'third' }));
    clock.tick(60_000);
    expect(summaries.slice(1)).toMatchObject([
      { realm: 'globex', count: 1 },
      { realm: 'acme', count: 1, requestIds: ['third'] },
    ]);
  });

  it('is reported on closing', async () => {
    const { refused, summaries, close } = open();
    await refused(wrong());
    await refused(wrong());
    close();
    expect(summaries).toMatchObject([{ realm: 'acme', count: 1 }]);
    expect(clock.countTimers()).toBe(0);
  });
});

describe('the delay', () => {
  it('applies to a bounded number of answers; others come at once', async () => {
    const ends: (() => void)[] = [];
    const sleep = () => new Promise<void>((resolve) => ends.push(resolve));
    const { refused } = open({ sleep, maxWaiting: 3, undelayed: 0 });
    const kept = [refused(wrong()), refused(wrong()), refused(wrong())];
    expect(await refused(wrong())).toEqual({ first: false, delayMs: 0 });
    for (const done of ends.splice(0)) done();
    expect((await Promise.all(kept)).map(({ delayMs }) => delayMs)).toEqual([200, 400, 800]);
    const next = refused(wrong());
    expect(ends).toHaveLength(1);
    ends[0]?.();
    expect(await next).toEqual({ first: false, delayMs: 2_000 });
  });

  it('ends on closing, and does not apply after that', async () => {
    clock.uninstall();
    const throttle = createThrottle({
      undelayed: 0,
      firstDelayMs: 60_000,
      maxDelayMs: 60_000,
      onSummary: () => undefined,
    });
    const start = performance.now();
    const kept = throttle.refused(wrong());
    throttle.close();
    await kept;
    await throttle.refused(wrong());
    throttle.close();
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('takes real time by default', async () => {
    clock.uninstall();
    const throttle = createThrottle({ undelayed: 0, firstDelayMs: 40, onSummary: () => undefined });
    const start = performance.now();
    expect(await throttle.refused(wrong())).toEqual({ first: true, delayMs: 40 });
    expect(performance.now() - start).toBeGreaterThan(30);
    throttle.close();
  });
});

describe('floods', () => {
  it('of credentials replace the oldest in memory', async () => {
    const { refused } = open({ maxKeys: 100, maxReports: 1_000_000 });
    for (let i = 0; i < 101; i += 1) await refused(wrong({ digest: `d${i}` }));
    expect(await refused(wrong({ digest: 'd100' }))).toMatchObject({ first: false });
    expect(await refused(wrong({ digest: 'd0' }))).toMatchObject({ first: true });
  });

  it('of unknown realm names share one window', async () => {
    const { refused, summaries } = open();
    let reported = 0;
    for (let i = 0; i < 30_000; i += 1) {
      const { first } = await refused(wrong({ realm: `made-up-${i}`, realmExists: false }));
      reported += Number(first);
    }
    expect(reported).toBe(20);
    for (let i = 0; i < 3; i += 1) await refused(wrong());
    expect(clock.countTimers()).toBe(2);
    clock.tick(60_000);
    expect(summaries).toMatchObject([
      { realm: '(others)', realmExists: false, count: 29_980 },
      { realm: 'acme', realmExists: true, count: 2 },
    ]);
    expect(clock.countTimers()).toBe(0);
  });
});
